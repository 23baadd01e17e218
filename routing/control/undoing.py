"""What supervisors do to running work, so that it can be taken back for some seconds (D37).

Each act keeps what was there before. It is put back only while nothing has followed from the act: once an agent
has accepted, the customer has left, or somebody else has changed the same thing, what happened stays. Acts without
a way back return None, and pages say so before: signing an agent out, and taking a call from its agent. Closing a
queue can be taken back as a state; calls it ended and work it sent on stay where they are.

Codes of history lines: `undone:moved`, `undone:raised`, `undone:assigned`, `undone:taken_back`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, offers, place_store, queueing, waiting
from contact_center.kernel.contracts.interactions import (
    InteractionWaiting,
    Presence,
    QueuedBecause,
    State,
)
from contact_center.kernel.contracts.routing_events import (
    InteractionMoved,
    InteractionRaised,
    PresenceForced,
    QueueClosed,
    QueuePaused,
)
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, QueueId, SegmentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control import service as control
from routing.control import serving, undo_store
from routing.errors import NoSuchQueue
from routing.flow import closing
from routing.policy import queues_store as routing_store
from routing.policy import serving_store
from routing.policy.serving_store import ServingRow

KEPT_FOR = timedelta(seconds=30)
"""An act can be taken back for so long; pages offer it for ten seconds."""
UNDONE = "undone"


class UndoOver(Conflict):
    """It is too late to undo this, or it has already been undone."""


class AcceptedMeanwhile(Conflict):
    """An agent has accepted it in the meantime, so it stays as it is; return it to its queue instead."""


class EndedMeanwhile(Conflict):
    """This has ended in the meantime; there is nothing left to undo."""


class ChangedSince(Conflict):
    """This has changed in the meantime, so it stays as it is; check it and try again."""


class AgentGoneMeanwhile(Conflict):
    """The agent has signed out in the meantime, so the work stays in its queue."""


async def move(work: UnitOfWork, ports: Ports, interaction: UUID, queue: QueueId, *, why: str) -> UUID:
    """As `control.move`; returns what it is taken back by."""
    place = await place_store.kept(work, work.tenant_id, interaction)
    await control.move(work, ports, interaction, queue, why=why)
    return await _keep_work(work, "move", interaction, {"place": place})


async def raise_priority(work: UnitOfWork, interaction: UUID, points: int, *, why: str) -> UUID:
    """As `control.raise_priority`."""
    await control.raise_priority(work, interaction, points, why=why)
    return await _keep_work(work, "raise", interaction, {"points": points})


async def assign(work: UnitOfWork, interaction: UUID, agent: AgentId, *, why: str) -> UUID:
    """As `control.assign`."""
    segment = await control.assign(work, interaction, agent, why=why)
    return await _keep_work(work, "assign", interaction, {"segment": str(segment)})


async def take_back(work: UnitOfWork, ports: Ports, interaction: UUID, *, why: str) -> UUID | None:
    """As `control.take_back`. None for a call that an agent was on: its line to the agent is cut."""
    row = await store.lock_interaction(work, interaction)
    place = await place_store.kept(work, work.tenant_id, interaction)
    agent = await control.take_back(work, interaction, why=why)
    if row.state == State.WORKING and ports.adapters[row.channel].capabilities.media:
        return None
    was = {"state": row.state, "agent": str(agent), "place": place}
    return await _keep_work(work, "take_back", interaction, was)


async def pause(work: UnitOfWork, queue: UUID, paused: bool, *, why: str) -> UUID:
    """As `control.pause`."""
    before = (await _said(work, "paused")).get(str(queue))
    await control.pause(work, queue, paused, why=why)
    after = (await _said(work, "paused")).get(str(queue))
    return await undo_store.keep(work, "pause", queue, {"before": before, "after": after})


async def close_queues(
    work: UnitOfWork, queues: Sequence[UUID], *, why: str, message: Mapping[str, str] | None, to_queue: UUID | None
) -> UUID:
    """As `closing.close_queues`. What was told, ended or sent on by the closure stays so."""
    changed = await closing.close_queues(work, queues, why=why, message=message, to_queue=to_queue)
    after = await _said(work, "closed")
    return await undo_store.keep(work, "close", None, {str(one): {"after": after.get(str(one))} for one in changed})


async def open_queues(work: UnitOfWork, queues: Sequence[UUID], *, why: str) -> UUID:
    """As `closing.open_queues`."""
    before = await _said(work, "closed")
    changed = await closing.open_queues(work, queues, why=why)
    return await undo_store.keep(work, "close", None, {str(one): {"before": before.get(str(one))} for one in changed})


async def force_presence(
    work: UnitOfWork, agent: AgentId, state: Presence, *, why: str, away_reason: str | None = None
) -> UUID | None:
    """As `control.force_presence`. None for signing out, by which open work went back to its queues."""
    before = await presence.get(work, work.tenant_id, agent)
    await control.force_presence(work, agent, state, why=why, away_reason=away_reason)
    if state is Presence.OFFLINE or before is None:
        return None
    was = {
        "state": before.state,
        "reason": before.reason,
        "next": before.next_state,
        "next_reason": before.next_reason,
        "now": [state.value, work.now.isoformat()],
    }
    return await undo_store.keep(work, "presence", agent, was)


async def set_serving(
    work: UnitOfWork,
    agents: Collection[UUID],
    queues: Collection[UUID],
    *,
    skills: Mapping[str, int],
    until: datetime,
    why: str,
) -> UUID:
    """As `serving.set_serving`."""
    before = await serving.set_serving(work, agents, queues, skills=skills, until=until, why=why)
    return await undo_store.keep(work, "serving", None, _served(work, agents, before))


async def also_serve(work: UnitOfWork, agent: UUID, queue: UUID, *, until: datetime, why: str) -> UUID:
    """As `serving.also_serve`."""
    before = await serving.also_serve(work, agent, queue, until=until, why=why)
    return await undo_store.keep(work, "serving", None, _served(work, [agent], before))


async def end_serving(work: UnitOfWork, agent: UUID) -> UUID:
    """As `serving.end_serving`."""
    before = await serving.end_serving(work, agent)
    return await undo_store.keep(work, "serving", None, _served(work, [agent], [before], ended=True))


def _served(
    work: UnitOfWork, agents: Collection[UUID], before: Sequence[ServingRow], *, ended: bool = False
) -> dict[str, Any]:
    rows = [{**asdict(row), "agent_id": str(row.agent_id)} for row in before]
    stamped = [{**row, "until": row["until"].isoformat(), "set_at": row["set_at"].isoformat()} for row in rows]
    after = None if ended else work.now.isoformat()
    return {"agents": [str(one) for one in sorted(set(agents))], "before": stamped, "after": after}


async def undo(work: UnitOfWork, id: UUID) -> None:
    """Takes back what this supervisor has just done.

    Raises `UndoOver`, and where something has followed from the act `AcceptedMeanwhile`, `EndedMeanwhile`,
    `ChangedSince` or `AgentGoneMeanwhile`.
    """
    kept = await undo_store.take(work, id)
    if kept is None or work.now - kept.at > KEPT_FOR:
        raise UndoOver(id)
    await _UNDO[kept.act](work, kept)


async def _keep_work(work: UnitOfWork, act: str, interaction: UUID, before: dict[str, Any]) -> UUID:
    row = await store.interaction(work, work.tenant_id, interaction)
    return await undo_store.keep(work, act, interaction, {**before, "number": row.history_number})


async def _said(work: UnitOfWork, key: str) -> dict[str, Any]:
    """The live state of each active queue under this key, as it is stored."""
    return {
        str(row.id): row.settings.get(key) for row in await routing_store.queues(work, work.tenant_id) if row.active
    }


async def _untouched(work: UnitOfWork, kept: undo_store.UndoableAct) -> Interaction:
    """The waiting work, locked, if nothing has happened to it since."""
    assert kept.subject is not None
    row = await store.lock_interaction(work, kept.subject)
    if row.state == State.CLOSED:
        raise EndedMeanwhile(kept.subject)
    if row.state == State.WORKING:
        raise AcceptedMeanwhile(kept.subject)
    if row.state != State.QUEUED or row.history_number != kept.before["number"]:
        raise ChangedSince(kept.subject)
    return row


async def _move(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    row = await _untouched(work, kept)
    columns = await place_store.columns(work, kept.before["place"])
    old = columns["queue_id"]
    if old is None or str(old) not in await _said(work, "paused"):
        raise NoSuchQueue(old, field="queue")
    await control.rescind_offers(work, row)
    came_from = QueueId(row.queue_id) if row.queue_id else None
    interaction = InteractionId(row.id)
    work.record(
        InteractionMoved(interaction_id=interaction, from_queue_id=came_from, queue_id=QueueId(old), why=UNDONE)
    )
    await store.move(
        work, row, State.QUEUED, Phrase(HistoryCode.UNDONE, {"act": "moved"}), requeues=row.requeues + 1, **columns
    )
    queueing.record_queued(work, await store.interaction(work, work.tenant_id, row.id), QueuedBecause.MOVED)
    await audit(work, "undone: work moved", control.subject(row), queue=str(old))


async def _raise(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    row = await _untouched(work, kept)
    points = -int(kept.before["points"])
    priority = row.priority + points
    await store.move(work, row, State.QUEUED, Phrase(HistoryCode.UNDONE, {"act": "raised"}), priority=priority)
    work.record(InteractionRaised(interaction_id=InteractionId(row.id), points=points, priority=priority, why=UNDONE))
    await audit(work, "undone: work raised", control.subject(row), points=points)


async def _assign(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    row = await _untouched(work, kept)
    segment = SegmentId(UUID(kept.before["segment"]))
    if not await offers.rescind(work, segment):
        raise ChangedSince(row.id)
    row = await store.interaction(work, work.tenant_id, row.id)
    await store.note(work, row, Phrase(HistoryCode.UNDONE, {"act": "assigned"}))
    await audit(work, "undone: work assigned", control.subject(row))


async def _take_back(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    """In the agent's hand again, on offer to them, or waiting with them, as it was."""
    row = await _untouched(work, kept)
    agent, why = AgentId(UUID(kept.before["agent"])), Phrase(HistoryCode.UNDONE, {"act": "taken_back"})
    await control.rescind_offers(work, row)
    row = await store.interaction(work, work.tenant_id, row.id)
    if kept.before["state"] == State.WAITING:
        await _wait_again(work, row, agent, kept.before["place"], why)
    else:
        found = await presence.get(work, work.tenant_id, agent)
        if found is None or found.state == Presence.OFFLINE:
            raise AgentGoneMeanwhile(agent)
        if kept.before["state"] == State.WORKING:
            await waiting.begin(work, row, agent, why, overridden_by=work.actor)
        else:
            await store.note(work, row, why)
            until = work.now + control.ASSIGNED_FOR
            await offers.offer(work, row.id, agent, expires_at=until, overridden_by=work.actor)
    await audit(work, "undone: work taken back", control.subject(row), agent=str(agent))


