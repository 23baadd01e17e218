"""Reading on in a conversation: what came before, and where a text stands."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from agent_ui.compose import paging
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import name_of
from agent_ui.compose.thread import older_items
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory.access import Agent
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.work.rights import Act
from contact_center.platform.unit_of_work import Reader


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/console/interactions/{interaction}/older")
    async def older(
        request: Request,
        who: Agent,
        interaction: UUID,
        before: Annotated[str, Query(max_length=500)] = "",
        until: UUID | None = None,
    ) -> Response:
        """The page before a place, with the place where the next one begins; `until`: back to this message."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            header = await _header(reader, lens, interaction)
            name = await name_of(reader, lens, header)
            items, address = await older_items(reader, lens, header, name, before, until)
        return screen.fragment(screen.part("console/older.html", items=items, older=address))

    @routes.get("/console/interactions/{interaction}/find")
    async def find(
        request: Request, who: Agent, interaction: UUID, q: Annotated[str, Query(max_length=100)] = ""
    ) -> Response:
        """The messages in which a text stands, the newest first; `more`: there are more than are told."""
        lens = lens_of(screens.open(request, who), who)
        async with parts.database.read(lens.tenant) as reader:
            header = await _header(reader, lens, interaction)
            found = await paging.find(reader, lens, header, q) if q.strip() else []
        hits = [str(id) for id in found[: paging.FOUND]]
        return JSONResponse({"hits": hits, "more": len(found) > paging.FOUND}, headers=HEADERS)

    return routes


async def _header(reader: Reader, lens: Lens, interaction: UUID) -> Header:
    await lens.rights.require(reader, interaction, Act.READ)
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return header
