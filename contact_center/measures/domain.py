"""What counts as waiting in a queue, and how an agent's time passes: pure folds over the log.

An *entry* is one service-level clock of one interaction in one queue. The rules (D31):

- `new` work opens an entry of kind `first`.
- Work moved to another queue, or given to its queue anew with a new clock, opens an entry of kind
  `transferred`. An entry that was still waiting then has *flowed out*; one that was answered stays answered.
- A conversation that we began opens none: nobody arrived and nothing was promised. What comes of it in a queue later is
  of kind `next`, too.
- A customer who writes again after we waited for them opens an entry of kind `next`: it is measured as
  a next reply and is no part of the service level of first answers.
- Everything that keeps the clock keeps the entry: rejected and missed offers, a lost agent, work given
  back, a transfer to a colleague. Such work waits again, but it is offered and answered once.
- An entry is answered by the first agent who accepts, abandoned when the customer leaves before that,
  and closed when it ends in the queue in any other way (spam, media lost, closed without an agent).

So offered = answered + abandoned + flowed out + closed + still waiting, in every cell of queue, interval
of entry, channel and kind.

Each row carries the log position of the last event that changed it; an event at or below it has been
counted and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.interactions import (
    InteractionClosed,
    InteractionQueued,
    InteractionWorking,
    Outcome,
    Presence,
    PresenceChanged,
    QueuedBecause,
    SegmentConnected,
    SegmentDone,
    SegmentHeld,
    SegmentOffered,
    SegmentResumed,
    SegmentState,
    SegmentWrapping,
)
from contact_center.kernel.events import Recorded
from contact_center.kernel.opening import after_open, open_seconds


class EntryKind(StrEnum):
    FIRST = "first"
    TRANSFERRED = "transferred"
    NEXT = "next"
    """A next reply: the customer wrote again."""


class Left(StrEnum):
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    FLOWED_OUT = "flowed_out"
    CLOSED = "closed"


class Activity(StrEnum):
    """What an agent is busy with; of several open segments the first of this order counts."""

    WORKING = "working"
    """In contact, held included."""
    WRAPPING = "wrapping"
    ALERTING = "alerting"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class QueueWait:
    """One wait of an interaction in a queue, as stored. Durations in seconds."""

    interaction_id: UUID
    number: int
    queue_id: UUID
    channel: str
    tier: str
    kind: str
    entered_at: datetime
    sl_started_at: datetime
    sl_seconds: int | None
    sl_percent: int | None
    position: int
    sl_due_at: datetime | None = None
    """End of the target, in open hours; None where nothing is promised."""
    shut: list[int] = field(default_factory=list)
    """When the queue is shut from entry on; see `kernel.opening`."""
    left_at: datetime | None = None
    left_how: str | None = None
    agent_id: UUID | None = None
    wait_seconds: float | None = None
    """From entry to leaving, in open hours."""
    within: bool | None = None
    """Answered within the target; None unless answered and promised."""


ARRIVALS = frozenset({QueuedBecause.NEW, QueuedBecause.CALLBACK_DUE})
"""Why work enters its first queue as a contact. For any other reason it was with an agent before: we began it."""

Step = InteractionQueued | InteractionWorking | InteractionClosed


def steps(events: Iterable[Recorded]) -> list[tuple[Recorded, Step]]:
    """The events that entries follow."""
    return [(at, at.event) for at in events if isinstance(at.event, Step)]


def fold_entries(latest: Mapping[UUID, QueueWait], events: Iterable[Recorded]) -> list[QueueWait]:
    """The entries that these events open or change; `latest` has the last known entry by interaction."""
    last = dict(latest)
    changed: dict[tuple[UUID, int], QueueWait] = {}
    for record, event in steps(events):
        for entry in _apply(last.get(event.interaction_id), record, event):
            last[event.interaction_id] = entry
            changed[entry.interaction_id, entry.number] = entry
    return list(changed.values())


def _apply(last: QueueWait | None, record: Recorded, event: Step) -> list[QueueWait]:
    if last is not None and record.position <= last.position:
        return []
    if isinstance(event, InteractionQueued):
        return _queued(last, record, event)
    if last is None or last.left_at is not None:
        return []
    if isinstance(event, InteractionWorking):
        return [_left(last, record, Left.ANSWERED, event.agent_id)]
    how = {Outcome.ABANDONED: Left.ABANDONED, Outcome.FLOWED_OUT: Left.FLOWED_OUT}
    return [_left(last, record, how.get(event.outcome, Left.CLOSED), left_at=event.left_at)]


def _queued(last: QueueWait | None, record: Recorded, event: InteractionQueued) -> list[QueueWait]:
    if last and (last.queue_id, last.sl_started_at) == (event.queue_id, event.sl_started_at):
        return []
    opened = QueueWait(
        interaction_id=event.interaction_id,
        number=event.number,
        queue_id=event.queue_id,
        channel=event.channel,
        tier=event.tier,
        kind=_kind(last, event.because),
        entered_at=record.at,
        sl_started_at=event.sl_started_at,
        sl_seconds=event.sl_seconds or None,
        sl_percent=event.sl_percent or None,
        position=record.position,
        sl_due_at=_due(event) if event.sl_seconds else None,
        shut=event.shut,
    )
    if last is None or last.left_at is not None:
        return [opened]
    return [_left(last, record, Left.FLOWED_OUT), opened]


def _due(event: InteractionQueued) -> datetime:
    """Events of before waits ran in open hours do not name it."""
    return event.sl_due_at or after_open(event.sl_started_at, event.sl_seconds, event.shut)


def _kind(last: QueueWait | None, because: QueuedBecause) -> EntryKind:
    if because in (QueuedBecause.CUSTOMER_WROTE, QueuedBecause.WOKEN):
        return EntryKind.NEXT
    if last is None:
        return EntryKind.FIRST if because in ARRIVALS else EntryKind.NEXT
    return EntryKind.TRANSFERRED


def _left(
    entry: QueueWait, record: Recorded, how: Left, agent: UUID | None = None, left_at: datetime | None = None
) -> QueueWait:
    # Two processes' clocks may differ by a little; nobody waits for less than nothing.
    at = max(left_at or record.at, entry.entered_at)
    promised = how is Left.ANSWERED and entry.sl_due_at is not None
    return replace(
        entry,
        left_at=at,
        left_how=how,
        agent_id=agent,
        wait_seconds=open_seconds(entry.entered_at, at, entry.shut),
        within=entry.sl_due_at is not None and at <= entry.sl_due_at if promised else None,
        position=record.position,
    )


@dataclass(frozen=True, slots=True)
class AgentState:
    """An interval in which an agent's presence and activity stayed the same, as stored."""

    agent_id: UUID
    since: datetime
    state: str
    """Presence."""
    reason: str | None
    activity: str
    position: int
    segments: dict[str, str] = field(default_factory=dict)
    """Open segments by id with their states, at the end of the interval or now."""
    until: datetime | None = None


