"""What Twilio's voice webhooks say. Pure; parameters that are new or unknown to us never hurt.

Sources: twilio.com/docs/voice/twiml (requests), /voice/api/call-resource (status callbacks), /voice/twiml/conference,
/voice/answering-machine-detection, /voice/api/recording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final, TypeVar

from channels.vendors.twilio.voice.domain import CallStatus, RecordingStatus
from contact_center.kernel.contracts.channels import Unparseable, UnparseableCode
from contact_center.kernel.whole import whole

MOST_DIGITS: Final = 64
MOST_TEXT: Final = 256


class Answerer(StrEnum):
    """Who took a call that we made."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CallQuestion:
    """A call asks what it shall hear: it has come in, or a verb with an action is over."""

    call_sid: str
    account_sid: str
    sender: str
    to: str
    status: CallStatus | None
    inbound: bool
    digits: str | None = None
    """Keys pressed in a `Gather`; None: it was not one, or nothing was pressed."""
    speech: str | None = None
    parent: str | None = None
    forwarded_from: str | None = None
    verified: bool | None = None
    """Whether the network vouches for the number (STIR/SHAKEN); None: it says nothing."""
    dial_status: str | None = None
    recording_sid: str | None = None


@dataclass(frozen=True, slots=True)
class CallReport:
    """One report of how far a call is."""

    call_sid: str
    status: CallStatus
    sequence: int | None
    at: datetime | None
    duration: int | None = None
    """Seconds it was talked; only when it is over."""
    sip_code: int | None = None
    error: int | None = None


class RoomNewsKind(StrEnum):
    STARTED = "conference-start"
    ENDED = "conference-end"
    JOINED = "participant-join"
    LEFT = "participant-leave"
    MUTED = "participant-mute"
    UNMUTED = "participant-unmute"
    HELD = "participant-hold"
    UNHELD = "participant-unhold"
    MODIFIED = "participant-modify"
    ANNOUNCED = "announcement-end"
    ANNOUNCEMENT_FAILED = "announcement-fail"


@dataclass(frozen=True, slots=True)
class RoomReport:
    """One report of what happened in a conference."""

    room_sid: str
    name: str
    kind: RoomNewsKind
    sequence: int | None
    at: datetime | None
    call_sid: str | None = None
    label: str | None = None
    muted: bool | None = None
    hold: bool | None = None
    coaching: bool | None = None
    coaches: str | None = None
    reason: str | None = None
    """Why the participant left or the conference ended."""


@dataclass(frozen=True, slots=True)
class DetectionReport:
    call_sid: str
    answerer: Answerer
    greeting_over: bool
    """The machine listens now: what is said is on its tape."""
    after_ms: int | None


@dataclass(frozen=True, slots=True)
class RecordingReport:
    recording_sid: str
    status: RecordingStatus
    call_sid: str | None
    room_sid: str | None
    duration: int | None
    """Seconds."""
    channels: int
    at: datetime | None
    error: int | None = None


Form = Mapping[str, str]
_Word = TypeVar("_Word", bound=StrEnum)


def question(form: Form) -> CallQuestion:
    """Raises `Unparseable` without the call's id."""
    return CallQuestion(
        call_sid=_sid(form, "CallSid", "CA"),
        account_sid=form.get("AccountSid", ""),
        sender=_text(form, "From") or "",
        to=_text(form, "To") or "",
        status=_known(CallStatus, form.get("CallStatus")),
        inbound=form.get("Direction", "inbound") == "inbound",
        digits=(form.get("Digits") or "")[:MOST_DIGITS] or None,
        speech=(form.get("SpeechResult") or "").strip() or None,
        parent=form.get("ParentCallSid") or None,
        forwarded_from=_text(form, "ForwardedFrom"),
        verified=_verified(form.get("StirVerstat")),
        dial_status=form.get("DialCallStatus") or None,
        recording_sid=form.get("RecordingSid") or None,
    )


