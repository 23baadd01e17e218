"""A call of ours at Twilio: what is to be, what Twilio was told, and what its reports add up to. Pure.

One conference is the bridge of a call and bears its name; a leg is a call of Twilio's and its label there is our id.
So a report can be understood even if it overtakes the answer of the request that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from channels.vendors.twilio.voice.domain import RecordingStatus
from channels.vendors.twilio.voice.hearing import Part, parts, restricts
from channels.vendors.twilio.voice.parse import CallReport, RecordingReport, RoomNewsKind, RoomReport
from channels.vendors.twilio.voice.progress import (
    CallProgress,
    RoomProgress,
    advanced,
    recording_advanced,
    room_advanced,
)
from contact_center.kernel.contracts.telephony import LegRole, MediaEventKind, Play
from contact_center.kernel.ids import CallId

MOST_ROOMS: Final = 20
"""Conferences of one name that a call can have had, one after another."""
MOST_TAPES: Final = 50
HUNG_UP: Final = "participant_hung_up"
NOTICE_WITHIN: Final = timedelta(seconds=20)
"""From asking for the notice of recording until Twilio says that it was played; after that it was not."""


class Notice(StrEnum):
    """How far the notice of recording is."""

    NONE = "none"
    WANTED = "wanted"
    ASKED = "asked"
    HEARD = "heard"
    FAILED = "failed"
    """It could not be played, so nothing is recorded."""


class Taping(StrEnum):
    """What Twilio was told last about the recording."""

    NONE = "none"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Message(StrEnum):
    """How far what the customer says after the tone is."""

    NONE = "none"
    WANTED = "wanted"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class LineLeg:
    id: UUID
    role: LegRole
    sid: str | None = None
    """Twilio's id of its call; None until it is known."""
    progress: CallProgress = field(default_factory=CallProgress)
    removed: bool = False
    """We have taken it out."""
    hung_up: bool = False
    """Twilio was told so."""
    joined: bool = False
    """Told as joined."""
    left: bool = False
    """Told as left."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording at Twilio."""

    report: RecordingReport
    message: bool
    """What the customer said after the tone; otherwise the conversation."""
    kept: bool = False
    """It is in our own store, and not at Twilio any more; or there was nothing to keep."""

    @property
    def ready(self) -> bool:
        """It can be fetched, and has not been."""
        return self.report.status is RecordingStatus.COMPLETED and not self.kept

    @property
    def over(self) -> bool:
        return self.report.status in (RecordingStatus.COMPLETED, RecordingStatus.ABSENT, RecordingStatus.DELETED)


@dataclass(frozen=True, slots=True)
class LineCall:
    id: CallId
    language: str
    legs: Mapping[UUID, LineLeg] = field(default_factory=dict)
    rooms: Mapping[str, RoomProgress] = field(default_factory=dict)
    tapes: Mapping[str, Tape] = field(default_factory=dict)
    """Recordings by Twilio's ids of them."""
    matrix: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    plays: Mapping[UUID, Play] = field(default_factory=dict)
    muted: frozenset[UUID] = frozenset()
    given: Mapping[UUID, Part] = field(default_factory=dict)
    """What Twilio was told of each who is in the conference, or has told us since."""
    notice: Notice = Notice.NONE
    notice_since: datetime | None = None
    announcing: bool = False
    """Customer and agent hear the notice."""
    record: bool = False
    """The conversation is to be kept once the notice was heard."""
    taping: Taping = Taping.NONE
    started: bool = False
    """Told as recorded."""
    message: Message = Message.NONE
    message_began: bool = False
    ended: bool = False

    @property
    def room(self) -> str:
        """The name of the conference."""
        return room_name(self.id)

    @property
    def customer(self) -> LineLeg | None:
        return next((leg for leg in self.legs.values() if leg.role is LegRole.CUSTOMER), None)

    @property
    def room_sid(self) -> str | None:
        """The conference that is open now."""
        open_ = [room for room in self.rooms.values() if not room.ended]
        newest = max(open_, key=_latest, default=None)
        return newest.room_sid if newest is not None else None

    def inside(self) -> dict[UUID, str]:
        """Legs whose media is in the conference, with Twilio's ids of their calls."""
        calls = {sid for room in self.rooms.values() for sid in room.inside()}
        return {leg.id: leg.sid for leg in self.legs.values() if leg.sid in calls and leg.sid is not None}

    def with_leg(self, leg: LineLeg) -> LineCall:
        return replace(self, legs={**self.legs, leg.id: leg})


