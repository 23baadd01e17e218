"""Answers, and messages that wait for their time, as JSON: `/api/v1/messages`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from contact_center.directory.access import Agent
from contact_center.interactions.outbound.endpoints import Key
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import held_queries
from contact_center.interactions.scheduled import service
from contact_center.interactions.scheduled.schemas import HeldOut, NewAnswer, TakenBackOut, WrittenAnswer
from contact_center.interactions.scheduled.service import TakenBack
from contact_center.interactions.work import replies
from contact_center.interactions.work.messages import Written
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Database, UnitOfWork

MOST = 200


def router(database: Database, ports: Ports) -> APIRouter:
    """For agents and supervisors, in work of their own."""
    routes = APIRouter(prefix="/api/v1", tags=["conversations"])

    @routes.post("/interactions/{interaction}/messages", status_code=status.HTTP_201_CREATED)
    async def answer(who: Agent, interaction: UUID, body: NewAnswer, key: Key) -> WrittenAnswer:
        """Writes an answer in work that is in the caller's hand, or waits for its customer with them.

        The same key again writes nothing, and answers as the first time.
        """

        async def write(work: UnitOfWork) -> Written:
            return await replies.reply(
                work, ports, interaction, AgentId(who.user.id), who.user.name, body.text, client_key=key,
                then=body.then, copies=body.cc, blind_copies=body.bcc, send_at=body.send_at, held=body.hold,
                signed=body.signed, to=body.to,
            )  # fmt: skip

        made = await database.run(who.tenant, write, actor=who.actor)
        return WrittenAnswer(message=made.message_id, position=made.position)

    @routes.get("/messages/held")
    async def held(who: Agent, limit: Annotated[int, Query(ge=1, le=MOST)] = MOST) -> list[HeldOut]:
        """What the caller has written that has not left: planned, or still to be taken back. The next first."""
        async with database.read(who.tenant) as reader:
            found = await held_queries.of_writer(reader, who.tenant, who.user.id, limit=limit)
        return [HeldOut.of(one) for one in found]

    @routes.post("/messages/{message}/take-back")
    async def take_back(who: Agent, message: UUID) -> TakenBackOut:
        """Cancels a message of the caller's that has not left; its text and files are their draft again."""

        async def back(work: UnitOfWork) -> TakenBack:
            return await service.take_back(work, ports, message, AgentId(who.user.id))

        taken = await database.run(who.tenant, back, actor=who.actor)
        return TakenBackOut(interaction=taken.interaction_id, began=taken.began)

    return routes
