"""Transfers to a queue or to a colleague; how work rings with the colleague and comes back is in `handover`."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.errors import NoSuchColleague, TakenMeanwhile
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import colleague_queries
from contact_center.interactions.work import handover, place_store, queueing, waiting, wrapping_up
from contact_center.interactions.work.rights import at_hand
from contact_center.kernel.contracts.interactions import EntryRequest, QueuedBecause, Reason, SegmentState, State
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork

_OF_QUEUE: Final = ("queue_id", "priority", "sl_started_at", "sl_seconds", "sl_percent", "sl_due_at", "answered_at")


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


async def take_back(work: UnitOfWork, interaction_id: UUID, agent: AgentId, place: dict[str, Any]) -> None:
    """What this agent has just sent to a queue is in their hand again, in the queue where it was (`place`).

    Raises `TakenMeanwhile` once a colleague has it, or somebody else has moved it.
    """
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.QUEUED or row.handed_by_agent_id != agent:
        raise TakenMeanwhile(interaction_id)
    for segment in await store.open_segments(work, work.tenant_id, interaction_id):
        if segment.phase is SegmentState.ALERTING or segment.agent_id == agent:
            reason = Reason.RESCINDED if segment.phase is SegmentState.ALERTING else Reason.TRANSFERRED
            await queueing.finish_segment(work, segment, reason)
    was = await place_store.columns(work, place)
    row = await store.interaction(work, work.tenant_id, interaction_id)
    await waiting.begin(work, row, agent, Phrase(HistoryCode.TAKEN_UP))
    await store.update_interaction(work, row.id, **{name: was[name] for name in _OF_QUEUE})


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
