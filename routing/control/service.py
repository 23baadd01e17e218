"""What supervisors do to running work: move, raise, assign, take back, pause a queue, set a presence.

Each act says why, is an event of its own, a line of the interaction's history, and a row of the audit.
Who it was is the unit of work's actor. Codes of history lines: `moved: <why>`, `raised:<points>: <why>`,
`assigned:<agent>: <why>`, `taken_back: <why>`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.errors import NotQueued
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, offers, queueing
from contact_center.kernel.contracts.interactions import (
    EntryPlan,
    EntryRequest,
    Presence,
    QueuedBecause,
    Reason,
    SegmentState,
    State,
)
from contact_center.kernel.contracts.routing_events import (
    InteractionAssigned,
    InteractionMoved,
    InteractionRaised,
    InteractionTakenBack,
    PresenceForced,
    QueuePaused,
)
from contact_center.kernel.errors import Conflict, Invalid
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from contact_center.kernel.names import seen
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork
from routing.errors import NoSuchQueue
from routing.policy import queues_store

LONGEST_WHY = 200
MOST_POINTS = 1000
ASSIGNED_FOR = timedelta(seconds=60)
"""How long an assigned offer waits for its agent; then the work is its queue's again."""


class WhyMissing(Invalid):
    """Say why in `why`, in 1 to 200 characters: it is shown with the work and kept."""


class NoPoints(Invalid):
    """`points` is a whole number from -1000 to 1000 and not 0; one point is worth a minute of waiting."""


class InThatQueue(Conflict):
    """It waits in that queue already."""


class NotWithAnAgent(Conflict):
    """No agent has this work, so it cannot be taken back; it may be moved, raised or assigned."""


class PresenceNotForced(Invalid):
    """`presence` is one of available, away, offline."""


def reason(why: str) -> str:
    """The reason as it is kept. Raises `WhyMissing`."""
    why = " ".join(why.split())
    if not seen(why) or len(why) > LONGEST_WHY:
        raise WhyMissing(field="why")
    return why


async def move(work: UnitOfWork, ports: Ports, interaction: UUID, queue: QueueId, *, why: str) -> None:
    """Into another queue: the age stays, the new queue's service level starts. Raises `NotQueued` unless it waits."""
    why = reason(why)
    row = await _waiting(work, interaction)
    if row.queue_id == queue:
        raise InThatQueue(queue)
    plan = await plan_for(work, ports, row, queue)
    await rescind_offers(work, row)
    came_from = QueueId(row.queue_id) if row.queue_id else None
    work.record(InteractionMoved(interaction_id=_id(row), from_queue_id=came_from, queue_id=queue, why=why))
    await queueing.move_to_queue(work, row, plan, QueuedBecause.MOVED, why=Phrase(QueuedBecause.MOVED, {"why": why}))
    await audit(work, "work moved", subject(row), queue=str(queue), why=why)


async def raise_priority(work: UnitOfWork, interaction: UUID, points: int, *, why: str) -> int:
    """Adds points to waiting work, negative ones take away; returns what it has then."""
    why = reason(why)
    if not 0 < abs(points) <= MOST_POINTS:
        raise NoPoints(points, field="points")
    row = await _waiting(work, interaction)
    priority = row.priority + points
    await store.move(
        work, row, State.QUEUED, Phrase(HistoryCode.RAISED, {"points": points, "why": why}), priority=priority
    )
    work.record(InteractionRaised(interaction_id=_id(row), points=points, priority=priority, why=why))
    await audit(work, "work raised", subject(row), points=points, why=why)
    return priority


async def assign(work: UnitOfWork, interaction: UUID, agent: AgentId, *, why: str) -> SegmentId:
    """Offers waiting work to this agent, beyond capacity if need be. Raises `NotAvailable` if the agent is not."""
    why = reason(why)
    row = await _waiting(work, interaction)
    await rescind_offers(work, row)
    await store.move(work, row, State.QUEUED, Phrase(HistoryCode.ASSIGNED, {"agent": str(agent), "why": why}))
    work.record(InteractionAssigned(interaction_id=_id(row), agent_id=agent, why=why))
    segment = await offers.offer(
        work, row.id, agent, expires_at=work.now + ASSIGNED_FOR, overridden_by=f"{work.actor}: {why}"
    )
    await audit(work, "work assigned", subject(row), agent=str(agent), why=why)
    return segment


