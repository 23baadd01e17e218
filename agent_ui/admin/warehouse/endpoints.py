"""The page about the data warehouse: how fresh it is, and whether it is what its owners have."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.warehouse import compose
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.warehouse import service

PAGE = "/admin/warehouse"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PAGE)

    @routes.get("")
    async def page(request: Request, who: Admin, done: Annotated[str, Query(max_length=20)] = "") -> Response:
        screen = screens.open(request, who)
        view = await compose.warehouse(screens.parts, lens_of(screen, who), notice=_done(screen.words, done))
        return await serving.page(screens.parts, screen, "admin/warehouse.html", Place.ADMIN, warehouse=view)

    @routes.post("/compare")
    async def compare(who: Admin) -> Response:
        async def ask(work: UnitOfWork) -> None:
            await service.compare_again(work)
            await directory.audit(work, "warehouse compared", "warehouse")

        await act(screens, who, ask)
        return RedirectResponse(f"{PAGE}?done=compare", 303, HEADERS)

    @routes.post("/read-again")
    async def read_again(who: Admin) -> Response:
        async def ask(work: UnitOfWork) -> None:
            await service.read_again(work)
            await directory.audit(work, "warehouse read again", "warehouse")

        await act(screens, who, ask)
        return RedirectResponse(f"{PAGE}?done=read", 303, HEADERS)

    return routes


def _done(words: Words, done: str) -> str | None:
    return {
        "compare": words.gettext("The warehouse is being compared. Reload this page to see what was found."),
        "read": words.gettext("Everything is being read again. Reload this page to see how far it is."),
    }.get(done)
