"""Logged events folded into a `Day`. Pure.

What the router did on the day is told apart from what happened to it: its offers and their ends are the record
to compare with, customers, agents and supervisors are what a replay has to live with as it was.

Longer than 400 lines: one short function for each of nineteen kinds of events, read beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts import interactions as happened
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.contracts.routing_events import (
    InteractionOverflowed,
    InteractionRaised,
    InteractionTakenBack,
    QueueClosed,
    QueuePaused,
)
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.rehearsal.replay.record import (
    Answer,
    Day,
    PresenceSpan,
    RecordedAgent,
    RecordedEntry,
    RecordedPause,
    UnrecordedWork,
)
from routing.router.translate import ROUTER

FOLLOWING = frozenset(
    {
        happened.QueuedBecause.TRANSFERRED,
        happened.QueuedBecause.HANDED_BACK,
        happened.QueuedBecause.PARK_OVER,
        happened.QueuedBecause.AGENT_LOST,
        happened.QueuedBecause.RETURNED,
    }
)
ALERTING = happened.SegmentState.ALERTING


@dataclass(slots=True)
class _Segment:
    load: UnrecordedWork
    entry: RecordedEntry | None
    answer: Answer | None
    connected: datetime | None = None
    parked_at: datetime | None = None
    parked_s: float = 0.0
    """Of the day: its clock stood still."""


@dataclass(slots=True)
class _Standing:
    presence: Presence = Presence.OFFLINE
    leaving: bool = False
    """Has chosen to leave after the work in hand: gets nothing new."""
    reachable: bool = True
    missed: Answer | None = None
    """The offer that made them Not Responding."""
    missed_at: datetime | None = None

    @property
    def effective(self) -> Presence:
        away = self.leaving or not self.reachable or self.presence is Presence.NOT_RESPONDING
        return Presence.AWAY if away and self.presence is not Presence.OFFLINE else self.presence


UNKNOWN = ""
"""The channel of work of which the record says only that somebody had it: it takes a place of the whole."""


@dataclass(slots=True)
class DayRecording:
    """`DayRecording(begins, ends).fold(events).day(…)`. Events in the order of the log."""

    begins: datetime
    ends: datetime
    followed_until: datetime | None = None
    """None: what still waits when the day ends is not followed."""
    entries: dict[InteractionId, list[RecordedEntry]] = field(default_factory=dict)
    segments: dict[SegmentId, _Segment] = field(default_factory=dict)
    stands: list[PresenceSpan] = field(default_factory=list)
    standings: dict[AgentId, _Standing] = field(default_factory=dict)
    tiers: dict[InteractionId, happened.InteractionQueued] = field(default_factory=dict)
    begun: dict[InteractionId, happened.InteractionStarted] = field(default_factory=dict)
    """By one of ours."""
    lost: dict[InteractionId, AgentId] = field(default_factory=dict)
    """Who is to be spared this work when it comes back."""
    held_up: dict[QueueId, set[str]] = field(default_factory=dict)
    """Why a queue offers nothing: paused, closed."""
    pauses: list[RecordedPause] = field(default_factory=list)
    last_miss: dict[AgentId, Answer] = field(default_factory=dict)

    def fold(self, events: Iterable[Recorded]) -> DayRecording:
        for recorded in events:
            take = _TAKE.get(type(recorded.event))
            if take is not None:
                take(self, recorded, recorded.event)
        return self

    def day(self, position: int, people: Mapping[AgentId, RecordedAgent]) -> Day:
        worked = {id(s.entry): s for s in self.segments.values() if s.entry is not None and s.connected is not None}
        for entry in self._all():
            self._finish(entry, worked.get(id(entry)))
        return Day(
            begins=self.begins,
            ends=self.ends,
            until=self.until,
            position=position,
            entries=[entry for entry in self._all() if self._counts(entry)],
            loads=[load for load in self._loads() if self._touches(load)],
            stands=self._of_the_day(),
            pauses=[pause for pause in self.pauses if pause.at < self.until],
            people=people,
        )

    @property
    def until(self) -> datetime:
        return self.followed_until or self.ends

    # --- entries

    def _all(self) -> list[RecordedEntry]:
        return sorted((e for each in self.entries.values() for e in each), key=lambda e: (e.at, e.interaction_id.int))

    def _counts(self, entry: RecordedEntry) -> bool:
        """Waits at some time of the day, or after it for as long as it is followed."""
        left = entry.answered_at or entry.gone_at
        return entry.at < self.until and (left is None or left >= self.begins)

    def _finish(self, entry: RecordedEntry, segment: _Segment | None) -> None:
        """How long the work took, from the segment in which it was done."""
        for answer in entry.answers:
            if answer.how == "accepted":
                entry.agent_id, entry.answered_at = answer.agent_id, answer.ended_at
        if segment is None or segment.connected is None:
            return
        entry.agent_id, entry.answered_at = segment.load.agent_id, segment.connected
        talked_until = segment.load.wrapping or segment.load.ends
        if talked_until is not None:
            entry.talk_s = (talked_until - segment.connected).total_seconds() - segment.parked_s
        if segment.load.wrapping is not None and segment.load.ends is not None:
            entry.wrap_s = (segment.load.ends - segment.load.wrapping).total_seconds()

    def _waiting(self, interaction: InteractionId) -> RecordedEntry | None:
        entry = self.entries.get(interaction, [None])[-1]
        return entry if entry is not None and entry.answered_at is None and entry.gone_at is None else None

    # --- load that no entry explains

    def _loads(self) -> list[UnrecordedWork]:
        return [
            _unstopped(segment)
            for segment in self.segments.values()
            if segment.connected is not None and (segment.entry is None or not self._counts(segment.entry))
        ]

    def _touches(self, load: UnrecordedWork) -> bool:
        return load.begins < self.until and (load.ends is None or load.ends > self.begins)

    # --- agents

    def stand(self, agent: AgentId, at: datetime, *, signed_in: bool = False) -> None:
        presence = self.standings[agent].effective
        self.stands.append(PresenceSpan(at, agent, presence, at if signed_in else None))

    def standing(self, agent: AgentId) -> _Standing:
        return self.standings.setdefault(agent, _Standing())

    def _of_the_day(self) -> list[PresenceSpan]:
        first: dict[AgentId, PresenceSpan] = {}
        later: list[PresenceSpan] = []
        for stand in self.stands:
            if stand.at < self.begins:
                first[stand.agent_id] = PresenceSpan(self.begins, stand.agent_id, stand.presence, stand.idle_since)
            elif stand.at < self.until:
                later.append(stand)
        return [*first.values(), *later]


def _unstopped(segment: _Segment) -> UnrecordedWork:
    """As if it had never been parked: a replay parks it again, if it comes to it."""
    load, stood = segment.load, timedelta(seconds=segment.parked_s)
    return replace(load, wrapping=load.wrapping and load.wrapping - stood, ends=load.ends and load.ends - stood)


# --- what each event says


def _queued(day: DayRecording, recorded: Recorded, event: happened.InteractionQueued) -> None:
    day.tiers[event.interaction_id] = event
    waiting = day._waiting(event.interaction_id)
    if waiting is not None:
        waiting.moves.append((recorded.at, event))
        return
    spared = day.lost.pop(event.interaction_id, None) or event.handed_by
    entry = RecordedEntry(queued=event, at=recorded.at, follows=event.because in FOLLOWING, not_to=spared)
    day.entries.setdefault(event.interaction_id, []).append(entry)


def _offered(day: DayRecording, recorded: Recorded, event: happened.SegmentOffered) -> None:
    load = UnrecordedWork(
        event.segment_id,
        event.interaction_id,
        event.agent_id,
        event.channel,
        event.tier,
        event.weight,
        recorded.at,
        None,
        None,
    )
    entry = day._waiting(event.interaction_id) if event.purpose == "work" else None
    answer = None
    if entry is not None and recorded.actor == ROUTER:
        answer = Answer(event.segment_id, event.agent_id, recorded.at, event.expires_at)
        entry.answers.append(answer)
    elif entry is not None:
        entry.by_hand = True
    day.segments[event.segment_id] = _Segment(load, entry, answer)


def _started(day: DayRecording, recorded: Recorded, event: happened.InteractionStarted) -> None:
    day.begun[event.interaction_id] = event


def _connected(day: DayRecording, recorded: Recorded, event: happened.SegmentConnected) -> None:
    segment = day.segments.get(event.segment_id)
    if segment is None:
        return
    segment.connected = segment.load.begins = recorded.at
    if segment.answer is not None:
        segment.answer.ended_at, segment.answer.how = recorded.at, "accepted"
    if segment.entry is not None:
        segment.entry.agent_id, segment.entry.answered_at = event.agent_id, recorded.at


def _working(day: DayRecording, recorded: Recorded, event: happened.InteractionWorking) -> None:
    """Work that was never offered: taken by the agent's own hand, or a call out."""
    if event.segment_id in day.segments:
        return
    known: happened.InteractionQueued | happened.InteractionStarted | None
    known = day.tiers.get(event.interaction_id) or day.begun.get(event.interaction_id)
    entry = day._waiting(event.interaction_id)
    load = UnrecordedWork(
        event.segment_id,
        event.interaction_id,
        event.agent_id,
        known.channel if known else UNKNOWN,
        known.tier if known else "live",
        known.weight if known else 1,
        recorded.at,
        None,
        None,
    )
    day.segments[event.segment_id] = _Segment(load, entry, None, recorded.at)
    if entry is not None:
        entry.by_hand, entry.agent_id, entry.answered_at = True, event.agent_id, recorded.at