def call_report(form: Form) -> CallReport | None:
    """None for a status that is new to us. Raises `Unparseable` without the call's id."""
    sid = _sid(form, "CallSid", "CA")
    status = _known(CallStatus, form.get("CallStatus"))
    if status is None:
        return None
    return CallReport(
        sid,
        status,
        _number(form, "SequenceNumber"),
        _instant(form.get("Timestamp")),
        duration=_number(form, "CallDuration") if status.over else None,
        sip_code=_number(form, "SipResponseCode"),
        error=_number(form, "ErrorCode"),
    )


def room_report(form: Form) -> RoomReport | None:
    """None for an event that is new to us. Raises `Unparseable` without the conference's id."""
    sid = _sid(form, "ConferenceSid", "CF")
    kind = _known(RoomNewsKind, form.get("StatusCallbackEvent"))
    if kind is None:
        return None
    return RoomReport(
        room_sid=sid,
        name=_text(form, "FriendlyName") or "",
        kind=kind,
        sequence=_number(form, "SequenceNumber"),
        at=_instant(form.get("Timestamp")),
        call_sid=form.get("CallSid") or form.get("CallSidEndingConference") or None,
        label=_text(form, "ParticipantLabel"),
        muted=_flag(form, "Muted"),
        hold=_flag(form, "Hold"),
        coaching=_flag(form, "Coaching"),
        coaches=form.get("CallSidToCoach") or None,
        reason=_text(form, "ReasonParticipantLeft") or _text(form, "ReasonConferenceEnded"),
    )


def detection_report(form: Form) -> DetectionReport:
    """Who answered. Raises `Unparseable` without the call's id; a result that is new to us is `UNKNOWN`."""
    said = form.get("AnsweredBy", "")
    word = "machine" if said.startswith("machine") else said
    return DetectionReport(
        _sid(form, "CallSid", "CA"),
        _known(Answerer, word) or Answerer.UNKNOWN,
        greeting_over=said.startswith("machine_end"),
        after_ms=_number(form, "MachineDetectionDuration"),
    )


def recording_report(form: Form) -> RecordingReport | None:
    """None for a status that is new to us. Raises `Unparseable` without the recording's id."""
    sid = _sid(form, "RecordingSid", "RE")
    status = _known(RecordingStatus, form.get("RecordingStatus"))
    if status is None:
        return None
    return RecordingReport(
        sid,
        status,
        form.get("CallSid") or None,
        form.get("ConferenceSid") or None,
        _number(form, "RecordingDuration"),
        _number(form, "RecordingChannels") or 1,
        _instant(form.get("RecordingStartTime")) or _instant(form.get("Timestamp")),
        _number(form, "ErrorCode") or None,
    )


def delivery_key(form: Form, token: str | None) -> str:
    """The same for each delivery of one webhook: its idempotency token, else what it is about and its place."""
    if token:
        return f"token:{token[:MOST_TEXT]}"
    about = form.get("RecordingSid") or form.get("ConferenceSid") or form.get("CallSid") or ""
    what = form.get("StatusCallbackEvent") or form.get("RecordingStatus") or form.get("CallStatus") or ""
    return f"{about}:{form.get('SequenceNumber', '')}:{what}"


def _sid(form: Form, name: str, prefix: str) -> str:
    sid = form.get(name, "")
    if not sid.startswith(prefix) or not sid.isalnum() or len(sid) > MOST_DIGITS:
        raise Unparseable(UnparseableCode.FIELD_UNUSABLE, field=name)
    return sid


def _known(words: type[_Word], text: str | None) -> _Word | None:
    try:
        return words(text or "")
    except ValueError:
        return None


def _number(form: Form, name: str) -> int | None:
    return whole(form.get(name, ""))


def _text(form: Form, name: str) -> str | None:
    return form.get(name, "").strip()[:MOST_TEXT] or None


def _flag(form: Form, name: str) -> bool | None:
    return {"true": True, "false": False}.get(form.get(name, "").lower())


def _verified(said: str | None) -> bool | None:
    if not said or said.startswith("No-"):
        return None
    return "-Passed" in said


def _instant(text: str | None) -> datetime | None:
    """RFC 2822, as status callbacks have it, or ISO 8601."""
    if not text:
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(text)
        except (ValueError, TypeError):
            continue
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return None
