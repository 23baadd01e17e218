"""Calls, conferences, participants and recordings as Twilio's API answers them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from contact_center.demo.peers.carrier.voice.domain import Call, Member, Recording, Room

_BASE = "/2010-04-01/Accounts"


def call(of: Call) -> dict[str, Any]:
    uri = f"{_BASE}/{of.account_sid}/Calls/{of.sid}"
    status = "queued" if of.status == "initiated" else of.status
    return {
        "account_sid": of.account_sid,
        "answered_by": of.answered_by,
        "api_version": "2010-04-01",
        "caller_name": None,
        "date_created": _date(of.created),
        "date_updated": _date(of.updated or of.created),
        "direction": of.direction,
        "duration": str(seconds(of)) if of.ended_already else None,
        "end_time": _date(of.ended),
        "forwarded_from": None,
        "from": of.sender,
        "from_formatted": of.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(of.queued_ms),
        "sid": of.sid,
        "start_time": _date(of.started),
        "status": status,
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        "to": of.to,
        "to_formatted": of.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def conference(of: Room) -> dict[str, Any]:
    uri = f"{_BASE}/{of.account_sid}/Conferences/{of.sid}"
    ended = {"reason_conference_ended": of.reason} if of.reason else {}
    return ended | {
        "account_sid": of.account_sid,
        "api_version": "2010-04-01",
        "call_sid_ending_conference": of.ended_by,
        "date_created": _date(of.created),
        "date_updated": _date(of.updated),
        "friendly_name": of.name,
        "region": "us1",
        "sid": of.sid,
        "status": of.status,
        "subresource_uris": {"participants": f"{uri}/Participants.json"},
        "uri": f"{uri}.json",
    }


def participant(of: Member, room: Room, call_status: str) -> dict[str, Any]:
    waiting = {"queued": "queued", "initiated": "connecting", "ringing": "ringing"}
    return {
        "account_sid": room.account_sid,
        "call_sid": of.call_sid,
        "call_sid_to_coach": of.coaches,
        "coaching": of.coaching,
        "conference_sid": room.sid,
        "date_created": _date(room.created),
        "date_updated": _date(room.updated),
        "end_conference_on_exit": of.ends,
        "hold": of.hold,
        "label": of.label,
        "muted": of.muted,
        "queue_time": "0",
        "start_conference_on_enter": of.starts,
        "status": waiting.get(call_status, "connected"),
        "uri": f"{_BASE}/{room.account_sid}/Conferences/{room.sid}/Participants/{of.call_sid}.json",
    }


def recording(of: Recording) -> dict[str, Any]:
    """As `Recordings/{Sid}` has it; a call's own list leaves out two of the fields."""
    uri = f"{_BASE}/{of.account_sid}/Recordings/{of.sid}"
    return {
        "account_sid": of.account_sid,
        "api_version": "2010-04-01",
        "call_sid": of.call_sid,
        "channels": of.channels,
        "conference_sid": of.room_sid,
        "date_created": _date(of.created),
        "date_updated": _date(of.created),
        "duration": str(of.seconds) if of.status == "completed" else None,
        "encryption_details": None,
        "error_code": None,
        "media_url": f"https://api.twilio.com{uri}",
        "price": None,
        "price_unit": "USD",
        "sid": of.sid,
        "source": of.source,
        "start_time": _date(of.created),
        "status": of.status,
        "subresource_uris": {},
        "uri": f"{uri}.json",
    }


def call_recording(of: Recording) -> dict[str, Any]:
    body = recording(of)
    return {k: v for k, v in body.items() if k not in ("media_url", "subresource_uris")} | {"track": "both"}


def seconds(of: Call) -> int:
    """How long it was talked, in whole seconds."""
    if of.started is None or of.ended is None:
        return 0
    return max(0, round((of.ended - of.started).total_seconds()))


def _date(at: datetime | None) -> str | None:
    return None if at is None else format_datetime(at)
