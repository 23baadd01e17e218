"""An agent picks up a call that was parked."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.console.acting import show
from agent_ui.frame.screen import Screens
from channels.voice.errors import NotParked
from channels.voice.parking.service import CallParking
from contact_center.directory.access import Agent
from contact_center.kernel.ids import CallId


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/console/parked/{call}/pick-up")
    async def pick_up(request: Request, who: Agent, call: UUID) -> Response:
        """The call is theirs, and opens; this page joins it."""
        parts = screens.parts
        if parts.calls_out is None:
            raise NotParked
        parking = CallParking(parts.calls_out.desk, parts.ports)
        interaction = await parking.pick_up(who.tenant, who.agent_id, CallId(call))
        return await show(screens, request, who, interaction)

    return routes
