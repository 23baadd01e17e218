"""Which accounts and numbers the simulated carrier knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from channels.vendors.twilio.verify import SETTINGS_HEADER, SHA256, SIGNATURE_HEADER, sign

RETRY_RULES: Final = "#rc=5&rp=all"
"""What a careful administrator puts behind a webhook's address at Twilio."""


@dataclass(frozen=True, slots=True)
class Account:
    """A Twilio account: whom the product signs in as, and whose token signs the webhooks."""

    sid: str
    auth_token: str = field(repr=False)
    api_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets of its API keys by their ids (`SK…`)."""
    status: str = "active"
    trial: bool = False
    shared_key: tuple[str, str] | None = field(default=None, repr=False)
    """Id and secret of a key that signs the webhooks instead of the auth token (HMAC-SHA256)."""

    def signed(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """The headers of a webhook that say who sends it."""
        if self.shared_key is None:
            return {SIGNATURE_HEADER: sign(self.auth_token, url, fields.items())}
        key, secret = self.shared_key
        return {
            SIGNATURE_HEADER: sign(secret, url, fields.items(), SHA256),
            SETTINGS_HEADER: f"key={key},algorithm={SHA256}",
        }


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an account; incoming SMS go to `sms_url`, calls ask `voice_url` (None: nowhere)."""

    number: str
    account_sid: str
    sms_url: str | None = None
    voice_url: str | None = None
    voice_fallback_url: str | None = None
    status_callback: str | None = None
    sms: bool = True
    voice: bool = True
    sms_method: str = "POST"
    sms_application: str | None = None

    @property
    def sid(self) -> str:
        """Made from the number, so that it stays the same."""
        return "PN" + hashlib.sha256(f"{self.account_sid} {self.number}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Application:
    """A TwiML app (`AP…`): asked what a browser hears that calls out."""

    sid: str
    account_sid: str
    voice_url: str | None = None
    voice_fallback_url: str | None = None
    status_callback: str | None = None


@dataclass(frozen=True, slots=True)
class CarrierConfig:
    accounts: tuple[Account, ...]
    numbers: tuple[Number, ...] = ()
    applications: tuple[Application, ...] = ()
    product_url: str = "http://localhost:8600"
    contract: Path | None = None
    """Twilio's OpenAPI document, None to go without."""
    seed: int = 0
    keep: int = 20_000
    """Messages kept at most; the oldest go first."""
    step_ms: int = 150
    """How long queued → sent and sent → delivered take each."""
    speech: bool = True
    """Words are spoken where the machine has a program for it; else, and where this is off, as syllables."""
    second_ms: int = 1000
    """How long a second of a call lasts: of ringing, speech and every time-out in TwiML."""


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
