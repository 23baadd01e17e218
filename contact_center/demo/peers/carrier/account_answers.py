"""An account and its numbers as Twilio's API answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from contact_center.demo.peers.carrier.config import Account, Number

_EPOCH: Final = "Mon, 02 Mar 2026 12:00:00 +0000"


def account(of: Account) -> dict[str, Any]:
    uri = f"/2010-04-01/Accounts/{of.sid}"
    return {
        "auth_token": "",
        "date_created": _EPOCH,
        "date_updated": _EPOCH,
        "friendly_name": "Simulated account",
        "owner_account_sid": of.sid,
        "sid": of.sid,
        "status": of.status,
        "subresource_uris": {"calls": f"{uri}/Calls.json", "messages": f"{uri}/Messages.json"},
        "type": "Trial" if of.trial else "Full",
        "uri": f"{uri}.json",
    }


def number(of: Number) -> dict[str, Any]:
    return {
        "account_sid": of.account_sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": "2010-04-01",
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": of.voice, "sms": of.sms, "mms": False, "fax": False},
        "date_created": _EPOCH,
        "date_updated": _EPOCH,
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": of.number,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": of.number,
        "sid": of.sid,
        "sms_application_sid": of.sms_application,
        "sms_fallback_method": "POST",
        "sms_fallback_url": None,
        "sms_method": of.sms_method,
        "sms_url": of.sms_url,
        "status": "in-use",
        "status_callback": of.status_callback,
        "status_callback_method": "POST",
        "trunk_sid": None,
        "uri": f"/2010-04-01/Accounts/{of.account_sid}/IncomingPhoneNumbers/{of.sid}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": of.voice_fallback_url,
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": of.voice_url,
    }


def listing(name: str, things: Sequence[dict[str, Any]], path: str, asked: dict[str, str]) -> dict[str, Any]:
    """A page of a list; `PageSize` and `Page` as asked for."""
    size, page = int(asked.get("PageSize", "50")), int(asked.get("Page", "0"))
    shown = things[page * size : (page + 1) * size]
    more = len(things) > (page + 1) * size
    own = f"{path}?PageSize={size}"
    return {
        "end": page * size + max(len(shown) - 1, 0),
        "first_page_uri": f"{own}&Page=0",
        "next_page_uri": f"{own}&Page={page + 1}" if more else None,
        "page": page,
        "page_size": size,
        "previous_page_uri": f"{own}&Page={page - 1}" if page else None,
        name: list(shown),
        "start": page * size,
        "uri": f"{own}&Page={page}",
    }
