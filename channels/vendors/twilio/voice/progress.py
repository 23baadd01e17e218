"""What reports add up to, in whatever order they come. Pure.

Twilio sends each report in a request of its own: they overtake one another, come twice, or long after the end. So a
state is never "what the last report said": it is the greatest of all reports seen, by the place that Twilio gives each
(`SequenceNumber`) and by the way that a call can take. Adding up is therefore the same in every order and however often
a report comes, and nothing ever moves backwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from channels.vendors.twilio.voice.domain import CallStatus, RecordingStatus
from channels.vendors.twilio.voice.parse import (
    Answerer,
    CallReport,
    DetectionReport,
    RecordingReport,
    RoomNewsKind,
    RoomReport,
)

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
MOST_LEGS: Final = 250
"""Twilio lets no more into a conference; more are not kept of one either."""


@dataclass(frozen=True, slots=True)
class CallProgress:
    """How far a call is, by all its reports."""

    last: CallReport | None = None
    answered_at: datetime | None = None

    @property
    def status(self) -> CallStatus:
        return CallStatus.QUEUED if self.last is None else self.last.status

    @property
    def over(self) -> bool:
        return self.status.over

    @property
    def answered(self) -> bool:
        """Whether somebody or something took it."""
        return self.answered_at is not None or self.status in (CallStatus.IN_PROGRESS, CallStatus.COMPLETED)


def advanced(progress: CallProgress, report: CallReport) -> CallProgress:
    """With one report more."""
    answered_at = progress.answered_at
    if report.status is CallStatus.IN_PROGRESS and report.at is not None:
        answered_at = report.at if answered_at is None else min(answered_at, report.at)
    last = report if progress.last is None else max(progress.last, report, key=_place)
    return CallProgress(last, answered_at)


def _place(report: CallReport) -> tuple[int, int, datetime, str, int, int, int]:
    """Total, so that of two reports the same one counts whichever comes first."""
    return (
        report.status.rank,
        -1 if report.sequence is None else report.sequence,
        report.at or _LONG_AGO,
        report.status,
        report.duration or 0,
        report.sip_code or 0,
        report.error or 0,
    )


@dataclass(frozen=True, slots=True)
class RoomLeg:
    """A participant of a conference by the newest report of them."""

    call_sid: str
    label: str | None
    present: bool
    muted: bool
    hold: bool
    coaching: bool
    coaches: str | None
    reason: str | None
    sequence: int
    at: datetime = _LONG_AGO


@dataclass(frozen=True, slots=True)
class RoomProgress:
    """A conference by all its reports."""

    room_sid: str
    started: bool = False
    ended: bool = False
    """For good: a conference of the same name that begins later has an id of its own."""
    reason: str | None = None
    legs: Mapping[str, RoomLeg] = field(default_factory=dict)
    """By the id of the call."""

    def inside(self) -> frozenset[str]:
        """The calls whose media is in the conference."""
        return frozenset() if self.ended else frozenset(sid for sid, leg in self.legs.items() if leg.present)


def room_advanced(room: RoomProgress, report: RoomReport) -> RoomProgress:
    """With one report more; one of another conference changes nothing."""
    if report.room_sid != room.room_sid:
        return room
    if report.kind is RoomNewsKind.ENDED:
        return replace(room, started=True, ended=True, reason=max(room.reason or "", report.reason or "") or None)
    room = replace(room, started=True)
    if report.call_sid is None or not report.kind.startswith("participant-"):
        return room
    told, known = _leg(report), room.legs.get(report.call_sid)
    if known is None and len(room.legs) >= MOST_LEGS:
        return room
    newest = told if known is None else max(known, told, key=_newness)
    return replace(room, legs={**room.legs, report.call_sid: newest})


def _leg(report: RoomReport) -> RoomLeg:
    kind = report.kind
    return RoomLeg(
        call_sid=report.call_sid or "",
        label=report.label,
        present=kind is not RoomNewsKind.LEFT,
        muted=_either(report.muted, kind is RoomNewsKind.MUTED),
        hold=_either(report.hold, kind is RoomNewsKind.HELD),
        coaching=bool(report.coaching),
        coaches=report.coaches,
        reason=report.reason,
        sequence=-1 if report.sequence is None else report.sequence,
        at=report.at or _LONG_AGO,
    )


def _either(said: bool | None, meant: bool) -> bool:
    return meant if said is None else said


def _newness(leg: RoomLeg) -> tuple[int, datetime, bool, bool, bool, bool, str, str, str]:
    """Total; of two reports with one place, that of the leaving counts."""
    return (
        leg.sequence,
        leg.at,
        not leg.present,
        leg.muted,
        leg.hold,
        leg.coaching,
        leg.coaches or "",
        leg.label or "",
        leg.reason or "",
    )


class LegMove(StrEnum):
    JOINED = "joined"
    LEFT = "left"
    HELD = "held"
    TAKEN_BACK = "taken_back"
    MUTED = "muted"
    UNMUTED = "unmuted"
    COACHING = "coaching"
    NOT_COACHING = "not_coaching"


_SWITCHES: Final = {
    "hold": (LegMove.HELD, LegMove.TAKEN_BACK),
    "muted": (LegMove.MUTED, LegMove.UNMUTED),
    "coaching": (LegMove.COACHING, LegMove.NOT_COACHING),
}


def moves_between(before: RoomProgress, after: RoomProgress) -> tuple[tuple[str, LegMove], ...]:
    """(call, what became of it) from one state to a later one: what a provider tells on."""
    were, are = before.inside(), after.inside()
    gone = [(sid, LegMove.LEFT) for sid in sorted(were - are)]
    come = [(sid, LegMove.JOINED) for sid in sorted(are - were)]
    switched = [
        (sid, on if getattr(after.legs[sid], name) else off)
        for sid in sorted(are)
        for name, (on, off) in _SWITCHES.items()
        if getattr(after.legs[sid], name) != (sid in were and getattr(before.legs[sid], name))
    ]
    return (*gone, *come, *switched)


_RECORDING_RANK: Final = {
    status: rank
    for rank, statuses in enumerate(
        (
            (RecordingStatus.IN_PROGRESS, RecordingStatus.PAUSED),
            (RecordingStatus.STOPPED, RecordingStatus.PROCESSING),
            (RecordingStatus.COMPLETED,),
            (RecordingStatus.ABSENT,),
            (RecordingStatus.DELETED,),
        )
    )
    for status in statuses
}


def recording_advanced(known: RecordingReport | None, report: RecordingReport) -> RecordingReport:
    """The report that counts: a recording that can be fetched is never again one that runs."""
    return report if known is None else max(known, report, key=_recording_place)


def _recording_place(report: RecordingReport) -> tuple[int, datetime, str, int]:
    return _RECORDING_RANK[report.status], report.at or _LONG_AGO, report.status, report.duration or 0


def detected(known: DetectionReport | None, report: DetectionReport) -> DetectionReport:
    """Who answered: an answer counts more than none, and a greeting that is over more than one that was heard begin."""
    return report if known is None else max(known, report, key=_certainty)


def _certainty(report: DetectionReport) -> tuple[bool, bool, int, str]:
    return report.answerer is not Answerer.UNKNOWN, report.greeting_over, report.after_ms or 0, report.answerer
