"""Answers of Twilio's REST API → what they are about. Pure. A body without its id raises `KeyError`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.vendors.twilio.transport import instant
from channels.vendors.twilio.voice.domain import (
    AccountResource,
    CallResource,
    ConferenceResource,
    NumberResource,
    ParticipantResource,
    RecordingResource,
)
from contact_center.kernel.whole import whole

Body = Mapping[str, Any]


def call(body: Body) -> CallResource:
    return CallResource(
        sid=str(body["sid"]),
        sender=_text(body, "from"),
        to=_text(body, "to"),
        status=_text(body, "status"),
        direction=_text(body, "direction"),
        started=instant(body.get("start_time")),
        ended=instant(body.get("end_time")),
        duration=_number(body, "duration"),
        answered_by=body.get("answered_by") or None,
        created=instant(body.get("date_created")),
    )


def conference(body: Body) -> ConferenceResource:
    name, reason = _text(body, "friendly_name"), body.get("reason_conference_ended")
    return ConferenceResource(str(body["sid"]), name, _text(body, "status"), reason or None)


def participant(body: Body) -> ParticipantResource:
    return ParticipantResource(
        call_sid=str(body["call_sid"]),
        room_sid=str(body["conference_sid"]),
        label=body.get("label") or None,
        status=_text(body, "status"),
        muted=bool(body.get("muted")),
        hold=bool(body.get("hold")),
        coaching=bool(body.get("coaching")),
        coaches=body.get("call_sid_to_coach") or None,
        ends_room=bool(body.get("end_conference_on_exit")),
    )


def recording(body: Body) -> RecordingResource:
    return RecordingResource(
        sid=str(body["sid"]),
        status=_text(body, "status"),
        call_sid=body.get("call_sid") or None,
        room_sid=body.get("conference_sid") or None,
        duration=_number(body, "duration"),
        channels=int(body.get("channels") or 1),
        started=instant(body.get("start_time")),
    )


def account(body: Body) -> AccountResource:
    name, kind = _text(body, "friendly_name"), _text(body, "type")
    return AccountResource(str(body["sid"]), name, _text(body, "status"), trial=kind == "Trial")


def number(body: Body) -> NumberResource:
    calls, texts = _abilities(**(body.get("capabilities") or {}))
    return NumberResource(
        sid=str(body["sid"]),
        number=_text(body, "phone_number"),
        voice=calls,
        sms=texts,
        sms_url=_text(body, "sms_url"),
        sms_method=_text(body, "sms_method") or "POST",
        sms_fallback_url=_text(body, "sms_fallback_url"),
        sms_application=_text(body, "sms_application_sid"),
        voice_url=_text(body, "voice_url"),
        voice_method=_text(body, "voice_method") or "POST",
        voice_fallback_url=_text(body, "voice_fallback_url"),
        voice_application=_text(body, "voice_application_sid"),
        trunk=_text(body, "trunk_sid"),
        status_callback=_text(body, "status_callback"),
    )


def _abilities(*, voice: bool = False, sms: bool = False, **_: object) -> tuple[bool, bool]:
    return bool(voice), bool(sms)


def _text(body: Body, name: str) -> str:
    return str(body.get(name) or "")


def _number(body: Body, name: str) -> int | None:
    return whole(str(body.get(name) or ""))
