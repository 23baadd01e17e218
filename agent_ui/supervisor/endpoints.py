"""The wallboard's page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.console.compose import look
from agent_ui.console.lens import lens_of
from agent_ui.frame import compose as frames
from agent_ui.frame.views import FrameView
from agent_ui.page import Live, Place
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
    frame: FrameView | None = None
    async with screens.parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        view = await board(reader, lens, who.time_zone, admin=who.user.role == Role.ADMIN)
        if frames.takes_work(who):
            frame = await frames.of_desk(screens.parts, reader, lens, await look(reader, lens))
    if frame is not None:
        frame = await frames.with_alert(screens.parts, lens, frame)
    if whole:
        return screen.html(
            "supervisor/page.html",
            Place.BOARD,
            framed=frame,
            cursor=cursor,
            live=Live.BOARD,
            refresh=BOARD,
            board=view,
        )
    part = screen.part("supervisor/board.html", board=view)
    if frame is not None:
        part += screen.part("frame/refresh.html", frame=frame)
    return screen.fragment(part, headers={"X-Cursor": str(cursor)})
