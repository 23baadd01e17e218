"""SQL of score cards and evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.quality.domain import (
    CardQuestion,
    Evaluation,
    EvaluationState,
    GivenPoints,
    QuestionKind,
    ScoreCard,
)
from crm_core.quality.errors import EvaluationExists, ScoreCardExists

EVALUATION: Final = (
    "id, card_id, card_name, questions, interaction_id, customer_id, channel, queue_id, agent_id, evaluator_id, state, "
    "points, remarks, comment, share, fatal, created_at, published_at, reply, disputed, replied_at"
)


async def cards(reader: Reader, tenant: UUID) -> list[ScoreCard]:
    rows = await reader.dicts(
        "select id, name, queue_id, questions, active from crm.score_card where tenant_id = %s "
        "order by not active, lower(name), id",
        [tenant],
    )
    return [ScoreCard(r["id"], r["name"], r["queue_id"], _questions(r["questions"]), r["active"]) for r in rows]


async def keep_card(work: UnitOfWork, one: ScoreCard) -> None:
    """Raises `ScoreCardExists`."""
    try:
        async with work.connection.transaction():
            await work.execute(
                "insert into crm.score_card (tenant_id, id, name, queue_id, questions, active, changed_at, changed_by) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, id) do update set "
                "name = excluded.name, queue_id = excluded.queue_id, questions = excluded.questions, "
                "active = excluded.active, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
                [
                    work.tenant_id, one.id, one.name, one.queue_id, Jsonb(_stored(one.questions)), one.active, work.now,
                    work.actor,
                ],
            )  # fmt: skip
    except psycopg.errors.UniqueViolation as taken:
        raise ScoreCardExists(field="name") from taken


async def begin(work: UnitOfWork, one: Evaluation) -> None:
    """Raises `EvaluationExists`."""
    try:
        async with work.connection.transaction():
            await work.execute(
                "insert into crm.evaluation (tenant_id, id, card_id, card_name, questions, interaction_id, "
                "customer_id, channel, queue_id, agent_id, evaluator_id, state, points, remarks, comment, fatal, "
                "created_at, reply, disputed) values "
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '{}', '{}', '', 0, %s, '', false)",
                [
                    work.tenant_id, one.id, one.card_id, one.card_name, Jsonb(_stored(one.questions)),
                    one.interaction_id, one.customer_id, one.channel, one.queue_id, one.agent_id, one.evaluator_id,
                    one.state.value, work.now,
                ],
            )  # fmt: skip
    except psycopg.errors.UniqueViolation as there:
        raise EvaluationExists(field="card") from there


async def lock(work: UnitOfWork, id: UUID) -> Evaluation | None:
    rows = await work.dicts(
        f"select {EVALUATION} from crm.evaluation where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )
    return _evaluation(rows[0]) if rows else None


async def keep_answers(work: UnitOfWork, one: Evaluation) -> None:
    await work.execute(
        "update crm.evaluation set points = %s, remarks = %s, comment = %s, share = %s, fatal = %s, state = %s, "
        "published_at = %s where tenant_id = %s and id = %s",
        [
            Jsonb({str(n): each.points for n, each in one.answers.items()}),
            Jsonb({str(n): [each.remark, each.at_seconds] for n, each in one.answers.items() if each.remark}),
            one.comment, one.share, one.fatal, one.state.value, one.published_at, work.tenant_id, one.id,
        ],
    )  # fmt: skip


async def keep_reply(work: UnitOfWork, id: UUID, reply: str, *, disputed: bool) -> None:
    await work.execute(
        "update crm.evaluation set reply = %s, disputed = %s, replied_at = %s where tenant_id = %s and id = %s",
        [reply, disputed, work.now, work.tenant_id, id],
    )


async def remove(work: UnitOfWork, id: UUID) -> None:
    await work.execute("delete from crm.evaluation where tenant_id = %s and id = %s", [work.tenant_id, id])


async def get(reader: Reader, tenant: UUID, id: UUID) -> Evaluation | None:
    rows = await reader.dicts(f"select {EVALUATION} from crm.evaluation where tenant_id = %s and id = %s", [tenant, id])
    return _evaluation(rows[0]) if rows else None


async def of_work(reader: Reader, tenant: UUID, interaction: UUID) -> list[Evaluation]:
    """Drafts too (index evaluation_once)."""
    rows = await reader.dicts(
        f"select {EVALUATION} from crm.evaluation where tenant_id = %s and interaction_id = %s order by created_at, id",
        [tenant, interaction],
    )
    return [_evaluation(row) for row in rows]


# evaluation_published, or evaluation_agent for one agent
_LISTED = f"""
select {EVALUATION} from crm.evaluation
where tenant_id = %(tenant)s and state = 'published' and published_at >= %(since)s
  and (%(agent)s::uuid is null or agent_id = %(agent)s) and (%(card)s::uuid is null or card_id = %(card)s)
  and (not %(disputed)s or disputed)
order by published_at desc, id desc limit %(limit)s
"""


async def published(
    reader: Reader, tenant: UUID, since: datetime, *, agent: UUID | None, card: UUID | None, disputed: bool, limit: int
) -> list[Evaluation]:
    given = {"tenant": tenant, "since": since, "agent": agent, "card": card, "disputed": disputed, "limit": limit}
    return [_evaluation(row) for row in await reader.dicts(_LISTED, given)]


async def drafts(reader: Reader, tenant: UUID, evaluator: UUID, limit: int) -> list[Evaluation]:
    """The evaluator's own (index evaluation_draft)."""
    rows = await reader.dicts(
        f"select {EVALUATION} from crm.evaluation where tenant_id = %s and evaluator_id = %s and state = 'draft' "
        "order by created_at desc, id limit %s",
        [tenant, evaluator, limit],
    )
    return [_evaluation(row) for row in rows]


async def unanswered(reader: Reader, tenant: UUID, agent: UUID) -> int:
    """Published ones that the agent has not answered yet (index evaluation_agent)."""
    found: int = await reader.value(
        "select count(*)::int from crm.evaluation where tenant_id = %s and agent_id = %s and state = 'published' "
        "and replied_at is null",
        [tenant, agent],
    )
    return found


def _stored(questions: Sequence[CardQuestion]) -> list[dict[str, Any]]:
    return [{"text": q.text, "kind": q.kind.value, "weight": q.weight, "fatal": q.fatal} for q in questions]


def _questions(kept: Sequence[Mapping[str, Any]]) -> tuple[CardQuestion, ...]:
    return tuple(CardQuestion(q["text"], QuestionKind(q["kind"]), q["weight"], q["fatal"]) for q in kept)


def _evaluation(row: dict[str, Any]) -> Evaluation:
    points, remarks = row.pop("points"), row.pop("remarks")
    answers = {int(n): GivenPoints(value, *remarks.get(n, ("", None))) for n, value in points.items()}
    row["questions"], row["state"] = _questions(row["questions"]), EvaluationState(row["state"])
    return Evaluation(answers=answers, **row)
