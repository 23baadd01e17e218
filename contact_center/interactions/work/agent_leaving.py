"""What becomes of the open work of an agent who signs out or is lost."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Segment, held_seconds
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import queueing, waiting
from contact_center.kernel.contracts.interactions import ParkReason, QueuedBecause, Reason, SegmentState, State
from contact_center.kernel.ids import AgentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork


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
