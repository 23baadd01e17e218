"""Quality as JSON: `/api/v1/quality/cards`, `/api/v1/quality/evaluations`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, status

from contact_center.directory.access import AnyUser, Supervisor
from contact_center.directory.domain import Role
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.quality import service
from crm_core.quality.domain import of_agents
from crm_core.quality.schemas import (
    AgentQualityOut,
    EvaluationBody,
    EvaluationOut,
    NewEvaluationBody,
    QualityList,
    ReplyBody,
    ScoreCardBody,
    ScoreCardOut,
)

SUPERVISES: Final = (Role.SUPERVISOR, Role.ADMIN)


def router(database: Database, ports: Ports) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/quality", tags=["quality"])
    _add_cards(routes, database)
    _add_evaluations(routes, database, ports)
    return routes


def _add_cards(routes: APIRouter, database: Database) -> None:
    @routes.get("/cards")
    async def list_score_cards(who: Supervisor) -> list[ScoreCardOut]:
        """Score cards, those in use first."""
        async with database.read(who.tenant) as reader:
            return [ScoreCardOut.of(one) for one in await service.cards(reader, who.tenant)]

    @routes.post("/cards", status_code=status.HTTP_201_CREATED)
    async def write_score_card(who: Supervisor, body: ScoreCardBody) -> ScoreCardOut:
        """A new card."""
        return await _write(database, who, None, body)

    @routes.put("/cards/{card}")
    async def change_score_card(who: Supervisor, card: UUID, body: ScoreCardBody) -> ScoreCardOut:
        """What was evaluated with it before keeps its questions and its score."""
        return await _write(database, who, card, body)

    @routes.put("/cards/{card}/active", status_code=status.HTTP_204_NO_CONTENT)
    async def use_score_card_again(who: Supervisor, card: UUID) -> None:
        """A retired card is in use again."""
        await database.run(who.tenant, lambda work: service.set_active(work, card, True), actor=who.actor)

    @routes.delete("/cards/{card}/active", status_code=status.HTTP_204_NO_CONTENT)
    async def retire_score_card(who: Supervisor, card: UUID) -> None:
        """Nothing new is evaluated with it."""
        await database.run(who.tenant, lambda work: service.set_active(work, card, False), actor=who.actor)


async def _write(database: Database, who: Supervisor, card: UUID | None, body: ScoreCardBody) -> ScoreCardOut:
    questions = [one.question() for one in body.questions]

    async def write(work: UnitOfWork) -> ScoreCardOut:
        made = await service.write_card(work, body.name, questions, queue=body.queue_id, id=card)
        return ScoreCardOut.of(await service.card(work, work.tenant_id, made))

    return await database.run(who.tenant, write, actor=who.actor)


def _add_evaluations(routes: APIRouter, database: Database, ports: Ports) -> None:
    @routes.get("/evaluations")
    async def list_evaluations(
        who: AnyUser,
        days: Annotated[int, Query(ge=1, le=366, description="published in the last so many days")] = 30,
        agent_id: UUID | None = None,
        card_id: UUID | None = None,
        disputed: bool = False,
    ) -> QualityList:
        """Published evaluations, the latest first; an agent gets those of their own work."""
        agent = agent_id if who.user.role in SUPERVISES else who.user.id
        async with database.read(who.tenant) as reader:
            since = reader.now - timedelta(days=days)
            found = await service.published(reader, who.tenant, since, agent=agent, card=card_id, disputed=disputed)
        return QualityList(
            since=since,
            agents=[AgentQualityOut.of(one) for one in of_agents(found)],
            evaluations=[EvaluationOut.of(one) for one in found],
        )

    @routes.post("/evaluations", status_code=status.HTTP_201_CREATED)
    async def begin_evaluation(who: Supervisor, body: NewEvaluationBody) -> EvaluationOut:
        """A draft for an agent's part in a piece of work."""
        rights = Rights(ports.planner, who)

        async def begin(work: UnitOfWork) -> EvaluationOut:
            await rights.require(work, body.interaction_id, Act.READ)
            made = await service.begin(work, body.card_id, body.interaction_id, body.agent_id, who.user.id)
            return EvaluationOut.of(await service.shown(work, work.tenant_id, made, who.user.id, supervises=True))

        return await database.run(who.tenant, begin, actor=who.actor)

    @routes.get("/evaluations/{evaluation}")
    async def read_evaluation(who: AnyUser, evaluation: UUID) -> EvaluationOut:
        """A draft is its evaluator's; a published one also its agent's and every supervisor's."""
        async with database.read(who.tenant) as reader:
            found = await service.shown(
                reader, who.tenant, evaluation, who.user.id, supervises=who.user.role in SUPERVISES
            )
        return EvaluationOut.of(found)

    @routes.put("/evaluations/{evaluation}")
    async def answer_evaluation(who: Supervisor, evaluation: UUID, body: EvaluationBody) -> EvaluationOut:
        """The answers as they are now; those that are left out are not answered."""

        async def answer(work: UnitOfWork) -> EvaluationOut:
            return EvaluationOut.of(
                await service.answer(work, evaluation, who.user.id, body.given(), body.comment, publish=body.publish)
            )

        return await database.run(who.tenant, answer, actor=who.actor)

    @routes.delete("/evaluations/{evaluation}", status_code=status.HTTP_204_NO_CONTENT)
    async def discard_evaluation(who: Supervisor, evaluation: UUID) -> None:
        """A draft of one's own."""
        await database.run(who.tenant, lambda work: service.discard(work, evaluation, who.user.id), actor=who.actor)

    @routes.put("/evaluations/{evaluation}/reply", status_code=status.HTTP_204_NO_CONTENT)
    async def reply_to_evaluation(who: AnyUser, evaluation: UUID, body: ReplyBody) -> None:
        """What the agent says to an evaluation of their work."""
        await database.run(
            who.tenant,
            lambda work: service.reply(work, evaluation, who.user.id, body.reply, disputed=body.disputed),
            actor=who.actor,
        )