async def _wait_again(work: UnitOfWork, row: Interaction, agent: AgentId, place: dict[str, Any], why: Phrase) -> None:
    columns = await place_store.columns(work, place)
    await store.move(work, row, State.WAITING, why, **columns)
    work.record(
        InteractionWaiting(
            interaction_id=InteractionId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            agent_id=agent,
            until=columns["parked_until"],
        )
    )


async def _pause(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    assert kept.subject is not None
    before, after = kept.before["before"], kept.before["after"]
    if (await _said(work, "paused")).get(str(kept.subject)) != after:
        raise ChangedSince(kept.subject)
    if await routing_store.set_live(work, kept.subject, "paused", before):
        work.record(QueuePaused(queue_id=QueueId(kept.subject), paused=before is not None, why=UNDONE))
        await audit(work, f"undone: queue {'resumed' if before else 'paused'}", f"queue:{kept.subject}")


async def _close(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    """Queues that somebody has switched again meanwhile stay as they are; refused if that is all of them."""
    now, changed = await _said(work, "closed"), False
    for queue, said in kept.before.items():
        if queue not in now or now[queue] != said.get("after"):
            continue
        before = said.get("before")
        if await routing_store.set_live(work, UUID(queue), "closed", before):
            changed = True
            work.record(QueueClosed(queue_id=QueueId(UUID(queue)), closed=before is not None, why=UNDONE))
            await audit(work, f"undone: queue {'opened' if before else 'closed'}", f"queue:{queue}")
    if kept.before and not changed:
        raise ChangedSince


async def _presence(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    assert kept.subject is not None
    agent, was = AgentId(kept.subject), kept.before
    row = await presence.get(work, work.tenant_id, agent)
    state, since = was["now"]
    if row is None or row.state != state or row.since != datetime.fromisoformat(since):
        raise ChangedSince(agent)
    back = Presence(was["state"])
    if back is Presence.OFFLINE:
        if await store.agent_segments(work, work.tenant_id, agent):
            raise AcceptedMeanwhile(agent)
        await agent_leaving.sign_out(work, agent, frozenset())
    else:
        await presence.restore(work, agent, back, was["reason"])
        if was["next"] is not None:
            await presence.choose_next(work, agent, Presence(was["next"]), was["next_reason"])
    work.record(PresenceForced(agent_id=agent, presence=back.value, why=UNDONE))
    await audit(work, "undone: presence forced", f"user:{agent}", presence=back.value)


async def _serving(work: UnitOfWork, kept: undo_store.UndoableAct) -> None:
    """Refused where a colleague has set any of these agents otherwise since."""
    agents = [UUID(one) for one in kept.before["agents"]]
    now = {row.agent_id: row.set_at.isoformat() for row in await serving_store.lock(work, agents)}
    if any(now.get(one) != kept.before["after"] for one in agents):
        raise ChangedSince
    times = ("until", "set_at")
    before = [
        ServingRow(
            **{**row, "agent_id": UUID(row["agent_id"]), **{at: datetime.fromisoformat(row[at]) for at in times}}
        )
        for row in kept.before["before"]
    ]
    await serving.put_back(work, agents, before)
    await audit(work, "undone: queues set for a while", "tenant", agents=kept.before["agents"])


_UNDO: Mapping[str, Callable[[UnitOfWork, undo_store.UndoableAct], Awaitable[None]]] = {
    "move": _move,
    "raise": _raise,
    "assign": _assign,
    "take_back": _take_back,
    "pause": _pause,
    "close": _close,
    "presence": _presence,
    "serving": _serving,
}