async def take_back(work: UnitOfWork, interaction: UUID, *, why: str) -> AgentId:
    """From its agent, whom it returns, to the head of its queue, and not to the same agent for a while.

    Raises `NotWithAnAgent`.
    """
    why = reason(why)
    row = await store.lock_interaction(work, interaction)
    held = [one for one in await store.open_segments(work, work.tenant_id, row.id) if _holds(one)]
    owner = held[0].agent_id if held else row.owner_agent_id if row.state == State.WAITING else None
    if row.state == State.CLOSED or owner is None:
        raise NotWithAnAgent(interaction)
    work.record(InteractionTakenBack(interaction_id=_id(row), agent_id=AgentId(owner), why=why))
    for segment in held:
        await _end(work, segment)
    if row.state != State.QUEUED:
        text = Phrase(QueuedBecause.TAKEN_BACK, {"why": why})
        await queueing.back_to_queue(work, row, QueuedBecause.TAKEN_BACK, at_head=True, why=text, owner_agent_id=None)
    await audit(work, "work taken back", subject(row), agent=str(owner), why=why)
    return AgentId(owner)


async def pause(work: UnitOfWork, queue: UUID, paused: bool, *, why: str) -> None:
    """A paused queue takes work in and offers none of it; its own state, no publication of a policy changes it."""
    why = reason(why)
    said = {"at": work.now.isoformat(), "by": work.actor, "why": why} if paused else None
    if await queues_store.set_live(work, queue, "paused", said):
        work.record(QueuePaused(queue_id=QueueId(queue), paused=paused, why=why))
        await audit(work, "queue paused" if paused else "queue resumed", f"queue:{queue}", why=why)


async def force_presence(
    work: UnitOfWork, agent: AgentId, state: Presence, *, why: str, away_reason: str | None = None
) -> None:
    """Sets an agent's presence. Offline signs the desk off: all open work goes back to its queues."""
    why = reason(why)
    if state is Presence.NOT_RESPONDING:
        raise PresenceNotForced(field="presence")
    if await presence.get(work, work.tenant_id, agent) is None:
        raise presence.NotAvailable(agent)
    work.record(PresenceForced(agent_id=agent, presence=state.value, why=why))
    if state is Presence.OFFLINE:
        await agent_leaving.sign_out(work, agent, frozenset())
    else:
        await presence.choose(work, agent, state, away_reason if state is Presence.AWAY else None)
    await audit(work, "presence forced", f"user:{agent}", presence=state.value, why=why)


async def plan_for(work: UnitOfWork, ports: Ports, row: Interaction, queue: QueueId) -> EntryPlan:
    """Of another queue for waiting work: what rules gave it stays its own, and what a supervisor raised it by."""

    def request(to: UUID) -> EntryRequest:
        return EntryRequest(
            row.channel, row.tier, None, row.language, None, queue_id=QueueId(to), interaction_id=_id(row)
        )

    plan = (await ports.planner.plan(work, [request(queue)]))[0]
    try:
        here = (await ports.planner.plan(work, [request(row.queue_id or queue)]))[0]
    except NoSuchQueue:  # it was switched off meanwhile
        return plan
    return replace(plan, priority=plan.priority + row.priority - here.priority)


async def rescind_offers(work: UnitOfWork, row: Interaction) -> None:
    """Takes back what is on offer of locked waiting work."""
    for segment in await store.open_segments(work, work.tenant_id, row.id):
        if segment.phase is SegmentState.ALERTING and segment.purpose == "work":
            await queueing.finish_segment(work, segment, Reason.RESCINDED)


async def _waiting(work: UnitOfWork, interaction: UUID) -> Interaction:
    row = await store.lock_interaction(work, interaction)
    if row.state != State.QUEUED:
        raise NotQueued(interaction)
    return row


def _holds(segment: Segment) -> bool:
    return segment.purpose == "work" and segment.phase is not SegmentState.WRAPPING


async def _end(work: UnitOfWork, segment: Segment) -> None:
    offered = segment.phase is SegmentState.ALERTING
    await queueing.finish_segment(work, segment, Reason.RESCINDED if offered else Reason.TRANSFERRED)


def _id(row: Interaction) -> InteractionId:
    return InteractionId(row.id)


def subject(row: Interaction) -> str:
    """What the audit calls a piece of work."""
    return f"interaction:{row.id}"
