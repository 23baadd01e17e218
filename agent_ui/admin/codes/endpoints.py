"""The pages of codes by which work is closed: the tree, and one code. What was closed keeps the words of its time."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.codes import compose
from agent_ui.admin.codes.compose import HERE
from agent_ui.admin.routing.form import Values
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.errors import error_words
from contact_center.directory.access import Admin
from contact_center.interactions.dispositions import service
from contact_center.interactions.dispositions.ports import DispositionGround
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.platform.unit_of_work import UnitOfWork

Code = Annotated[str, Path(max_length=60)]
Text = Annotated[str, Query(max_length=60)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    parts = screens.parts

    @routes.get("")
    async def page(request: Request, who: Admin, queue: UUID | Literal[""] = "", done: Text = "") -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.listed(reader, who.tenant, screen.words, queue or None)
        notice = screen.words.gettext("The codes were changed.") if done else None
        return await serving.page(
            parts, screen, "admin/codes.html", Place.ADMIN, codes=replace(view, notice=notice)
        )  # fmt: skip

    @routes.get("/new")
    async def blank(request: Request, who: Admin, under: Text = "") -> Response:
        return await _shown(screens, request, who, None, under=under)

    @routes.post("/new")
    async def add(request: Request, who: Admin) -> Response:
        return await _keep(screens, request, who, None)

    @routes.get("/{code}")
    async def one(request: Request, who: Admin, code: Code) -> Response:
        return await _shown(screens, request, who, code)

    @routes.post("/{code}")
    async def change(request: Request, who: Admin, code: Code) -> Response:
        return await _keep(screens, request, who, code)

    @routes.post("/{code}/in-use/{on}")
    async def in_use(who: Admin, code: Code, on: Literal["yes", "no"]) -> Response:
        await act(screens, who, lambda work: service.set_active(work, code, on == "yes"))
        return _done()

    @routes.post("/{code}/move/{way}")
    async def move(who: Admin, code: Code, way: Literal["up", "down"]) -> Response:
        await act(screens, who, lambda work: service.move(work, code, -1 if way == "up" else 1))
        return _done()

    return routes


async def _shown(
    screens: Screens, request: Request, who: Admin, code: str | None, *, under: str = "", typed: Values | None = None,
    wrong: ContactCenterError | None = None,
) -> Response:  # fmt: skip
    screen = screens.open(request, who)
    told = error_words(screen.words, wrong.code, wrong.status) if wrong else ""
    field = str(wrong.fields.get("field", "")) if wrong else ""
    async with screens.parts.database.read(who.tenant) as reader:
        view = await compose.form(
            reader, who.tenant, screen.words, code, under=under, typed=typed, trouble=told, wrong=field
        )
    status = wrong.status if wrong else 200
    return await serving.page(screens.parts, screen, "admin/code.html", Place.ADMIN, status=status, code=view)


async def _keep(screens: Screens, request: Request, who: Admin, code: str | None) -> Response:
    """Kept, or shown again with what was typed and why not."""
    typed = await typed_in(request, most=400, longest=200)
    ground: DispositionGround = screens.parts.codes

    async def write(work: UnitOfWork) -> None:
        if code is None:
            await service.add(work, ground, compose.edit_of(typed, None))
            return
        known = (await service.tree(work, work.tenant_id)).nodes.get(code)
        await service.change(work, ground, code, compose.edit_of(typed, known))

    try:
        await act(screens, who, write)
    except NotFound:
        raise
    except ContactCenterError as wrong:
        return await _shown(screens, request, who, code, typed=typed, wrong=wrong)
    return _done()


def _done() -> Response:
    return RedirectResponse(f"{HERE}?done=1", 303, HEADERS)
