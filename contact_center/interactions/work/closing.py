"""The matter is done: said by its agent, with after-contact work where the queue wants it."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.blocking import service as blocking
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import queueing, waiting, wrapping_up
from contact_center.interactions.work.messages import lock_conversation_of
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.interactions import Outcome, Reason, SegmentState, WrapMode
from contact_center.kernel.ids import AgentId, QueueId, SegmentId, new_id
from contact_center.platform.unit_of_work import UnitOfWork


async def close(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, *, disposition: str | None = None
) -> None:
    """The matter is done. After-contact work follows where the queue wants it, whether or not it was in hand."""
    await lock_conversation_of(work, interaction_id)
    row, segment = await at_hand(work, interaction_id, agent)
    await close_at_hand(work, ports, row, segment, agent, disposition)


async def close_as_spam(work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId) -> None:
    """Nobody is answered or asked how it went, and there is nothing to wrap up; what else its sender sends is closed
    so, too. Reopening takes both back."""
    await lock_conversation_of(work, interaction_id)
    row, segment = await at_hand(work, interaction_id, agent)
    await queueing.close(work, row, Outcome.SPAM, queueing.BY_AGENT)
    if segment is not None:
        await queueing.finish_segment(work, segment, Reason.COMPLETED, held_at=None)
    await blocking.block(work, row, agent, ports.adapters[row.channel].capabilities)


async def dispose(work: UnitOfWork, interaction_id: UUID, agent: AgentId, disposition: str | None) -> str | None:
    """What work in this agent's hand, or waiting with them, is about; returns what was said before."""
    row, _ = await at_hand(work, interaction_id, agent)
    await store.update_interaction(work, row.id, disposition=disposition)
    return row.disposition


async def close_at_hand(
    work: UnitOfWork, ports: Ports, row: Interaction, segment: Segment | None, agent: AgentId, disposition: str | None
) -> None:
    """As `close`, for who holds the locks of conversation and work already."""
    if disposition is not None:
        await store.update_interaction(work, row.id, disposition=disposition)
    segment = segment or await _for_wrap_up(work, ports, row, agent)
    await queueing.close(work, row, Outcome.COMPLETED, queueing.BY_AGENT)
    if segment is not None:
        await wrapping_up.leave(work, ports, segment, Reason.COMPLETED, disposition=disposition)


async def _for_wrap_up(work: UnitOfWork, ports: Ports, row: Interaction, agent: AgentId) -> Segment | None:
    """What waited is in nobody's hand: a part of this agent's in which to wrap it up, if its queue wants that."""
    rule = await ports.planner.wrap_rule(work, QueueId(row.queue_id) if row.queue_id else None, row.channel)
    if rule.mode is WrapMode.NONE:
        return None
    id = SegmentId(new_id())
    await store.insert_segment(work, id, row, agent, purpose="work", overridden_by=waiting.OWN)
    await store.update_segment(work, id, state=SegmentState.CONNECTED.value, connected_at=work.now)
    return next(one for one in await store.open_segments(work, work.tenant_id, row.id) if one.id == id)
