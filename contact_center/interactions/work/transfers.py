"""Transfers to a queue or to a colleague; how work rings with the colleague and comes back is in `handover`."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions.errors import NoSuchColleague
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import colleague_queries
from contact_center.interactions.work import handover, queueing, wrapping_up
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.interactions import EntryRequest, QueuedBecause, Reason
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork


async def transfer_to_queue(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, queue: QueueId
) -> None:
    """Not to this agent again for a while, unless nobody else can take it."""
    row, segment = await at_hand(work, interaction_id, agent)
    request = EntryRequest(
        row.channel, row.tier, None, row.language, None, queue_id=queue, interaction_id=InteractionId(row.id)
    )
    plan = (await ports.planner.plan(work, [request]))[0]
    if segment is not None:
        await wrapping_up.leave(work, ports, segment, Reason.TRANSFERRED)
    await queueing.move_to_queue(work, row, plan, QueuedBecause.TRANSFERRED, handed_by=agent)


async def transfer_to_agent(work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, to: AgentId) -> None:
    """A blind transfer: offered to the colleague for 20 s, then to whoever sent it, then to the queue (D31).

    Raises `NoSuchColleague` for somebody who does not work here or takes nothing of this channel.
    """
    row, segment = await at_hand(work, interaction_id, agent)
    if not await colleague_queries.takes(work, work.tenant_id, to, row.channel):
        raise NoSuchColleague(to, field="to")
    if segment is not None:
        await wrapping_up.leave(work, ports, segment, Reason.TRANSFERRED)
    await handover.hand_to(work, row, agent, to)