def _wrapping(day: DayRecording, recorded: Recorded, event: happened.SegmentWrapping) -> None:
    segment = day.segments.get(event.segment_id)
    if segment is not None:
        segment.load.wrapping = recorded.at


def _parked(day: DayRecording, recorded: Recorded, event: happened.SegmentParked) -> None:
    segment = day.segments.get(event.segment_id)
    if segment is not None:
        segment.parked_at = recorded.at


def _unparked(day: DayRecording, recorded: Recorded, event: happened.SegmentUnparked) -> None:
    """The clock of its handling stood still meanwhile."""
    segment = day.segments.get(event.segment_id)
    if segment is not None and segment.parked_at is not None:
        segment.parked_s += max(0.0, (recorded.at - max(segment.parked_at, day.begins)).total_seconds())
        segment.parked_at = None


def _done(day: DayRecording, recorded: Recorded, event: happened.SegmentDone) -> None:
    segment = day.segments.get(event.segment_id)
    if segment is None:
        return
    segment.load.ends = recorded.at
    if event.reason is happened.Reason.LOST and event.was is not ALERTING:
        day.lost[event.interaction_id] = event.agent_id
    if segment.answer is not None and event.was is ALERTING:
        segment.answer.ended_at, segment.answer.how = recorded.at, event.reason.value
        if event.reason is happened.Reason.TIMED_OUT:
            day.last_miss[event.agent_id] = segment.answer