SegmentEvent = SegmentOffered | SegmentConnected | SegmentHeld | SegmentResumed | SegmentWrapping | SegmentDone
PHASE: dict[type[Any], SegmentState] = {
    SegmentOffered: SegmentState.ALERTING,
    SegmentConnected: SegmentState.CONNECTED,
    SegmentHeld: SegmentState.HELD,
    SegmentResumed: SegmentState.CONNECTED,
    SegmentWrapping: SegmentState.WRAPPING,
}
ACTIVITY = {
    SegmentState.CONNECTED: Activity.WORKING,
    SegmentState.HELD: Activity.WORKING,
    SegmentState.WRAPPING: Activity.WRAPPING,
    SegmentState.ALERTING: Activity.ALERTING,
}


def moves(events: Iterable[Recorded]) -> list[tuple[Recorded, PresenceChanged | SegmentEvent]]:
    """The events that agents' intervals follow."""
    return [(at, at.event) for at in events if isinstance(at.event, PresenceChanged | SegmentEvent)]


def fold_agents(current: Mapping[UUID, AgentState], events: Iterable[Recorded]) -> list[AgentState]:
    """The intervals that these events end, begin or change; `current` has the open one by agent."""
    now = dict(current)
    changed: dict[tuple[UUID, datetime], AgentState] = {}
    for record, event in moves(events):
        old = now.get(event.agent_id)
        if old is not None and record.position <= old.position:
            continue
        for row in _next(old, record, event):
            changed[row.agent_id, row.since] = row
            now[row.agent_id] = row
    return list(changed.values())


def _next(old: AgentState | None, record: Recorded, event: PresenceChanged | SegmentEvent) -> tuple[AgentState, ...]:
    before = old or AgentState(event.agent_id, record.at, Presence.OFFLINE, None, Activity.IDLE, 0)
    after = replace(_changed(before, event), position=record.position)
    at = max(record.at, before.since)
    if old is None or at == before.since or _same(before, after):
        return (after,)
    return replace(before, until=at, position=record.position), replace(after, since=at)


def _changed(row: AgentState, event: PresenceChanged | SegmentEvent) -> AgentState:
    if isinstance(event, PresenceChanged):
        return replace(row, state=event.presence, reason=event.reason)
    segments = {id: phase for id, phase in row.segments.items() if id != str(event.segment_id)}
    phase = PHASE.get(type(event))
    if phase is not None:
        segments[str(event.segment_id)] = phase
    return replace(row, segments=segments, activity=_activity(segments))


def _activity(segments: Mapping[str, str]) -> Activity:
    found = {ACTIVITY[SegmentState(phase)] for phase in segments.values()}
    return next((activity for activity in Activity if activity in found), Activity.IDLE)


def _same(a: AgentState, b: AgentState) -> bool:
    return (a.state, a.reason, a.activity) == (b.state, b.reason, b.activity)
