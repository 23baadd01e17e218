"""All work as JSON: `/api/v1/conversations`, and its tags."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import AwareDatetime

from contact_center.directory.access import AnyUser
from contact_center.interactions.listing import service
from contact_center.interactions.listing.domain import (
    LONGEST_TAG,
    WorkFilter,
    WorkHolder,
    WorkOrder,
    WorkStage,
    place_in,
    place_text,
)
from contact_center.interactions.listing.schemas import ConversationList, ConversationOut
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.platform.unit_of_work import Database, UnitOfWork

ROWS = 50


def router(database: Database, ports: Ports) -> APIRouter:
    """For everybody: agents list what they have, had, or serve the queue of; supervisors and administrators all."""
    routes = APIRouter(prefix="/api/v1", tags=["conversations"])

    @routes.get("/conversations")
    async def list_conversations(
        who: AnyUser,
        state: Annotated[WorkStage, Query(description="How far work is.")] = WorkStage.OPEN,
        queue: UUID | None = None,
        channel: Annotated[str | None, Query(max_length=40)] = None,
        agent: UUID | None = None,
        tag: Annotated[str | None, Query(max_length=LONGEST_TAG)] = None,
        since: AwareDatetime | None = None,
        order: Annotated[WorkOrder, Query(description="What comes first.")] = WorkOrder.NEWEST,
        after: Annotated[str | None, Query(max_length=120)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = ROWS,
    ) -> ConversationList:
        """Pieces of work, page by page. `since`: begun then or later. `order=due` is of open work alone."""
        wanted = WorkFilter(
            state, queue, channel, WorkHolder.ANYBODY if agent is None else agent, tag, since, order=order
        )
        async with database.read(who.tenant) as reader:
            scope = await service.scope_of(reader, Rights(ports.planner, who))
            found = await service.page(reader, who.tenant, scope, wanted, limit, place_in(after) if after else None)
        return ConversationList(
            conversations=[ConversationOut.of(one) for one in found.rows],
            next=place_text(found.next) if found.next else None,
        )

    @routes.put("/interactions/{interaction}/tags/{tag}", status_code=status.HTTP_204_NO_CONTENT)
    async def add(who: AnyUser, interaction: UUID, tag: str) -> None:
        """Gives its conversation this tag; nothing happens if it has it."""

        async def give(work: UnitOfWork) -> None:
            await Rights(ports.planner, who).require(work, interaction, Act.SORT)
            await service.add_tag(work, interaction, tag)

        await database.run(who.tenant, give, actor=who.actor)

    @routes.delete("/interactions/{interaction}/tags/{tag}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove(who: AnyUser, interaction: UUID, tag: str) -> None:
        """Takes this tag from its conversation; nothing happens if it has it not."""

        async def take(work: UnitOfWork) -> None:
            await Rights(ports.planner, who).require(work, interaction, Act.SORT)
            await service.remove_tag(work, interaction, tag)

        await database.run(who.tenant, take, actor=who.actor)

    return routes
