"""Which accounts and numbers the simulated carrier knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

RETRY_RULES: Final = "#rc=5&rp=all"
"""What a careful administrator puts behind a webhook's address at Twilio."""


@dataclass(frozen=True, slots=True)
class Account:
    """A Twilio account: whom the product signs in as, and whose token signs the webhooks."""

    sid: str
    auth_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an account; incoming SMS go to `sms_url` (None: nowhere)."""

    number: str
    account_sid: str
    sms_url: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierConfig:
    accounts: tuple[Account, ...]
    numbers: tuple[Number, ...] = ()
    product_url: str = "http://localhost:8600"
    contract: Path | None = None
    """Twilio's OpenAPI document, None to go without."""
    seed: int = 0
    keep: int = 20_000
    """Messages kept at most; the oldest go first."""
    step_ms: int = 150
    """How long queued → sent and sent → delivered take each."""


def sms_url(product_url: str, channel_account: str) -> str:
    """The address of a channel account's webhook: its id, or a whole URL taken as it is."""
    if channel_account.startswith(("http://", "https://")):
        return channel_account
    return f"{product_url.rstrip('/')}/webhooks/twilio/{channel_account}/messages{RETRY_RULES}"


def parse_number(text: str, account_sid: str, product_url: str) -> Number:
    """`+15005550006=<channel account id or URL>`. Raises `ValueError` naming what is wrong."""
    number, equals, where = text.partition("=")
    if not number.startswith("+") or not number[1:].isdecimal():
        raise ValueError(f"{number!r} is not a number like +15005550006")
    return Number(number, account_sid, sms_url(product_url, where) if equals and where else None)