def _closed(day: DayRecording, recorded: Recorded, event: happened.InteractionClosed) -> None:
    entry = day._waiting(event.interaction_id)
    if entry is not None:
        entry.gone_at, entry.abandoned = event.left_at or recorded.at, event.outcome is happened.Outcome.ABANDONED
        entry.flowed_out = event.outcome is happened.Outcome.FLOWED_OUT


def _voicemail(day: DayRecording, recorded: Recorded, event: happened.VoicemailBegan) -> None:
    entry = day._waiting(event.interaction_id)
    if entry is not None:
        entry.gone_at, entry.flowed_out = recorded.at, True


def _raised(day: DayRecording, recorded: Recorded, event: InteractionRaised) -> None:
    entry = day._waiting(event.interaction_id)
    if entry is not None:
        latest = entry.moves[-1][1] if entry.moves else entry.queued
        entry.moves.append((recorded.at, replace(latest, priority=event.priority)))


def _overflowed(day: DayRecording, recorded: Recorded, event: InteractionOverflowed) -> None:
    """A group that was added; whatever else was done has an event of its own."""
    entry = day._waiting(event.interaction_id)
    if entry is not None and "group" in event.did and event.to_queue_id is not None:
        latest = entry.moves[-1][1] if entry.moves else entry.queued
        entry.moves.append((recorded.at, replace(latest, groups=[*latest.groups, event.to_queue_id])))