def _latest(room: RoomProgress) -> datetime:
    """When something was told of it last."""
    return max((leg.at for leg in room.legs.values()), default=datetime.min.replace(tzinfo=UTC))


def room_name(call: CallId) -> str:
    return f"call-{call}"


def wanted_parts(call: LineCall) -> dict[UUID, Part]:
    """How each who is in the conference is to take part in it now."""
    inside = call.inside()
    if call.ended or call.message is not Message.NONE:
        return {}
    if call.announcing:
        return {leg: Part(muted=leg in call.muted) for leg in inside}
    found = parts(list(inside), _among(call.matrix, inside), call.plays, call.muted)
    customer = call.customer
    waits = customer is not None and call.plays.get(customer.id, Play.WAITING_MUSIC) is Play.WAITING_MUSIC
    if customer is not None and waits and set(inside) == {customer.id} and not _has_begun(call):
        found[customer.id] = Part()  # who waits for a conference to begin hears its waiting music anyway
    return found


def part_of_new(call: LineCall, leg: UUID) -> Part:
    """How one who is being rung comes in: who must not be heard is not, from the first moment."""
    among = {*call.inside(), leg}
    part = parts(list(among), _among(call.matrix, among), call.plays, call.muted)[leg]
    return Part(muted=part.muted, coaches=part.coaches)


