"""Blocked senders as JSON: `/api/v1/blocked-senders`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from contact_center.directory.access import Supervisor
from contact_center.interactions.blocking import service
from contact_center.interactions.blocking.schemas import BlockedSenderOut
from contact_center.interactions.ports import Ports
from contact_center.platform.unit_of_work import Database

ROWS = 100


def router(database: Database, ports: Ports) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/blocked-senders", tags=["conversations"])

    @routes.get("")
    async def blocked_senders(
        who: Supervisor,
        q: Annotated[str, Query(max_length=200)] = "",
        after: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[BlockedSenderOut]:
        """Whose messages are closed as spam, at most 100, who was blocked last first; `after`: without so many."""
        async with database.read(who.tenant) as reader:
            found = await service.listed(reader, who.tenant, q.replace("\x00", ""), ROWS, after)
        return [BlockedSenderOut.of(one) for one in found]

    @routes.delete("/{interaction}", status_code=status.HTTP_204_NO_CONTENT)
    async def unblock(who: Supervisor, interaction: UUID) -> None:
        """Messages of whoever wrote this are work again; what was closed stays closed."""
        await database.run(who.tenant, lambda work: service.unblock(work, interaction, who.agent_id), actor=who.actor)

    @routes.put("/{interaction}", status_code=status.HTTP_204_NO_CONTENT)
    async def block_again(who: Supervisor, interaction: UUID) -> None:
        """Takes unblocking back; 409 for work that was not closed as spam."""
        await database.run(
            who.tenant, lambda work: service.block_again(work, ports, interaction, who.agent_id), actor=who.actor
        )

    return routes
