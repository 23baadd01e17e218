"""What Twilio demands of a new message beyond its OpenAPI document. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from contact_center.demo.peers.carrier.config import Account
from contact_center.demo.peers.carrier.domain import E164, REFUSED_RECIPIENTS, REFUSED_SENDERS
from contact_center.demo.peers.carrier.store import CarrierStore

MAX_LENGTH = 1600


def refusal(store: CarrierStore, account: Account, form: Mapping[str, str]) -> int | None:
    """The code of Twilio's error, None if the message is taken."""
    to, sender = form.get("To", ""), form.get("From", "")
    return (
        _recipient(to)
        or _sender(store, account, form, sender)
        or (21266 if to == sender else None)
        or _content(form)
        or (21610 if store.has_stopped(sender, to) else None)
    )


def _recipient(to: str) -> int | None:
    if not to:
        return 21604
    if to in REFUSED_RECIPIENTS:
        return REFUSED_RECIPIENTS[to]
    return None if E164.match(to) else 21211


def _sender(store: CarrierStore, account: Account, form: Mapping[str, str], sender: str) -> int | None:
    if not sender:
        return 21655 if form.get("MessagingServiceSid") else 21603
    if sender in REFUSED_SENDERS:
        return REFUSED_SENDERS[sender]
    number = store.numbers.get(sender)
    if number is None:
        return 21606 if E164.match(sender) else 21212
    return None if number.account_sid == account.sid else 21660


def _content(form: Mapping[str, str]) -> int | None:
    body = form.get("Body", "")
    if not body.strip():
        return 21602
    if len(body) > MAX_LENGTH:
        return 21617
    callback = form.get("StatusCallback")
    if callback and not urlsplit(callback).hostname:
        return 21609
    return None
