"""A call of ours at Twilio: what is to be, what Twilio was told (`telling`), and what its reports add up to
(`happening`). Pure.

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
from channels.vendors.twilio.voice.hearing import ConferencePart, parts
from channels.vendors.twilio.voice.parse import RecordingReport
from channels.vendors.twilio.voice.progress import (
    CallProgress,
    RoomProgress,
)
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import CallId

NOTICE_WITHIN: Final = timedelta(seconds=20)
"""From asking for the notice of recording until Twilio says that it was played; after that it was not."""


KEY_TAKES: Final = timedelta(milliseconds=500)
KEYS_WITHIN: Final = timedelta(seconds=4)
"""From telling Twilio to press keys until the last one is over, beside what each takes."""


class NoticeStage(StrEnum):
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


class MessageStage(StrEnum):
    """How far what the customer says after the tone is."""

    NONE = "none"
    WANTED = "wanted"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Farewell:
    """Words of ours for a machine that has answered."""

    text: str
    language: str
    asked: bool = False
    """Twilio was told."""


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
    given: Mapping[UUID, ConferencePart] = field(default_factory=dict)
    """What Twilio was told of each who is in the conference, or has told us since."""
    notice: NoticeStage = NoticeStage.NONE
    notice_since: datetime | None = None
    announcing: bool = False
    """Customer and agent hear the notice."""
    record: bool = False
    """The conversation is to be kept once the notice was heard."""
    paused: bool = False
    """Nothing is to be kept for now, whoever hears whom."""
    taping: Taping = Taping.NONE
    started: bool = False
    """Told as recorded."""
    keys_until: datetime | None = None
    """Keys are pressed for the customer's line until then, and are in no recording."""
    message: MessageStage = MessageStage.NONE
    message_began: bool = False
    farewell: Farewell | None = None
    """What the customer's line is told before it is hung up."""
    ended: bool = False
    ended_at: datetime | None = None

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


def wanted_parts(call: LineCall) -> dict[UUID, ConferencePart]:
    """How each who is in the conference is to take part in it now."""
    inside = call.inside()
    if call.ended or call.farewell is not None or call.message is not MessageStage.NONE:
        return {}
    if call.announcing:
        return {leg: ConferencePart(muted=leg in call.muted) for leg in inside}
    found = parts(list(inside), _among(call.matrix, inside), call.plays, call.muted)
    customer = call.customer
    waits = customer is not None and call.plays.get(customer.id, Play.WAITING_MUSIC) is Play.WAITING_MUSIC
    if customer is not None and waits and set(inside) == {customer.id} and not _has_begun(call):
        found[customer.id] = ConferencePart()  # who waits for a conference to begin hears its waiting music anyway
    return found


def part_of_new(call: LineCall, leg: UUID) -> ConferencePart:
    """How one who is being rung comes in: who must not be heard is not, from the first moment."""
    among = {*call.inside(), leg}
    part = parts(list(among), _among(call.matrix, among), call.plays, call.muted)[leg]
    return ConferencePart(muted=part.muted, coaches=part.coaches)


def _among(matrix: Mapping[UUID, frozenset[UUID]], legs: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who is not there hears nobody and is heard by nobody."""
    there = set(legs)
    return {listener: row & there for listener, row in matrix.items() if listener in there and row & there}


def _has_begun(call: LineCall) -> bool:
    return any(len(room.legs) > 1 for room in call.rooms.values())


def wanted_taping(call: LineCall) -> Taping:
    """Nothing of what a customer on hold hears is kept, no keys, and nothing at all without the notice."""
    if call.taping is Taping.STOPPED or call.notice is not NoticeStage.HEARD:
        return call.taping
    running = call.taping is not Taping.NONE
    if not call.record or call.ended or call.message is not MessageStage.NONE:
        return Taping.STOPPED if running else Taping.NONE
    part = wanted_parts(call).get(call.customer.id) if call.customer is not None else None
    if part is not None and not part.hold and call.keys_until is None and not call.paused:
        return Taping.RUNNING
    return Taping.PAUSED if running else Taping.NONE
