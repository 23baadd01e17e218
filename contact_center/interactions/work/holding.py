"""The customer waits on the line while their agent finds something out."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import held_seconds, segment_step
from contact_center.interactions.work.rights import in_hand
from contact_center.kernel.contracts.interactions import SegmentHeld, SegmentResumed, SegmentState
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork


async def hold(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> SegmentId:
    row, segment = await in_hand(work, interaction_id, agent)
    segment_step(segment.phase, SegmentState.HELD)
    await store.update_segment(work, segment.id, state=SegmentState.HELD.value, held_at=work.now)
    work.record(SegmentHeld(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent))
    return SegmentId(segment.id)


async def resume(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> SegmentId:
    row, segment = await in_hand(work, interaction_id, agent)
    segment_step(segment.phase, SegmentState.CONNECTED)
    await store.update_segment(
        work,
        segment.id,
        state=SegmentState.CONNECTED.value,
        held_at=None,
        hold_seconds=held_seconds(segment, work.now),
    )
    work.record(SegmentResumed(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent))
    return SegmentId(segment.id)


async def resume_if_held(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """The agent has this work; taken from hold if it is there. Raises `NotYourWork`."""
    _, segment = await in_hand(work, interaction_id, agent)
    if segment.phase is SegmentState.HELD:
        await resume(work, interaction_id, agent)
