"""What becomes of the open work of an agent who signs out or is lost."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Segment, held_seconds
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import queries, queueing, waiting
from contact_center.kernel.contracts.interactions import (
    InteractionWaiting,
    ParkReason,
    QueuedBecause,
    Reason,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def lose_agent(work: UnitOfWork, segment: Segment) -> None:
    """The agent is gone: live work goes to the head of its queue, deferred work stays the agent's."""
    row = await store.lock_interaction(work, segment.interaction_id)
    if segment.phase is SegmentState.WRAPPING:
        await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
        return
    await queueing.finish_segment(work, segment, Reason.LOST, hold_seconds=held_seconds(segment, work.now))
    if row.state == State.WORKING and segment.purpose == "work":
        await queueing.back_to_queue(work, row, QueuedBecause.AGENT_LOST, at_head=True)


async def give_back(work: UnitOfWork, segment: Segment) -> None:
    """Returns work to its queue when its agent leaves; a wrap-up is finished as it stands."""
    row = await store.lock_interaction(work, segment.interaction_id)
    if segment.phase is SegmentState.WRAPPING:
        await queueing.finish_segment(work, segment, Reason(segment.leaving or Reason.COMPLETED))
    elif segment.phase is SegmentState.ALERTING:
        await queueing.finish_segment(work, segment, Reason.REJECTED)
    elif segment.purpose != "work":
        await queueing.finish_segment(work, segment, Reason.COMPLETED)
    else:
        await queueing.finish_segment(work, segment, Reason.TRANSFERRED, hold_seconds=held_seconds(segment, work.now))
        await queueing.back_to_queue(work, row, QueuedBecause.RETURNED, at_head=True)


async def sign_out(work: UnitOfWork, agent: AgentId, keep: frozenset[UUID]) -> None:
    """Leaves the desk: work named in `keep` waits for this agent to be back, all other goes back to its queue."""
    for segment in await store.agent_segments(work, work.tenant_id, agent):
        in_hand = segment.phase in (SegmentState.CONNECTED, SegmentState.HELD)
        if in_hand and segment.purpose == "work" and segment.interaction_id in keep:
            await _keep(work, segment, agent)
        else:
            await give_back(work, segment)
    await presence.force_offline(work, agent)


async def _keep(work: UnitOfWork, segment: Segment, agent: AgentId) -> None:
    """It comes back with the agent, or goes to its queue should they stay away: nobody is forgotten."""
    row = await store.lock_interaction(work, segment.interaction_id)
    until = work.now + waiting.KEPT_FOR
    await waiting.wait(
        work, row, segment, agent, Phrase(HistoryCode.KEPT_AT_SIGN_OUT), until=until, put_by=ParkReason.SIGN_OUT
    )


async def held(reader: Reader, tenant: UUID, agent: AgentId) -> int:
    """How much work somebody has in hand or waiting with them."""
    segments = await store.agent_segments(reader, tenant, agent)
    waits = await queries.waiting_with(reader, tenant, agent)
    return len({one.interaction_id for one in segments} | set(waits))


async def leave_for_good(work: UnitOfWork, agent: AgentId, to: AgentId | None) -> list[UUID]:
    """They work here no more: work in hand goes to its queue; what waits with them waits with a colleague, or with
    nobody, and comes back to its queue. Returns the latter's ids."""
    await sign_out(work, agent, frozenset())
    moved = await queries.waiting_with(work, work.tenant_id, agent)
    for id in moved:
        await _wait_with(work, id, agent, to)
    return moved


async def back_again(work: UnitOfWork, ids: Sequence[UUID], agent: AgentId, given_to: AgentId | None) -> int:
    """Takes `leave_for_good` back where work still waits as it was left; how much does."""
    return sum([await _wait_with(work, id, given_to, agent) for id in ids])


async def _wait_with(work: UnitOfWork, id: UUID, was: AgentId | None, agent: AgentId | None) -> bool:
    row = await store.lock_interaction(work, id)
    if row.state != State.WAITING or row.owner_agent_id != was:
        return False
    await store.note(work, row, Phrase(HistoryCode.LEFT_BY_AGENT, {"to": str(agent)} if agent else {}))
    await store.update_interaction(work, id, owner_agent_id=agent)
    if agent is not None:
        work.record(
            InteractionWaiting(
                interaction_id=InteractionId(id), conversation_id=ConversationId(row.conversation_id), agent_id=agent,
                until=row.parked_until,
            )
        )  # fmt: skip
    return True
