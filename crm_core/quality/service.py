"""Score cards are written by administrators and supervisors; work is evaluated with them, and its agent answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions.reading import conversation_queries, work_queries
from contact_center.kernel.contracts.quality import EvaluationPublished, EvaluationReplied, ScoreCardChanged
from contact_center.kernel.ids import AgentId, EvaluationId, InteractionId, ScoreCardId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.quality import store
from crm_core.quality.domain import (
    MOST_CARDS,
    CardQuestion,
    Evaluation,
    EvaluationState,
    GivenPoints,
    ScoreCard,
    checked_answers,
    checked_card,
    checked_comment,
    checked_reply,
    require_complete,
    score,
)
from crm_core.quality.errors import (
    NoSuchEvaluation,
    NoSuchScoreCard,
    NotTheirWork,
    NotYourEvaluation,
    OwnWorkEvaluated,
    RetiredScoreCard,
    TooManyScoreCards,
)

MOST_LISTED: Final = 1_000


async def cards(reader: Reader, tenant: UUID) -> list[ScoreCard]:
    """Those in use first, by name."""
    return await store.cards(reader, tenant)


async def card(reader: Reader, tenant: UUID, id: UUID) -> ScoreCard:
    """Raises `NoSuchScoreCard`."""
    found = next((one for one in await store.cards(reader, tenant) if one.id == id), None)
    if found is None:
        raise NoSuchScoreCard(id)
    return found


async def write_card(
    work: UnitOfWork, name: str, questions: Sequence[CardQuestion], *, queue: UUID | None, id: UUID | None = None
) -> ScoreCardId:
    """A new one, or this one as it reads now. Raises `NotAScoreCard`, `ScoreCardExists`, `TooManyScoreCards`."""
    name, kept = checked_card(name, questions)
    there = await store.cards(work, work.tenant_id)
    if id is None and len(there) >= MOST_CARDS:
        raise TooManyScoreCards
    active = True if id is None else (await card(work, work.tenant_id, id)).active
    made = ScoreCardId(id or new_id())
    await store.keep_card(work, ScoreCard(made, name, queue, kept, active))
    await audit(work, "score card written", f"score_card:{made}", name=name)
    work.record(ScoreCardChanged(card_id=made))
    return made


async def set_active(work: UnitOfWork, id: UUID, active: bool) -> None:
    """Retired cards evaluate nothing new. Raises `NoSuchScoreCard`."""
    found = await card(work, work.tenant_id, id)
    await store.keep_card(work, replace(found, active=active))
    await audit(work, "score card used again" if active else "score card retired", f"score_card:{id}")
    work.record(ScoreCardChanged(card_id=ScoreCardId(id)))


async def begin(work: UnitOfWork, card_id: UUID, interaction: UUID, agent: UUID, evaluator: UUID) -> EvaluationId:
    """A draft for this agent's part in a piece of work.

    Raises `NoSuchScoreCard`, `RetiredScoreCard`, `NotTheirWork`, `OwnWorkEvaluated`, `EvaluationExists`. Whether the
    evaluator may read the work is asked before, where the reader is known.
    """
    used = await card(work, work.tenant_id, card_id)
    if not used.active:
        raise RetiredScoreCard(card_id)
    if agent == evaluator:
        raise OwnWorkEvaluated(field="agent")
    header = await conversation_queries.header(work, work.tenant_id, interaction)
    if header is None or not await work_queries.worked_on(work, work.tenant_id, [interaction], agent):
        raise NotTheirWork(field="agent")
    made = Evaluation(
        id=new_id(), card_id=used.id, card_name=used.name, questions=used.questions, interaction_id=interaction,
        customer_id=header.customer_id, channel=header.channel, queue_id=header.queue_id, agent_id=agent,
        evaluator_id=evaluator, state=EvaluationState.DRAFT, answers={}, comment="", share=None, fatal=0,
        created_at=work.now, published_at=None, reply="", disputed=False, replied_at=None,
    )  # fmt: skip
    await store.begin(work, made)
    return EvaluationId(made.id)


async def answer(
    work: UnitOfWork, id: UUID, evaluator: UUID, answers: Mapping[int, GivenPoints], comment: str, *, publish: bool
) -> Evaluation:
    """Keeps the answers; a published one stays published and its agent is told again.

    Raises `NoSuchEvaluation`, `NotYourEvaluation`, `NotAnAnswer`, `NothingEvaluated`.
    """
    found = await _own(work, id, evaluator)
    kept = checked_answers(found.questions, answers)
    reached = score(found.questions, kept)
    public = publish or found.state is EvaluationState.PUBLISHED
    if public:
        require_complete(found.questions, kept)
    now = replace(
        found, answers=kept, comment=checked_comment(comment), share=reached.share, fatal=reached.fatal,
        state=EvaluationState.PUBLISHED if public else EvaluationState.DRAFT,
        published_at=(found.published_at or work.now) if public else None,
    )  # fmt: skip
    await store.keep_answers(work, now)
    if public:
        await audit(work, "evaluation published", f"evaluation:{id}")
        work.record(
            EvaluationPublished(
                evaluation_id=EvaluationId(id), interaction_id=InteractionId(found.interaction_id),
                agent_id=AgentId(found.agent_id),
            )
        )  # fmt: skip
    return now


async def discard(work: UnitOfWork, id: UUID, evaluator: UUID) -> None:
    """A draft only; what an agent has seen stays. Raises `NoSuchEvaluation`, `NotYourEvaluation`."""
    found = await _own(work, id, evaluator)
    if found.state is not EvaluationState.DRAFT:
        raise NotYourEvaluation(id)
    await store.remove(work, id)


async def reply(work: UnitOfWork, id: UUID, agent: UUID, text: str, *, disputed: bool) -> None:
    """The agent has seen it, and agrees or disputes. Raises `NoSuchEvaluation`, `NotAReply`."""
    found = await store.lock(work, id)
    if found is None or found.agent_id != agent or found.state is not EvaluationState.PUBLISHED:
        raise NoSuchEvaluation(id)
    await store.keep_reply(work, id, checked_reply(text, disputed=disputed), disputed=disputed)
    work.record(EvaluationReplied(evaluation_id=EvaluationId(id), agent_id=AgentId(agent), disputed=disputed))


async def shown(reader: Reader, tenant: UUID, id: UUID, who: UUID, *, supervises: bool) -> Evaluation:
    """To its evaluator always, to supervisors and its agent once it is published. Raises `NoSuchEvaluation`."""
    found = await store.get(reader, tenant, id)
    public = found is not None and found.state is EvaluationState.PUBLISHED
    if found is None or not (found.evaluator_id == who or (public and (supervises or found.agent_id == who))):
        raise NoSuchEvaluation(id)
    return found


async def published(
    reader: Reader, tenant: UUID, since: datetime, *, agent: UUID | None = None, card: UUID | None = None,
    disputed: bool = False, limit: int = MOST_LISTED,
) -> list[Evaluation]:  # fmt: skip
    """The latest first."""
    return await store.published(reader, tenant, since, agent=agent, card=card, disputed=disputed, limit=limit)


async def drafts(reader: Reader, tenant: UUID, evaluator: UUID) -> list[Evaluation]:
    return await store.drafts(reader, tenant, evaluator, 100)


async def of_work(reader: Reader, tenant: UUID, interaction: UUID) -> list[Evaluation]:
    return await store.of_work(reader, tenant, interaction)


async def unanswered(reader: Reader, tenant: UUID, agent: UUID) -> int:
    """How many the agent has not answered yet."""
    return await store.unanswered(reader, tenant, agent)


async def _own(work: UnitOfWork, id: UUID, evaluator: UUID) -> Evaluation:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchEvaluation(id)
    if found.evaluator_id != evaluator:
        raise NotYourEvaluation(id) if found.state is EvaluationState.PUBLISHED else NoSuchEvaluation(id)
    return found
