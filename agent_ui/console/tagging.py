"""Tags of the conversation: put on and taken off where it is read."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.console.acting import show
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.screen import Screens
from contact_center.directory.access import Agent
from contact_center.interactions.listing import service as listing
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import UnitOfWork


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/console/interactions/{interaction}/tags")
    async def tag(
        request: Request,
        who: Agent,
        interaction: UUID,
        tag: Annotated[str, Form(max_length=200)],
        off: Annotated[bool, Form()] = False,
    ) -> Response:
        async def change(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.SORT)
            await (listing.remove_tag if off else listing.add_tag)(unit, interaction, tag)

        await act(screens, who, change)
        return await show(screens, request, who, interaction)

    return routes
