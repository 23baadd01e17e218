"""Notes for colleagues as JSON, and who is called by them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, status

from contact_center.directory.access import Agent
from contact_center.interactions.mentions import service
from contact_center.interactions.mentions.schemas import MentionOut, NewNote, WrittenNote
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import replies
from contact_center.interactions.work.messages import Written
from contact_center.interactions.work.rights import Act, Rights
from contact_center.platform.unit_of_work import Database, UnitOfWork

ROWS = 50
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller, another one for each note: the same key and text again write nothing.",
    ),
]


def router(database: Database, ports: Ports) -> APIRouter:
    """For agents and supervisors."""
    routes = APIRouter(prefix="/api/v1", tags=["conversations"])

    @routes.post("/interactions/{interaction}/notes", status_code=status.HTTP_201_CREATED)
    async def note(who: Agent, interaction: UUID, body: NewNote, key: Key) -> WrittenNote:
        """Writes a note that colleagues alone read. Whom it mentions is told, and may read and answer by a note."""

        async def write(work: UnitOfWork) -> Written:
            await Rights(ports.planner, who).require(work, interaction, Act.NOTE)
            return await replies.note(
                work, interaction, who.agent_id, who.user.name, body.text, client_key=key, mentions=body.mentions
            )

        written = await database.run(who.tenant, write, actor=who.actor)
        return WrittenNote(message=written.message_id, position=written.position)

    @routes.get("/mentions")
    async def unseen(who: Agent) -> list[MentionOut]:
        """The caller's mentions that they have not seen, the newest first, at most 50."""
        async with database.read(who.tenant) as reader:
            found = await service.unseen(reader, who.tenant, who.user.id, ROWS)
        return [
            MentionOut(interaction=one.interaction_id, message=one.message_id, by=one.by_id, at=one.at) for one in found
        ]

    return routes