def _among(matrix: Mapping[UUID, frozenset[UUID]], legs: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who is not there hears nobody and is heard by nobody."""
    there = set(legs)
    return {listener: row & there for listener, row in matrix.items() if listener in there and row & there}


def _has_begun(call: LineCall) -> bool:
    return any(len(room.legs) > 1 for room in call.rooms.values())


def wanted_taping(call: LineCall) -> Taping:
    """Nothing of what a customer on hold hears is kept, and nothing at all without the notice."""
    if call.taping is Taping.STOPPED or call.notice is not Notice.HEARD:
        return call.taping
    running = call.taping is not Taping.NONE
    if not call.record or call.ended or call.message is not Message.NONE:
        return Taping.STOPPED if running else Taping.NONE
    part = wanted_parts(call).get(call.customer.id) if call.customer is not None else None
    if part is not None and not part.hold:
        return Taping.RUNNING
    return Taping.PAUSED if running else Taping.NONE


# What Twilio has to be told


@dataclass(frozen=True, slots=True)
class EndLeg:
    leg: UUID
    sid: str


@dataclass(frozen=True, slots=True)
class ChangePart:
    leg: UUID
    sid: str
    room: str
    before: Part
    part: Part
    coaches: str | None = None
    """Twilio's id of the call that alone hears it."""


@dataclass(frozen=True, slots=True)
class PlayNotice:
    room: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Something about the customer's call."""

    what: Taping | Message
    sid: str


Act = EndLeg | ChangePart | PlayNotice | Tell


def acts(call: LineCall) -> tuple[Act, ...]:
    """What Twilio has to be told so that it is as it is to be; none once it is. Who is to hear less comes first."""
    ends = [
        EndLeg(leg.id, leg.sid)
        for leg in call.legs.values()
        if leg.sid and (leg.removed or call.ended) and not (leg.hung_up or leg.progress.over)
    ]
    customer, room = call.customer, call.room_sid
    more: list[Act] = []
    if not call.ended and customer is not None and customer.sid and not customer.progress.over:
        if call.message is Message.WANTED and customer.id in call.inside():
            more.append(Tell(Message.ASKED, customer.sid))
        if wanted_taping(call) is not call.taping:
            more.append(Tell(wanted_taping(call), customer.sid))
    if room is None or call.ended:
        return (*ends, *more)
    changes = _changes(call, room)
    if call.notice is Notice.WANTED and not changes and customer is not None and customer.id in call.inside():
        more.append(PlayNotice(room))
    return (*ends, *changes, *more)


def _changes(call: LineCall, room: str) -> list[ChangePart]:
    inside = call.inside()
    found = []
    for leg, part in wanted_parts(call).items():
        before = call.given.get(leg, Part())
        coached = call.legs.get(part.coaches) if part.coaches else None
        if part != before and not (part.coaches and (coached is None or coached.sid is None)):
            found.append(ChangePart(leg, inside[leg], room, before, part, coached.sid if coached else None))
    return sorted(found, key=lambda one: not restricts(one.before, one.part))


def done(call: LineCall, act: Act, now: datetime) -> LineCall:
    """Twilio was told."""
    match act:
        case EndLeg(leg):
            return call.with_leg(replace(call.legs[leg], hung_up=True))
        case ChangePart():
            return replace(call, given={**call.given, act.leg: act.part})
        case PlayNotice():
            return replace(call, notice=Notice.ASKED, notice_since=now)
        case Tell(Message() as message):
            return replace(call, message=message)
        case Tell(Taping() as taping):
            return replace(call, taping=taping)
    return call


LOOKED_AT_EVERY: Final = timedelta(seconds=30)
"""How often Twilio is asked about a call of which it should have told by itself."""
AGAIN_AFTER: Final = timedelta(seconds=5)


def look_again(call: LineCall, now: datetime) -> datetime | None:
    """When the call is to be looked at without a report; None for never."""
    if call.announcing and call.notice is Notice.FAILED:
        return now
    if acts(call):
        return now + AGAIN_AFTER
    if call.notice is Notice.ASKED and call.notice_since is not None:
        return call.notice_since + NOTICE_WITHIN
    return now + LOOKED_AT_EVERY if is_open(call) else None


def is_open(call: LineCall) -> bool:
    """Something of it is still to come: the end of a leg, or of a recording."""
    legs = any(leg.sid and not leg.progress.over and not leg.hung_up for leg in call.legs.values())
    over = {tape.message for tape in call.tapes.values() if tape.over}
    taped = (call.taping is not Taping.NONE and False not in over) or (call.message_began and True not in over)
    return not call.ended or legs or taped


# What happens


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
        return replace(call, notice=_NOTICES[report.kind]) if call.notice is Notice.ASKED else call
    return _with_given(call, report.room_sid)


_NOTICES: Final = {RoomNewsKind.ANNOUNCED: Notice.HEARD, RoomNewsKind.ANNOUNCEMENT_FAILED: Notice.FAILED}


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
        before = given.get(leg, Part())
        coaches = by_sid.get(said.coaches or "") if said.coaching else None
        given[leg] = Part(said.hold, before.music if said.hold else None, said.muted, coaches)
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
    if call.notice is Notice.ASKED and call.notice_since is not None and now - call.notice_since > NOTICE_WITHIN:
        call = replace(call, notice=Notice.FAILED)
    if call.announcing and call.notice in (Notice.HEARD, Notice.FAILED):
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
            happened.append(Happened(MediaEventKind.LEG_LEFT, leg.id, str(leg.progress.status), at))
    return leg


def _is_gone(call: LineCall, leg: LineLeg, *, inside: bool) -> bool:
    """A customer who is not in the conference may be on the way to a message; who hung up is gone."""
    if leg.progress.over:
        return True
    if inside or not leg.joined:
        return False
    return leg.role is not LegRole.CUSTOMER or (call.message is Message.NONE and _hung_up(call, leg))


def _hung_up(call: LineCall, leg: LineLeg) -> bool:
    parts_ = [room.legs[leg.sid] for room in call.rooms.values() if leg.sid is not None and leg.sid in room.legs]
    return bool(parts_) and max(parts_, key=lambda part: part.at).reason == HUNG_UP
