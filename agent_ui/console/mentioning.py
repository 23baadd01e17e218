"""Calling colleagues into a conversation, and putting such a call aside."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from agent_ui.compose import mentions
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens, answer
from contact_center.directory.access import Agent
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.mentions import service as calling
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import UnitOfWork


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/console/interactions/{interaction}/colleagues")
    async def colleagues(request: Request, who: Agent, interaction: UUID) -> Response:
        """Who can be named behind an `@` in a note of this conversation."""
        lens = lens_of(screens.open(request, who), who)
        async with parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.NOTE)
            found = await mentions.options(reader, lens)
        listed = [{"id": str(one.id) if one.id else None, "name": one.name, "detail": one.detail} for one in found]
        return JSONResponse(listed, headers=HEADERS)

    @routes.post("/home/mentions/{interaction}/seen")
    async def seen(request: Request, who: Agent, interaction: UUID) -> Response:
        async def put_aside(unit: UnitOfWork) -> None:
            header = await conversation_queries.header(unit, unit.tenant_id, interaction)
            if header is None:
                raise NoSuchInteraction(interaction)
            await calling.see(unit, who.agent_id, header.conversation_id)

        await act(screens, who, put_aside)
        return answer(request, Place.HOME)

    return routes
