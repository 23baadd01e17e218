"""The agent's home page, and taking the oldest work of a queue."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import read_own_work
from agent_ui.frame import compose as frames
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Live, Place
from agent_ui.frame.screen import Screens, answer
from agent_ui.frame.views import FrameView
from agent_ui.home.compose import home
from agent_ui.home.views import HomeView
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import QueueId
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control import pulling

REFRESH = "/home/refresh"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    async def look(lens: Lens, who: SignedIn) -> tuple[int, HomeView, FrameView]:
        """The page and its frame in one snapshot, and the log position at which they were read."""
        async with parts.database.read(lens.tenant) as reader:
            cursor = await head(reader, lens.tenant)
            found = await read_own_work(reader, lens)
            view = await home(reader, lens, who.time_zone, found)
            frame = await frames.frame_of(parts, reader, lens, found)
        return cursor, view, await frames.with_alert(parts, lens, frame)

    @routes.get(Place.HOME)
    async def page(request: Request, who: Agent) -> Response:
        screen = screens.open(request, who)
        cursor, view, frame = await look(lens_of(screen, who), who)
        return screen.html(
            "home/page.html", Place.HOME, framed=frame, cursor=cursor, live=Live.HOME, refresh=REFRESH, home=view
        )

    @routes.get(REFRESH)
    async def refresh(request: Request, who: Agent) -> Response:
        """Everything at once, after a gap; `X-Cursor` says up to where."""
        screen = screens.open(request, who)
        cursor, view, frame = await look(lens_of(screen, who), who)
        drawn = screen.part("home/body.html", home=view) + screen.part("frame/refresh.html", frame=frame)
        return screen.fragment(drawn, headers={"X-Cursor": str(cursor)})

    @routes.post("/home/queues/{queue}/take")
    async def take(request: Request, who: Agent, queue: UUID) -> Response:
        """The oldest that this agent can handle is held for them; the router offers it in a moment."""

        async def ask(unit: UnitOfWork) -> None:
            await pulling.take_oldest(unit, QueueId(queue), who.agent_id)

        await act(screens, who, ask)
        return answer(request, Place.HOME)

    return routes
