"""What we ask of Twilio → form fields of its REST API. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from channels.vendors.twilio.voice.domain import (
    ROOM_EVENTS,
    Callback,
    MachineDetection,
    NewCall,
    NewParticipant,
    ParticipantChange,
)

Fields = dict[str, str | Sequence[str]]


def new_call_form(new: NewCall) -> Fields:
    """Raises `ValueError` unless exactly one of `url` and `twiml` says what the call hears."""
    if (new.url is None) == (new.twiml is None):
        raise ValueError("a call hears what is at `url`, or `twiml`: give one of them")
    return _given(
        To=new.to,
        From=new.sender,
        Url=new.url,
        Method="POST" if new.url else None,
        Twiml=new.twiml,
        FallbackUrl=new.fallback_url,
        FallbackMethod="POST" if new.fallback_url else None,
        Timeout=str(new.timeout),
        SendDigits=new.send_digits,
        **_callback(new.callback),
        **_detection(new.machine, "AsyncAmdStatusCallback"),
        AsyncAmd="true" if new.machine else None,
    )


def new_participant_form(new: NewParticipant) -> Fields:
    """`Beep` is off: two tones at each coming and going would be heard by the customer."""
    return _given(
        To=new.to,
        From=new.sender,
        Label=new.label,
        Timeout=str(new.timeout),
        Muted=_flag(new.muted),
        Beep="false",
        StartConferenceOnEnter=_flag(new.starts_room),
        EndConferenceOnExit=_flag(new.ends_room),
        EarlyMedia=_flag(new.early_media),
        WaitUrl=new.wait_url,
        WaitMethod="POST" if new.wait_url else None,
        Coaching="true" if new.coaches else None,
        CallSidToCoach=new.coaches,
        ConferenceStatusCallback=new.room_callback,
        ConferenceStatusCallbackMethod="POST" if new.room_callback else None,
        ConferenceStatusCallbackEvent=ROOM_EVENTS if new.room_callback else None,
        **_callback(new.callback),
        **_detection(new.machine, "AmdStatusCallback"),
    )


def change_form(change: ParticipantChange) -> Fields:
    """Raises `ValueError` if nothing becomes otherwise."""
    form = _given(
        Muted=_flag(change.muted),
        Hold=_flag(change.hold),
        HoldUrl=change.hold_url,
        HoldMethod="POST" if change.hold_url else None,
        AnnounceUrl=change.announce_url,
        AnnounceMethod="POST" if change.announce_url else None,
        EndConferenceOnExit=_flag(change.ends_room),
        Coaching=_flag(change.coaching),
        CallSidToCoach=change.coaches,
        BeepOnExit="false",
    )
    if form.keys() == {"BeepOnExit"}:
        raise ValueError("a change of nothing")
    return form


def _callback(callback: Callback | None) -> Fields:
    if callback is None:
        return {}
    return {
        "StatusCallback": callback.url,
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": [str(event) for event in callback.events],
    }


def _detection(machine: MachineDetection | None, callback: str) -> Fields:
    if machine is None:
        return {}
    return {
        "MachineDetection": str(machine.detection),
        "MachineDetectionTimeout": str(machine.timeout),
        callback: machine.url,
        f"{callback}Method": "POST",
    }


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


def _given(**fields: str | Sequence[str] | None) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}
