"""The page about signing in: of whom a second step is required, and the provider."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing.form import Values
from agent_ui.admin.sign_in import compose
from agent_ui.admin.sign_in.compose import HERE
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import sign_on
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory.access import Admin
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import Role, SignedIn
from contact_center.directory.single_sign_on import service
from contact_center.directory.single_sign_on.service import ProviderTest
from contact_center.kernel.errors import ContactCenterError

Roles = Annotated[list[Role], Form(max_length=len(Role))]
LONGEST_TYPED = 400


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    _add_page(routes, screens)
    _add_provider(routes, screens)
    return routes


async def _shown(
    screens: Screens, request: Request, who: SignedIn, *, typed: Values | None = None, done: str = "",
    wrong: ContactCenterError | None = None, tested: ProviderTest | None = None,
) -> Response:  # fmt: skip
    parts, screen = screens.parts, screens.open(request, who)
    words = screen.words
    async with parts.database.read(who.tenant) as reader:
        view = await compose.settings(reader, words, who, parts.settings.public_url, typed)
    form = view.provider
    if wrong is not None:
        said = error_words(words, wrong.code, wrong.status)
        form = replace(form, trouble=said, wrong=str(wrong.fields.get("field", "")))
    if tested is not None:
        form = replace(form, tested=_found(words, tested), usable=tested.trouble is None)
    notices = {
        "required": words.gettext("Saved. It holds from each person's next sign-in on."),
        "provider": words.gettext("The provider was saved. Try it yourself before you tell your people."),
        "removed": words.gettext("The provider was removed; people sign in by password."),
    }
    view = replace(view, provider=form, notice=notices.get(done))
    status = wrong.status if wrong else 200
    return await serving.page(parts, screen, "admin/sign_in.html", Place.ADMIN, status=status, settings=view)


def _found(words: Words, tested: ProviderTest) -> str:
    if tested.trouble is not None:
        return sign_on.trouble(words, tested.trouble)
    return words.ngettext(
        "The provider answers and offers what is needed; it publishes %(n)s key.",
        "The provider answers and offers what is needed; it publishes %(n)s keys.",
        tested.keys,
    )


def _add_page(routes: APIRouter, screens: Screens) -> None:
    @routes.get("")
    async def page(request: Request, who: Admin, done: Annotated[str, Query(max_length=20)] = "") -> Response:
        return await _shown(screens, request, who, done=done)

    @routes.post("/second-factor")
    async def require(who: Admin, role: Roles = []) -> Response:  # noqa: B006 - FastAPI copies it
        await act(screens, who, lambda work: second_factor.require(work, role))
        return RedirectResponse(f"{HERE}?done=required", 303, HEADERS)


def _add_provider(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/provider")
    async def save(request: Request, who: Admin) -> Response:
        """`do` is `test` to ask the provider only; what was typed stays in the form."""
        typed = await typed_in(request, most=500, longest=LONGEST_TYPED)
        if typed.get("do") == "test":
            found = await service.test(parts.openid, typed.get("issuer", "").strip())
            return await _shown(screens, request, who, typed=typed, tested=found)
        secret = typed.get("client_secret", "")
        try:
            await act(screens, who, lambda work: service.keep(work, parts.vault, compose.wanted(typed), secret))
        except ContactCenterError as wrong:
            return await _shown(screens, request, who, typed=typed, wrong=wrong)
        return RedirectResponse(f"{HERE}?done=provider#provider", 303, HEADERS)

    @routes.post("/provider/remove")
    async def remove(who: Admin) -> Response:
        await act(screens, who, service.remove)
        return RedirectResponse(f"{HERE}?done=removed", 303, HEADERS)
