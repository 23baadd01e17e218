"""Messages as the carrier knows them, and numbers with a fate of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

E164: Final = re.compile(r"\+[1-9]\d{1,14}\Z")
INBOUND: Final = "inbound"
OUTBOUND: Final = "outbound-api"
REPLY: Final = "outbound-reply"
STOP_WORDS: Final = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS: Final = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS: Final = frozenset({"HELP", "INFO"})

REFUSED_RECIPIENTS: Final = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""Twilio's own test numbers: refused when a message to them is created."""
REFUSED_SENDERS: Final = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
FAILING_RECIPIENTS: Final = {f"+150055{code}": code for code in (30003, 30004, 30005, 30006, 30007, 30008)}
"""Ours: taken, then undelivered with the code their last digits say."""


@dataclass(slots=True)
class Sms:
    """One message, in either direction."""

    sid: str
    account_sid: str
    sender: str
    recipient: str
    body: str
    direction: str
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None = None
    error_code: int | None = None
    status_callback: str | None = None

    @property
    def from_customer(self) -> bool:
        return self.direction == INBOUND

    @property
    def phone(self) -> str:
        """The customer's number."""
        return self.sender if self.from_customer else self.recipient

    @property
    def line(self) -> str:
        """The product's number."""
        return self.recipient if self.from_customer else self.sender

    @property
    def on_the_phone(self) -> bool:
        """Whether the customer's phone shows it."""
        return self.from_customer or self.status == "delivered"
