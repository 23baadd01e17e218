"""The wallboard's page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.console.lens import lens_of
from agent_ui.page import Place
from agent_ui.screen import Screens
from agent_ui.supervisor.compose import board
from contact_center.directory.access import Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.platform.eventlog import head

BOARD = "/supervisor/board"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/supervisor")
    async def page(request: Request, who: Supervisor) -> Response:
        return await _show(screens, request, who, whole=True)

    @routes.get(BOARD)
    async def refresh(request: Request, who: Supervisor) -> Response:
        return await _show(screens, request, who, whole=False)

    return routes


async def _show(screens: Screens, request: Request, who: SignedIn, *, whole: bool) -> Response:
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        view = await board(reader, lens, who.time_zone, admin=who.user.role == Role.ADMIN)
    if whole:
        return screen.html("supervisor/page.html", Place.BOARD, cursor=cursor, live="board", refresh=BOARD, board=view)
    part = screen.part("supervisor/board.html", board=view)
    return screen.fragment(part, headers={"X-Cursor": str(cursor)})
