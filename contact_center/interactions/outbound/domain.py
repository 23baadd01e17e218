"""An attempt to reach somebody, and its states. Pure.

A message is scheduled while it waits in its outbox and sending while a provider has it in hand; a call is dialling.
What happened then is the result. A message that was handed over may still be reported as delivered, or as not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.interactions.errors import IllegalTransition
from contact_center.kernel.contracts.channels import Delivery

MARKETING: Final = "marketing"
REQUESTED: Final = "reply"
"""The purpose of a call that the customer has asked for."""
REFUSAL_WORDS: Final = ("STOP", "UNSUBSCRIBE", "退訂", "取消訂閱", "停止訂閱")
"""What every channel hears as a refusal when it is all that a customer answers."""


def names_refusal(text: str) -> bool:
    """Whether a text says with which word its reader may refuse more of it, which costs nothing but an answer.

    Taiwan's Personal Data Protection Act, article 20, asks it of the first marketing contact; we ask it of all.
    """
    said = text.upper()
    return any(word in said for word in REFUSAL_WORDS)


class AttemptState(StrEnum):
    SCHEDULED = "scheduled"
    SENDING = "sending"
    DIALLING = "dialling"
    ENDED = "ended"


class AttemptResult(StrEnum):
    """What happened. The first four are those of messages, the others of calls."""

    SENT = "sent"
    """A provider took it."""
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """A provider took it, and it did not arrive."""
    FAILED = "failed"
    ANSWERED = "answered"
    DECLINED = "declined"
    """They were invited to a chat, and did not want one."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    CANCELLED = "cancelled"


STEPS: Final = {
    AttemptState.SCHEDULED: frozenset({AttemptState.SENDING, AttemptState.DIALLING, AttemptState.ENDED}),
    AttemptState.SENDING: frozenset({AttemptState.SENDING, AttemptState.SCHEDULED, AttemptState.ENDED}),
    AttemptState.DIALLING: frozenset({AttemptState.ENDED}),
    AttemptState.ENDED: frozenset({AttemptState.ENDED}),
}
"""A provider that asks for patience sends a message back to its outbox; a report may correct an end."""


def step(old: AttemptState, new: AttemptState) -> AttemptState:
    if new not in STEPS[old]:
        raise IllegalTransition(f"attempt {old} → {new}")
    return new


_OF_DELIVERY: Final = {
    Delivery.PENDING: (AttemptState.SCHEDULED, None),
    Delivery.SENDING: (AttemptState.SENDING, None),
    Delivery.UNKNOWN: (AttemptState.SENDING, None),
    Delivery.SENT: (AttemptState.ENDED, AttemptResult.SENT),
    Delivery.DELIVERED: (AttemptState.ENDED, AttemptResult.DELIVERED),
    Delivery.READ: (AttemptState.ENDED, AttemptResult.DELIVERED),
    Delivery.UNDELIVERED: (AttemptState.ENDED, AttemptResult.UNDELIVERED),
    Delivery.FAILED: (AttemptState.ENDED, AttemptResult.FAILED),
}


def of_delivery(delivery: Delivery) -> tuple[AttemptState, AttemptResult | None]:
    """Where the attempt stands whose message stands like this; which of two reports counts is delivery's own rule."""
    return _OF_DELIVERY[delivery]


@dataclass(frozen=True, slots=True)
class ContactAttempt:
    """One try to reach somebody, as stored."""

    id: UUID
    interaction_id: UUID
    number: int
    """Of this interaction: 1, 2, …"""
    message_id: UUID | None
    """None of a call."""
    channel: str
    channel_account_id: UUID
    address_kind: str
    address: str
    purpose: str
    consent: str
    """By what it was allowed, as of the last time that was asked: `request`, `contract`, `consent`; or why it was
    refused when its turn came: `objection`, `withdrawal`, `no_consent`."""
    consent_record: UUID | None
    """What the customer had said, where it rests on that."""
    agent_id: UUID | None
    state: AttemptState
    scheduled_at: datetime
    started_at: datetime | None
    """When it was last handed over, or dialled."""
    ended_at: datetime | None
    result: AttemptResult | None
    error_code: str | None
    cost: Decimal | None
    """What the provider asks for it; None where it does not say."""
    currency: str | None
    """ISO 4217."""
    caller_id: str | None = None
    """The number of ours that a call shows; None of a message."""
    minute_price: Decimal | None = None
    """What a minute of a call costs, as its account's price table had it."""
    for_interaction_id: UUID | None = None
    """The callback or task for which a call was made."""
