"""Work on its way to a colleague: rings with them for a while, then comes back to whoever sent it (D31).

It stands in its queue meanwhile, held for the colleague. Whoever sent it is told when they do not take it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.errors import ColleagueNotAvailable, NoSuchColleague
from contact_center.interactions.presence import service as presence
from contact_center.interactions.reading import colleague_queries
from contact_center.interactions.work import queries, queueing
from contact_center.kernel.contracts.interactions import (
    InteractionHandedBack,
    QueuedBecause,
    ReturnReason,
    SegmentState,
    State,
)
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

GRACE = timedelta(seconds=10)
"""It stays held for the colleague for so long after their time, so that the router can bring it back."""


async def require_available(work: UnitOfWork, interaction_id: UUID, to: AgentId) -> None:
    """Raises `NoSuchColleague`, and `ColleagueNotAvailable` for somebody who takes nothing now.

    Asked where somebody chooses. No free place is no obstacle: one may become free.
    """
    row = await store.interaction(work, work.tenant_id, interaction_id)
    if not await colleague_queries.takes(work, work.tenant_id, to, row.channel):
        raise NoSuchColleague(to, field="to")
    try:
        await presence.require_available(work, to)
    except presence.NotAvailable as away:
        raise ColleagueNotAvailable(to, field="to") from away


async def hand_to(work: UnitOfWork, row: Interaction, agent: AgentId, to: AgentId) -> None:
    until = work.now + queueing.BLIND_TRANSFER_FOR
    await queueing.back_to_queue(
        work,
        row,
        QueuedBecause.TRANSFERRED,
        at_head=True,
        preferred=(to, until + GRACE),
        why=Phrase(QueuedBecause.TRANSFERRED, {"to": str(to)}),
        handed_by_agent_id=agent,
        handed_to_agent_id=to,
        handed_until=until,
    )
    if not await _is_there(work, to):  # they left while the sender was choosing
        await _back(work, await store.interaction(work, work.tenant_id, row.id), ReturnReason.NOT_AVAILABLE)


async def not_taken(work: UnitOfWork, row: Interaction, segment: Segment, how: ReturnReason) -> None:
    """An offer of locked work ended without an answer; nothing happens unless it was handed to that agent."""
    if row.state == State.QUEUED and row.handed_to_agent_id == segment.agent_id:
        await _back(work, row, how)


async def over(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Interactions whose time with a colleague is over while it does not ring there."""
    return await queries.handed_until(reader, tenant, now)


async def give_up(work: UnitOfWork, interaction_id: UUID) -> None:
    """The colleague's time is over and it never rang with them."""
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.QUEUED or row.handed_to_agent_id is None or row.handed_until is None:
        return
    rings = any(one.phase is SegmentState.ALERTING for one in await store.open_segments(work, work.tenant_id, row.id))
    if row.handed_until > work.now or rings:
        return
    there = await _is_there(work, AgentId(row.handed_to_agent_id))
    await _back(work, row, ReturnReason.NO_PLACE if there else ReturnReason.NOT_AVAILABLE)


async def _is_there(work: UnitOfWork, agent: AgentId) -> bool:
    try:
        await presence.require_available(work, agent)
    except presence.NotAvailable:
        return False
    return True


async def _back(work: UnitOfWork, row: Interaction, how: ReturnReason) -> None:
    assert row.handed_by_agent_id is not None
    assert row.handed_to_agent_id is not None
    sender, to = AgentId(row.handed_by_agent_id), AgentId(row.handed_to_agent_id)
    await queueing.back_to_queue(
        work,
        row,
        QueuedBecause.HANDED_BACK,
        at_head=True,
        preferred=(sender, work.now + queueing.BLIND_TRANSFER_FOR),
        why=Phrase(QueuedBecause.HANDED_BACK, {"how": how.value, "to": str(to)}),
    )
    work.record(
        InteractionHandedBack(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=sender,
            to_agent_id=to,
            how=how,
        )
    )
