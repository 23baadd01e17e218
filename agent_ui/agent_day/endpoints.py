"""`/supervisor/agents/{agent}` for a supervisor, `/me/day` for the agent: the same page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from agent_ui.agent_day import compose
from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from contact_center.directory.access import Agent, Supervisor
from contact_center.directory.service import SignedIn

Day = Annotated[date | Literal[""], Query()]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    async def show(request: Request, who: SignedIn, agent: UUID, day: Day, place: Place) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, agent, day or None, who.time_zone)
        return await serving.page(screens.parts, screen, "agent_day/page.html", place, day=view)

    @routes.get("/supervisor/agents/{agent}")
    async def of_agent(request: Request, who: Supervisor, agent: UUID, day: Day = "") -> Response:
        """One agent's day, as their supervisor sees it."""
        return await show(request, who, agent, day, Place.BOARD)

    @routes.get(compose.OWN)
    async def own(request: Request, who: Agent, day: Day = "") -> Response:
        """The reader's own."""
        return await show(request, who, who.agent_id, day, Place.HOME)

    return routes
