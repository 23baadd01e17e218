"""The wallboard's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import read_own_work
from agent_ui.frame import compose as frames
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Live, Place
from agent_ui.frame.screen import Screens
from agent_ui.frame.views import FrameView
from agent_ui.supervisor import drilldown, listening
from agent_ui.supervisor.acting import seen
from agent_ui.supervisor.compose import board
from agent_ui.supervisor.views import BreakdownView
from contact_center.directory import trail
from contact_center.directory.access import Supervisor
from contact_center.directory.service import Role, SignedIn
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader

BOARD = "/supervisor/board"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/supervisor")
    async def page(request: Request, who: Supervisor) -> Response:
        return await _show(screens, request, who, whole=True)

    @routes.get("/supervisor/tv")
    async def tv(request: Request, who: Supervisor) -> Response:
        """For a screen on the wall: the same figures and nothing to press."""
        return await _show(screens, request, who, whole=True, template="supervisor/tv.html")

    @routes.get(BOARD)
    async def refresh(request: Request, who: Supervisor) -> Response:
        return await _show(screens, request, who, whole=False)

    _add_pages(routes, screens)
    _add_listening(routes, screens)
    return routes


def _add_pages(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/supervisor/queues/{queue}")
    async def queue(request: Request, who: Supervisor, queue: UUID, channel: str | None = None) -> Response:
        """What a queue's figures are made of."""
        return await _page(
            screens, request, who, lambda r, lens: drilldown.queue(r, lens, queue, channel, who.time_zone)
        )  # fmt: skip

    @routes.get("/supervisor/failed")
    async def failed(request: Request, who: Supervisor) -> Response:
        """Answers that did not reach their customers."""
        return await _page(screens, request, who, drilldown.failed)

    @routes.get("/supervisor/work/{interaction}")
    async def work(request: Request, who: Supervisor, interaction: UUID) -> Response:
        """One piece of work: where it stands, what was said in it."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            look = await seen(screens, reader, lens, interaction)
            view = await drilldown.piece(reader, lens, interaction, look, screens.parts.calls)
        await act(screens, who, lambda unit: trail.read(unit, "conversation read", f"interaction:{interaction}"))
        return await serving.page(screens.parts, screen, "supervisor/piece.html", Place.BOARD, piece=view)


def _add_listening(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/supervisor/calls/{call}/strip")
    async def strip(request: Request, who: Supervisor, call: UUID) -> Response:
        """What stands above each page while its reader listens to a call; empty once there is nobody to listen to."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await listening.of(reader, lens, screens.parts.calls, call)
        return screen.fragment(screen.part("supervisor/listening.html", listening=view) if view else "")


async def _page(
    screens: Screens, request: Request, who: SignedIn, compose: Callable[[Reader, Lens], Awaitable[BreakdownView]]
) -> Response:
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        view = await compose(reader, lens)
    return await serving.page(screens.parts, screen, "supervisor/made_of.html", Place.BOARD, made_of=view)


async def _show(
    screens: Screens, request: Request, who: SignedIn, *, whole: bool, template: str = "supervisor/page.html"
) -> Response:
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    frame: FrameView | None = None
    async with screens.parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        admin = who.user.role == Role.ADMIN
        view = await board(reader, lens, who.time_zone, admin=admin, calls=screens.parts.calls)
        if frames.takes_work(who):
            frame = await frames.frame_of(screens.parts, reader, lens, await read_own_work(reader, lens))
    if frame is not None:
        frame = await frames.with_alert(screens.parts, lens, frame)
    if whole:
        return screen.html(
            template,
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
