"""What Twilio demands of a call beyond its OpenAPI document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from contact_center.demo.peers.carrier.config import Account, Number
from contact_center.demo.peers.carrier.domain import E164
from contact_center.demo.peers.carrier.voice.domain import REFUSED_CALLERS, REFUSED_NUMBERS

ADDRESSES: Final = ("client:", "sip:")
LONGEST_RINGING: Final = 600
CALL_EVENTS: Final = frozenset({"initiated", "ringing", "answered", "completed"})
ROOM_EVENTS: Final = frozenset({"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"})
DETECTIONS: Final = frozenset({"Enable", "DetectMessageEnd"})


def refusal(
    account: Account, numbers: Mapping[str, Number], form: Mapping[str, str], many: Mapping[str, list[str]]
) -> tuple[int, str | None] | None:
    """The code of Twilio's error and its detail; None if the call is made."""
    to, sender = form.get("To", ""), form.get("From", "")
    if to in REFUSED_NUMBERS:
        return REFUSED_NUMBERS[to], None
    if not (E164.match(to) or to.startswith(ADDRESSES)):
        return 21211, to
    if sender in REFUSED_CALLERS:
        return REFUSED_CALLERS[sender], None
    number = numbers.get(sender)
    if number is None or number.account_sid != account.sid:
        return (21210, sender) if E164.match(sender) else (21212, sender)
    return _details(form, many)


def _details(form: Mapping[str, str], many: Mapping[str, list[str]]) -> tuple[int, str | None] | None:
    if not 1 <= int(form.get("Timeout", "60")) <= LONGEST_RINGING:
        return 20001, "Timeout"
    if form.get("MachineDetection", "Enable") not in DETECTIONS:
        return 20001, "MachineDetection"
    if set(many.get("StatusCallbackEvent", ())) - CALL_EVENTS:
        return 20001, "StatusCallbackEvent"
    events = {word for value in many.get("ConferenceStatusCallbackEvent", ()) for word in value.split()}
    if events - ROOM_EVENTS:
        return 20001, "ConferenceStatusCallbackEvent"
    for name, value in form.items():
        if (name.endswith("Url") or name.endswith("Callback")) and not urlsplit(value).hostname:
            return 21205, name
    return None


def hears_one_thing(form: Mapping[str, str]) -> bool:
    """Whether exactly one of the places is given where a call's TwiML is."""
    return sum(name in form for name in ("Url", "Twiml", "ApplicationSid")) == 1
