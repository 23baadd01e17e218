"""Calls, conferences and recordings as Twilio knows them. Pure.

Twilio's own words stay here: a provider of telephony translates them into legs and bridges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

MOST_RINGING: Final = 600
"""Seconds that Twilio lets a telephone ring at most."""
CURRENT_RECORDING: Final = "Twilio.CURRENT"
"""Stands for the recording that runs."""


class CallStatus(StrEnum):
    """Where a call at Twilio is, in the order in which it gets there."""

    QUEUED = "queued"
    INITIATED = "initiated"
    """Dialled; told by callbacks alone, never by the REST API."""
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"

    @property
    def over(self) -> bool:
        return self in _OVER

    @property
    def rank(self) -> int:
        """Rises on the way of a call; all its ends have the same."""
        return len(_ON_THE_WAY) if self.over else _ON_THE_WAY.index(self)


_ON_THE_WAY: Final = (CallStatus.QUEUED, CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS)
_OVER: Final = frozenset(set(CallStatus) - set(_ON_THE_WAY))


class CallEvent(StrEnum):
    """What a status callback may be asked for."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"


class RoomEvent(StrEnum):
    """What a conference's callback may be asked for; `ROOM_EVENTS` are those that make up who hears whom."""

    START = "start"
    END = "end"
    JOIN = "join"
    LEAVE = "leave"
    MUTE = "mute"
    HOLD = "hold"
    MODIFY = "modify"
    ANNOUNCEMENT = "announcement"


ALL_CALL_EVENTS: Final = tuple(CallEvent)
ROOM_EVENTS: Final = tuple(RoomEvent)


class RecordingStatus(StrEnum):
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    STOPPED = "stopped"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ABSENT = "absent"
    """Nothing was recorded, as of a call without sound."""
    DELETED = "deleted"


class Detection(StrEnum):
    """How a machine that answers is told from a person."""

    ENABLE = "Enable"
    """Tells as soon as it knows."""
    MESSAGE_END = "DetectMessageEnd"
    """Of a machine, tells when its greeting is over: what is said then is on its tape."""


@dataclass(frozen=True, slots=True)
class Callback:
    """Where Twilio reports to; the address covers its query and its connection overrides (`#rc=…`)."""

    url: str
    events: tuple[CallEvent, ...] = ALL_CALL_EVENTS


@dataclass(frozen=True, slots=True)
class MachineDetection:
    """Asks who answered; the result comes to `url` and never holds up the call."""

    url: str
    detection: Detection = Detection.ENABLE
    timeout: int = 30
    """Seconds, 3 to 59."""


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call to be made; what it hears is at `url`, or is `twiml` itself: exactly one of them."""

    to: str
    sender: str
    url: str | None = None
    twiml: str | None = None
    fallback_url: str | None = None
    callback: Callback | None = None
    timeout: int = 60
    """Seconds it rings at most."""
    send_digits: str | None = None
    """Keys pressed once it is answered, such as an extension; `w` waits half a second."""
    machine: MachineDetection | None = None


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """Somebody to be rung for a conference: a telephone, `client:<name>` or `sip:<address>`."""

    to: str
    sender: str
    label: str
    """Our name of the leg; must be the only one in the conference."""
    callback: Callback | None = None
    room_callback: str | None = None
    """Counts only with the first participant of a conference."""
    timeout: int = 60
    muted: bool = False
    starts_room: bool = True
    ends_room: bool = False
    coaches: str | None = None
    """The call that alone hears this one."""
    wait_url: str | None = None
    early_media: bool = True
    machine: MachineDetection | None = None


@dataclass(frozen=True, slots=True)
class ParticipantChange:
    """What becomes otherwise; None leaves it as it is."""

    muted: bool | None = None
    hold: bool | None = None
    hold_url: str | None = None
    announce_url: str | None = None
    ends_room: bool | None = None
    coaching: bool | None = None
    coaches: str | None = None


@dataclass(frozen=True, slots=True)
class CallResource:
    """A call as Twilio keeps it."""

    sid: str
    sender: str
    to: str
    status: str
    direction: str
    started: datetime | None = None
    ended: datetime | None = None
    duration: int | None = None
    """Seconds."""
    answered_by: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConferenceResource:
    sid: str
    name: str
    status: str
    reason: str | None = None
    """Why it ended."""


@dataclass(frozen=True, slots=True)
class ParticipantResource:
    call_sid: str
    room_sid: str
    label: str | None
    status: str
    muted: bool
    hold: bool
    coaching: bool
    coaches: str | None
    ends_room: bool


@dataclass(frozen=True, slots=True)
class RecordingResource:
    sid: str
    status: str
    call_sid: str | None = None
    room_sid: str | None = None
    duration: int | None = None
    """Seconds."""
    channels: int = 1
    started: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountResource:
    sid: str
    name: str
    status: str
    trial: bool


@dataclass(frozen=True, slots=True)
class NumberResource:
    """A number of the account, what it can do, and whom it tells."""

    sid: str
    number: str
    voice: bool = False
    sms: bool = False
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_application: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_application: str = ""
    trunk: str = ""
    """A SIP trunk that takes its calls instead of the address."""
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class VoiceKey:
    """What a browser's access token is signed with: an API key of the account."""

    account_sid: str
    key_sid: str
    secret: str = field(repr=False)
