"""Entering a queue, leaving it, and closing: the interaction's own transitions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.errors import CallbackOpen
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.work import eligibility, identifying, record
from contact_center.kernel.contracts.interactions import (
    EntryPlan,
    InteractionClosed,
    InteractionQueued,
    Outcome,
    QueuedBecause,
    Reason,
    SegmentDone,
    SegmentState,
    State,
    TurnPlan,
)
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, QueueId, SegmentId
from contact_center.kernel.opening import after_open, open_seconds, shut_before
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

PREFERRED_FOR = timedelta(minutes=2)
"""How long the next message of a customer waits for the agent who knows the matter (D31)."""
BLIND_TRANSFER_FOR = timedelta(seconds=20)
"""How long a transfer to a colleague waits for that colleague (D31)."""
BY_AGENT = Phrase(HistoryCode.CLOSED_BY_AGENT)
"""In the history of work that its agent closed."""
NOT_WAITING: dict[str, Any] = {"waiting_since": None, "parked_until": None, "parked_why": None}
NOT_HANDED: dict[str, Any] = {"handed_by_agent_id": None, "handed_to_agent_id": None, "handed_until": None}
"""Columns of work that is in nobody's hands on the way to somebody else's."""


async def back_to_queue(
    work: UnitOfWork,
    row: Interaction,
    because: QueuedBecause,
    *,
    at_head: bool = False,
    preferred: tuple[UUID, datetime] | None = None,
    why: Phrase | None = None,
    **also: Any,
) -> None:
    """The interaction waits again in its queue, with the place and age it had.

    `why` is for its history, `also` are columns to change with it.
    """
    columns: dict[str, Any] = {
        "queued_at": work.now,
        "at_head": at_head,
        "requeues": row.requeues + 1,
        "preferred_agent_id": preferred[0] if preferred else None,
        "preferred_until": preferred[1] if preferred else None,
        **NOT_WAITING,
        **NOT_HANDED,
        **also,
    }
    await store.move(work, row, State.QUEUED, why or Phrase(because.value), **columns)
    record_queued(work, await store.interaction(work, work.tenant_id, row.id), because)


async def next_turn(
    work: UnitOfWork,
    row: Interaction,
    turn: TurnPlan,
    *,
    preferred: tuple[UUID, datetime] | None,
    because: QueuedBecause = QueuedBecause.CUSTOMER_WROTE,
) -> None:
    """The customer wrote again, or a time was over. A new turn is a new wait: neither age nor promise of the
    last one count."""
    await back_to_queue(
        work,
        row,
        because,
        preferred=preferred,
        entered_at=work.now,
        ranked_at=turn.ranked_at,
        sl_started_at=turn.ranked_at,
        sl_due_at=after_open(turn.ranked_at, row.sl_seconds, turn.shut) if row.sl_seconds else None,
        shut=list(turn.shut),
        next_reply_due_at=row.next_reply_due_at or turn.reply_due_at,
        due_at=row.next_reply_due_at or turn.reply_due_at,
        facts={name: value for name, value in row.facts.items() if name != "never_reached"},
    )


async def move_to_queue(
    work: UnitOfWork,
    row: Interaction,
    plan: EntryPlan,
    because: QueuedBecause,
    *,
    why: Phrase | None = None,
    handed_by: AgentId | None = None,
) -> None:
    """Into another queue: the age stays, the service-level clock of the new queue starts (D31).

    `handed_by`: whose hands it leaves; it comes back to them last.
    """
    await store.move(
        work,
        row,
        State.QUEUED,
        why or Phrase(because.value),
        queue_id=plan.queue_id,
        priority=plan.priority,
        skills=dict(plan.skills),
        queued_at=work.now,
        requeues=row.requeues + 1,
        sl_started_at=plan.ranked_at,
        sl_seconds=plan.sl_seconds,
        sl_percent=plan.sl_percent,
        sl_due_at=plan.sl_due_at,
        shut=[*(shut_before(row.shut, work.now) if row.waited_seconds is None else ()), *plan.shut],
        answered_at=None,
        preferred_agent_id=None,
        preferred_until=None,
        at_head=False,
        **NOT_WAITING,
        **NOT_HANDED | {"handed_by_agent_id": handed_by},
    )
    record_queued(work, await store.interaction(work, work.tenant_id, row.id), because)


def record_queued(work: UnitOfWork, row: Interaction, because: QueuedBecause) -> None:
    assert row.queue_id is not None
    assert row.entered_at is not None
    assert row.ranked_at is not None
    assert row.sl_started_at is not None
    work.record(
        InteractionQueued(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            customer_id=CustomerId(row.customer_id) if row.customer_id else None,
            queue_id=QueueId(row.queue_id),
            channel=row.channel,
            tier=row.tier,
            weight=row.weight,
            priority=row.priority,
            skills=[f"{name}:{level}" for name, level in sorted(row.skills.items())],
            entered_at=row.entered_at,
            ranked_at=row.ranked_at,
            at_head=row.at_head,
            because=because,
            number=row.requeues + 1,
            sl_started_at=row.sl_started_at,
            sl_seconds=row.sl_seconds or 0,
            sl_percent=row.sl_percent or 0,
            due_at=row.due_at,
            preferred_agent_id=AgentId(row.preferred_agent_id) if row.preferred_agent_id else None,
            preferred_until=row.preferred_until,
            sl_due_at=row.sl_due_at,
            shut=row.shut,
            handed_by=handed_by_to_queue(row),
            rings=eligibility.rings(row.facts),
            groups=eligibility.groups(row.facts, row.sl_started_at),
        ),
        correlation_id=row.correlation_id,
    )


def handed_by_to_queue(row: Interaction) -> AgentId | None:
    """Who handed it to this queue. Handed to a colleague, it may come back to them first."""
    if row.handed_by_agent_id is None or row.handed_to_agent_id is not None:
        return None
    return AgentId(row.handed_by_agent_id)


async def close(
    work: UnitOfWork, row: Interaction, outcome: Outcome, why: Phrase, *, left_at: datetime | None = None
) -> None:
    """The interaction is over for the customer. Agents may still wrap up; a live offer is rescinded, a consult ends.

    `left_at`: when the customer left, where that was before now; their wait ended then.
    """
    outcome, was = _ended(row, outcome), State(row.state)
    ended = work.now if left_at is None else min(work.now, max(left_at, row.created_at))
    columns: dict[str, Any] = {"outcome": outcome.value, "closed_at": ended}
    if row.waited_seconds is None:
        columns["waited_seconds"] = open_seconds(row.created_at, ended, row.shut)
    await store.move(work, row, State.CLOSED, why, **columns, **NOT_WAITING, **NOT_HANDED)
    for segment in await store.open_segments(work, work.tenant_id, row.id):
        if segment.phase is SegmentState.ALERTING:
            await finish_segment(work, segment, Reason.RESCINDED)
        elif segment.purpose != "work":
            await finish_segment(work, segment, Reason.COMPLETED)
    work.record(
        InteractionClosed(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            queue_id=QueueId(row.queue_id) if row.queue_id else None,
            outcome=outcome,
            was=was,
            left_at=None if left_at is None else ended,
        ),
        correlation_id=row.correlation_id,
    )
    await identifying.end(work, row)
    await store.close_single_conversation(work, row.conversation_id)
    await record.write_if_over(work, row.id)


def _ended(row: Interaction, outcome: Outcome) -> Outcome:
    """A promised call stays open until its person was reached; that nobody was is an outcome of its own."""
    if outcome is not Outcome.COMPLETED:
        return outcome
    if row.facts.get("callback"):
        raise CallbackOpen(row.id)
    return Outcome.NEVER_REACHED if row.facts.get("never_reached") else outcome


async def finish_segment(work: UnitOfWork, segment: Segment, reason: Reason, **columns: Any) -> None:
    """The segment is done; the agent's idle clock and chosen next presence follow."""
    from contact_center.interactions.presence import service as presence  # noqa: PLC0415 - presence finishes segments too
    from contact_center.interactions.work import parking  # noqa: PLC0415 - presence finishes segments too

    if segment.parked_at is not None:
        columns["parked_seconds"] = parking.parked_seconds(segment, work.now)
    await store.update_segment(
        work, segment.id, state=SegmentState.DONE.value, reason=reason.value, done_at=work.now, **columns
    )
    work.record(
        SegmentDone(
            segment_id=SegmentId(segment.id),
            interaction_id=InteractionId(segment.interaction_id),
            agent_id=AgentId(segment.agent_id),
            reason=reason,
            was=segment.phase,
        )
    )
    agent = AgentId(segment.agent_id)
    still_open = await presence.after_work(work, agent, worked=segment.connected_at is not None)
    await parking.come_back(work, agent, still_open)
    await record.write_if_over(work, segment.interaction_id)
