"""The page on which an administrator connects the ERP, tests it, and sees how its copy stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.erp import compose
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError, Invalid, NotFound
from contact_center.platform.unit_of_work import UnitOfWork
from erp_link.back_office import service as back_office
from erp_link.connecting import ConnectionTest, ErpConnecting, ErpForm

PAGE = "/admin/erp"
LONGEST = 20_000
"""Characters of one field."""
_OWN = ("kind", "url", "database", "login", "secret")


class NoErpHere(NotFound):
    """This installation was put together without a link to ERPs."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PAGE)

    @routes.get("")
    async def page(
        request: Request,
        who: Admin,
        kind: Annotated[str, Query(max_length=60)] = "",
        done: Annotated[str, Query(max_length=20)] = "",
    ) -> Response:
        return await _page(screens, request, who, kind=kind, done=done)

    @routes.post("/test")
    async def test(request: Request, who: Admin) -> Response:
        """Asks the ERP as the form says it; keeps nothing."""
        form = await _form(request)
        return await _page(screens, request, who, form=form, test=await _connecting(screens).test(who.tenant, form))

    @routes.post("")
    async def save(request: Request, who: Admin) -> Response:
        form = await _form(request)

        async def keep(work: UnitOfWork) -> None:
            await _connecting(screens).connect(work, form)

        try:
            await act(screens, who, keep)
        except Invalid as wrong:
            return await _page(screens, request, who, form=form, wrong=wrong)
        return RedirectResponse(f"{PAGE}?done=connected", 303, HEADERS)

    @routes.post("/disconnect")
    async def disconnect(request: Request, who: Admin) -> Response:
        await act(screens, who, _connecting(screens).disconnect)
        return RedirectResponse(f"{PAGE}?done=disconnected", 303, HEADERS)

    @routes.post("/sites")
    async def sites(request: Request, who: Admin, sites: Annotated[str, Form(max_length=LONGEST)] = "") -> Response:
        """Which sites may show timelines inside their pages."""

        async def keep(work: UnitOfWork) -> None:
            await back_office.set_sites(work, sites.splitlines())

        try:
            await act(screens, who, keep)
        except Invalid as wrong:
            return await _page(screens, request, who, sites=sites, wrong=wrong)
        return RedirectResponse(f"{PAGE}?done=sites#erp-back", 303, HEADERS)

    @routes.post("/end-links")
    async def end_links(who: Admin) -> Response:
        """Every link to a timeline that was made until now is over."""
        await act(screens, who, back_office.end_links)
        return RedirectResponse(f"{PAGE}?done=ended#erp-back", 303, HEADERS)

    return routes


def _connecting(screens: Screens) -> ErpConnecting:
    if screens.parts.erp_connecting is None:
        raise NoErpHere
    return screens.parts.erp_connecting


async def _form(request: Request) -> ErpForm:
    typed = await typed_in(request, most=60, longest=LONGEST)
    settings = {name: value for name, value in typed.items() if name not in _OWN}
    return ErpForm(
        typed.get("kind", ""), typed.get("url", ""), typed.get("database", ""), typed.get("login", ""),
        typed.get("secret", ""), settings,
    )  # fmt: skip


async def _page(
    screens: Screens,
    request: Request,
    who: SignedIn,
    *,
    kind: str = "",
    done: str = "",
    form: ErpForm | None = None,
    test: ConnectionTest | None = None,
    wrong: ContactCenterError | None = None,
    sites: str | None = None,
) -> Response:
    """`sites`: as they were typed and refused."""
    screen, connecting = screens.open(request, who), _connecting(screens)
    words, state = screen.words, await connecting.state(who.tenant)
    wanted = form.kind if form is not None else kind or (state.row.kind if state.row is not None else "")
    known = {one.code: one for one in connecting.kinds}
    chosen = known.get(wanted) or connecting.kinds[0]
    view = compose.page(words, state, connecting.kinds, chosen, form, screens.parts.clock.now())
    async with screens.parts.database.read(who.tenant) as reader:
        view = compose.embedded(view, await back_office.embedding(reader, who.tenant), sites)
    notices = {
        "sites": words.gettext("Saved. It counts from the next page that is opened."),
        "ended": words.gettext("All links to histories that were made until now are over."),
        "connected": words.gettext("Connected. Its records are being copied; the table below shows how far that is."),
        "disconnected": words.gettext("Disconnected. Nothing is asked of it any more."),
    }
    view = compose.noticed(view, notices.get(done, ""))
    if test is not None:
        view = compose.tested(words, view, test)
    if wrong is not None:
        view = compose.refused(words, view, wrong)
    status = wrong.status if wrong is not None else 200
    return await serving.page(screens.parts, screen, "admin/erp.html", Place.ADMIN, status=status, erp=view)
