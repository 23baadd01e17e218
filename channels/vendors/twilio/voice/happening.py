"""What the reports of a call add up to, and what has to be told of it here. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from channels.vendors.twilio.voice.domain import CallStatus
from channels.vendors.twilio.voice.hearing import ConferencePart
from channels.vendors.twilio.voice.line import NOTICE_WITHIN, LineCall, LineLeg, MessageStage, NoticeStage, Tape
from channels.vendors.twilio.voice.parse import CallReport, RecordingReport, RoomNewsKind, RoomReport
from channels.vendors.twilio.voice.progress import RoomProgress, advanced, recording_advanced, room_advanced
from contact_center.kernel.contracts.telephony import LegRole, MediaEventKind, NotPickedUp

MOST_ROOMS: Final = 20
"""Conferences of one name that a call can have had, one after another."""
MOST_TAPES: Final = 50
HUNG_UP: Final = "participant_hung_up"


@dataclass(frozen=True, slots=True)
class Happened:
    """What a report means for the call; `detail` as in `MediaEvent`."""

    kind: MediaEventKind
    leg: UUID | None = None
    detail: str | None = None
    at: datetime | None = None
    """By Twilio's clock; None where it does not say."""


@dataclass(frozen=True, slots=True)
class LegReport:
    """A report of a call at Twilio, which is a leg of ours."""

    leg: UUID
    report: CallReport


@dataclass(frozen=True, slots=True)
class TapeReport:
    report: RecordingReport
    message: bool


Report = LegReport | RoomReport | TapeReport


def reported(call: LineCall, reports: Iterable[Report]) -> LineCall:
    """With these reports more, in whatever order they have come."""
    for one in reports:
        match one:
            case LegReport(leg, report):
                call = _leg_reported(call, leg, report)
            case RoomReport():
                call = _room_reported(call, one)
            case TapeReport():
                call = _tape_reported(call, one)
    return call


def _leg_reported(call: LineCall, leg: UUID, report: CallReport) -> LineCall:
    known = call.legs.get(leg)
    if known is None or known.sid not in (None, report.call_sid):
        return call
    return call.with_leg(replace(known, sid=report.call_sid, progress=advanced(known.progress, report)))


def _room_reported(call: LineCall, report: RoomReport) -> LineCall:
    if report.name != call.room or (report.room_sid not in call.rooms and len(call.rooms) >= MOST_ROOMS):
        return call
    known = call.rooms.get(report.room_sid, RoomProgress(report.room_sid))
    call = replace(call, rooms={**call.rooms, report.room_sid: room_advanced(known, report)})
    leg = _labelled(call, report)
    if leg is not None and leg.sid is None and report.call_sid is not None:
        call = call.with_leg(replace(leg, sid=report.call_sid))
    if report.kind in _NOTICES:
        return replace(call, notice=_NOTICES[report.kind]) if call.notice is NoticeStage.ASKED else call
    return _with_given(call, report.room_sid)


_NOTICES: Final = {RoomNewsKind.ANNOUNCED: NoticeStage.HEARD, RoomNewsKind.ANNOUNCEMENT_FAILED: NoticeStage.FAILED}


def _labelled(call: LineCall, report: RoomReport) -> LineLeg | None:
    try:
        return call.legs.get(UUID(report.label or ""))
    except ValueError:
        return None


def _with_given(call: LineCall, room_sid: str) -> LineCall:
    """What Twilio says of those inside counts more than what it was told: a change that was lost is made again."""
    room, by_sid = call.rooms[room_sid], {leg.sid: leg.id for leg in call.legs.values() if leg.sid}
    given = dict(call.given)
    for sid in room.inside():
        said, leg = room.legs[sid], by_sid.get(sid)
        if leg is None:
            continue
        before = given.get(leg, ConferencePart())
        coaches = by_sid.get(said.coaches or "") if said.coaching else None
        given[leg] = ConferencePart(said.hold, before.music if said.hold else None, said.muted, coaches)
    return replace(call, given=given)


def _tape_reported(call: LineCall, told: TapeReport) -> LineCall:
    sid = told.report.recording_sid
    known = call.tapes.get(sid)
    if known is None and len(call.tapes) >= MOST_TAPES:
        return call
    counts = recording_advanced(known.report if known else None, told.report)
    tape = Tape(counts, told.message, kept=known.kept if known else False)
    return replace(call, tapes={**call.tapes, sid: tape})


def told(call: LineCall, now: datetime) -> tuple[LineCall, tuple[Happened, ...]]:
    """What has to be told of the call as it is now, each thing once: who came, then who left, then what was heard."""
    happened: list[Happened] = []
    for leg in sorted(call.legs.values(), key=lambda one: one.role is not LegRole.CUSTOMER):
        call = call.with_leg(_leg_told(call, leg, happened))
    if call.notice is NoticeStage.ASKED and call.notice_since is not None and now - call.notice_since > NOTICE_WITHIN:
        call = replace(call, notice=NoticeStage.FAILED)
    if call.keys_until is not None and call.keys_until <= now:
        call = replace(call, keys_until=None)
    if call.announcing and call.notice in (NoticeStage.HEARD, NoticeStage.FAILED):
        call = replace(call, announcing=False)
        happened.append(Happened(MediaEventKind.NOTICE_PLAYED))
    if not call.started and any(not tape.message for tape in call.tapes.values()):
        call = replace(call, started=True)
        happened.append(Happened(MediaEventKind.RECORDING_STARTED))
    said = next((tape for tape in call.tapes.values() if tape.message), None)
    if not call.message_began and said is not None:
        call = replace(call, message_began=True)
        # before the customer has left: what they said counts from here
        happened.insert(0, Happened(MediaEventKind.RECORDING_STARTED, at=said.report.at))
    return call, tuple(happened)


def _leg_told(call: LineCall, leg: LineLeg, happened: list[Happened]) -> LineLeg:
    inside = leg.id in call.inside()
    if inside and not leg.joined:
        leg = replace(leg, joined=True)
        happened.append(Happened(MediaEventKind.LEG_JOINED, leg.id))
    if not leg.left and _is_gone(call, leg, inside=inside):
        leg = replace(leg, left=True)
        if not leg.removed:
            last = leg.progress.last
            at = last.at if last is not None and last.status.over else None
            happened.append(Happened(MediaEventKind.LEG_LEFT, leg.id, _why(leg.progress.status), at))
    return leg


def _why(status: CallStatus | None) -> str:
    """In the words of `NotPickedUp` where it was never picked up."""
    return NotPickedUp.NO_ANSWER.value if status is CallStatus.NO_ANSWER else str(status)


def _is_gone(call: LineCall, leg: LineLeg, *, inside: bool) -> bool:
    """A customer who is not in the conference may be on the way to a message; who hung up is gone."""
    if leg.progress.over:
        return True
    if inside or not leg.joined:
        return False
    return leg.role is not LegRole.CUSTOMER or (call.message is MessageStage.NONE and _hung_up(call, leg))


def _hung_up(call: LineCall, leg: LineLeg) -> bool:
    parts_ = [room.legs[leg.sid] for room in call.rooms.values() if leg.sid is not None and leg.sid in room.legs]
    return bool(parts_) and max(parts_, key=lambda part: part.at).reason == HUNG_UP