def _taken_back(day: DayRecording, _recorded: Recorded, event: InteractionTakenBack) -> None:
    day.lost[event.interaction_id] = event.agent_id


def _paused(day: DayRecording, recorded: Recorded, event: QueuePaused) -> None:
    _held_up(day, recorded, event.queue_id, "paused", on=event.paused)


def _shut(day: DayRecording, recorded: Recorded, event: QueueClosed) -> None:
    _held_up(day, recorded, event.queue_id, "closed", on=event.closed)


def _held_up(day: DayRecording, recorded: Recorded, queue: QueueId, why: str, *, on: bool) -> None:
    reasons = day.held_up.setdefault(queue, set())
    (reasons.add if on else reasons.discard)(why)
    day.pauses.append(RecordedPause(recorded.at, queue, bool(reasons)))


def _presence(day: DayRecording, recorded: Recorded, event: happened.PresenceChanged) -> None:
    """Not Responding follows from the router's offer: it belongs to that offer, not to the agent's day."""
    standing = day.standing(event.agent_id)
    was = standing.presence
    standing.presence, standing.leaving = event.presence, False
    if standing.presence is Presence.NOT_RESPONDING:
        standing.presence, standing.missed = was, day.last_miss.get(event.agent_id)
        standing.missed_at = recorded.at
        return
    if standing.missed_at is not None:
        if standing.missed is not None and standing.presence is Presence.AVAILABLE:
            standing.missed.back_after_s = (recorded.at - standing.missed_at).total_seconds()
        standing.missed = standing.missed_at = None
        if standing.presence is was:
            return
    day.stand(event.agent_id, recorded.at, signed_in=was is Presence.OFFLINE)


def _next(day: DayRecording, recorded: Recorded, event: happened.NextPresenceChosen) -> None:
    standing = day.standing(event.agent_id)
    leaving = event.presence is not None and event.presence is not happened.Presence.AVAILABLE
    if leaving != standing.leaving:
        standing.leaving = leaving
        day.stand(event.agent_id, recorded.at)


def _unreachable(day: DayRecording, recorded: Recorded, event: happened.AgentUnreachable) -> None:
    day.standing(event.agent_id).reachable = False
    day.stand(event.agent_id, recorded.at)


def _reachable(day: DayRecording, recorded: Recorded, event: happened.AgentReachable) -> None:
    day.standing(event.agent_id).reachable = True
    day.stand(event.agent_id, recorded.at)


_TAKE: dict[type[Event], Callable[[DayRecording, Recorded, Any], None]] = {
    happened.InteractionQueued: _queued,
    happened.SegmentOffered: _offered,
    happened.SegmentConnected: _connected,
    happened.InteractionWorking: _working,
    happened.SegmentParked: _parked,
    happened.SegmentUnparked: _unparked,
    happened.SegmentWrapping: _wrapping,
    happened.SegmentDone: _done,
    happened.InteractionClosed: _closed,
    happened.VoicemailBegan: _voicemail,
    happened.InteractionStarted: _started,
    InteractionRaised: _raised,
    InteractionOverflowed: _overflowed,
    InteractionTakenBack: _taken_back,
    QueuePaused: _paused,
    QueueClosed: _shut,
    happened.PresenceChanged: _presence,
    happened.NextPresenceChosen: _next,
    happened.AgentUnreachable: _unreachable,
    happened.AgentReachable: _reachable,
}

OF_WORK = sorted(
    event.type
    for event in (
        happened.InteractionQueued,
        happened.SegmentOffered,
        happened.SegmentConnected,
        happened.InteractionWorking,
        happened.SegmentParked,
        happened.SegmentUnparked,
        happened.SegmentWrapping,
        happened.SegmentDone,
        happened.InteractionClosed,
        happened.VoicemailBegan,
        happened.InteractionStarted,
        InteractionRaised,
        InteractionOverflowed,
        InteractionTakenBack,
    )
)
OF_QUEUES = sorted(event.type for event in (QueuePaused, QueueClosed))
OF_AGENTS = sorted(
    event.type
    for event in (
        happened.PresenceChanged,
        happened.NextPresenceChosen,
        happened.AgentUnreachable,
        happened.AgentReachable,
    )
)
