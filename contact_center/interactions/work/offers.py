"""Offers: a segment while it is alerting. The router makes and expires them, agents answer them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.errors import AtCapacity, NotQueued, NotYourOffer, OfferGone
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import consulting, handover, parking, queueing
from contact_center.kernel.contracts.interactions import (
    InteractionWorking,
    Reason,
    ReturnReason,
    SegmentConnected,
    SegmentOffered,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, SegmentId, new_id
from contact_center.kernel.opening import open_seconds
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork


async def offer(
    work: UnitOfWork,
    interaction_id: UUID,
    agent: AgentId,
    *,
    expires_at: datetime,
    explanation: dict[str, Any] | None = None,
    policy_version: int | None = None,
    read_position: int | None = None,
    overridden_by: str | None = None,
    segment_id: SegmentId | None = None,
    interrupts: Collection[str] = (),
) -> SegmentId:
    """Offers waiting work to an agent. What is in hand on the channels `interrupts` is parked for it where
    there is no room otherwise.

    Raises `NotQueued`, `AtCapacity` or `OfferGone` (somebody has an open offer): the database, not the
    caller, has the last word.
    """
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.QUEUED:
        raise NotQueued(interaction_id)
    segment = segment_id or SegmentId(new_id())
    try:
        async with work.connection.transaction():
            if interrupts:
                await parking.make_room(work, row, agent, interrupts)
            await store.insert_segment(
                work,
                segment,
                row,
                agent,
                purpose="work",
                expires_at=expires_at,
                explanation=explanation,
                policy_version=policy_version,
                read_position=read_position,
                overridden_by=overridden_by,
            )
    except psycopg.errors.CheckViolation as full:
        raise AtCapacity(agent) from full
    except psycopg.errors.UniqueViolation as taken:
        raise OfferGone(interaction_id) from taken
    # After the load row, as when work ends: the other way round the two would wait for each other.
    await presence.require_available(work, agent)
    _record(work, row, segment, agent, expires_at)
    return segment


@dataclass(frozen=True, slots=True)
class OfferRequest:
    """One of several offers that the router makes together."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    expires_at: datetime
    explanation: dict[str, Any]
    policy_version: int
    read_position: int


async def offer_together(work: UnitOfWork, wanted: Sequence[OfferRequest]) -> None:
    """All of these offers in a few statements, or none.

    Raises what `offer` raises, or `psycopg.IntegrityError` for what the database refuses; the transaction is
    void then, and each is to be tried by itself.
    """
    rows = await store.lock_interactions(work, [one.interaction_id for one in wanted])
    for one in wanted:
        if rows[one.interaction_id].state != State.QUEUED:
            raise NotQueued(one.interaction_id)
    await store.insert_offers(work, [(one, rows[one.interaction_id]) for one in wanted])
    # After the load rows, as when work ends: the other way round the two would wait for each other.
    await presence.require_all_available(work, {one.agent_id for one in wanted})
    for one in wanted:
        _record(work, rows[one.interaction_id], one.segment_id, one.agent_id, one.expires_at)


def _record(work: UnitOfWork, row: Interaction, segment: SegmentId, agent: AgentId, expires_at: datetime) -> None:
    work.record(
        SegmentOffered(
            segment_id=segment,
            interaction_id=InteractionId(row.id),
            agent_id=agent,
            purpose="work",
            channel=row.channel,
            tier=row.tier,
            weight=row.weight,
            expires_at=expires_at,
        ),
        correlation_id=row.correlation_id,
    )


async def accept(work: UnitOfWork, segment_id: SegmentId, agent: AgentId) -> InteractionId:
    """The agent takes the work. Checks the state, never a clock: only the router expires offers."""
    row, segment = await store.lock_segment(work, segment_id)
    _expect_offer(segment, agent)
    if segment.purpose == consulting.CONSULT:
        await consulting.accepted(work, row, segment)
        return InteractionId(row.id)
    await store.update_segment(work, segment.id, state=SegmentState.CONNECTED.value, connected_at=work.now)
    await store.move(
        work,
        row,
        State.WORKING,
        Phrase(HistoryCode.ACCEPTED),
        owner_agent_id=agent,
        answered_at=row.answered_at or work.now,
        waited_seconds=_waited(row, work.now),
        at_head=False,
        preferred_agent_id=None,
        preferred_until=None,
        **queueing.NOT_HANDED,
    )
    await presence.answered(work, agent)
    work.record(
        SegmentConnected(segment_id=segment_id, interaction_id=InteractionId(row.id), agent_id=agent),
        correlation_id=row.correlation_id,
    )
    work.record(
        InteractionWorking(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            segment_id=segment_id,
            agent_id=agent,
        ),
        correlation_id=row.correlation_id,
    )
    return InteractionId(row.id)


def _waited(row: Interaction, now: datetime) -> float:
    """Of the first answer: what comes after it adds nothing."""
    return open_seconds(row.created_at, now, row.shut) if row.waited_seconds is None else row.waited_seconds


async def reject(work: UnitOfWork, segment_id: SegmentId, agent: AgentId) -> None:
    """Not now: the work keeps place, age and ring, and comes back to this agent last (D31)."""
    row, segment = await store.lock_segment(work, segment_id)
    _expect_offer(segment, agent)
    await queueing.finish_segment(work, segment, Reason.REJECTED)
    await handover.not_taken(work, row, segment, ReturnReason.REFUSED)


async def expire(work: UnitOfWork, segment_id: SegmentId) -> bool:
    """RONA: nobody answered. The agent becomes Not Responding, the work keeps its place.

    Returns False when the offer was answered in the meantime: nothing changes then.
    """
    row, segment = await store.lock_segment(work, segment_id)
    if segment.phase is not SegmentState.ALERTING:
        return False
    await queueing.finish_segment(work, segment, Reason.TIMED_OUT)
    await presence.missed(work, AgentId(segment.agent_id))
    await handover.not_taken(work, row, segment, ReturnReason.MISSED)
    return True


async def rescind(work: UnitOfWork, segment_id: SegmentId, reason: Reason = Reason.RESCINDED) -> bool:
    """Takes an open offer back; the work stays where it is."""
    row, segment = await store.lock_segment(work, segment_id)
    if segment.phase is not SegmentState.ALERTING:
        return False
    await queueing.finish_segment(work, segment, reason)
    await handover.not_taken(work, row, segment, ReturnReason.NOT_AVAILABLE)
    return True


def _expect_offer(segment: Segment, agent: AgentId) -> None:
    if segment.agent_id != agent:
        raise NotYourOffer(segment.id)
    if segment.phase is not SegmentState.ALERTING:
        raise OfferGone(segment.reason or segment.state)
