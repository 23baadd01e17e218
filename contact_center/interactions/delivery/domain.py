"""How the delivery of a message moves: the one rule, for providers' reports and our own attempts alike. Pure.

Callbacks carry no sequence number and come early, twice or out of order, so they are ordered by rank alone (D9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from contact_center.kernel.contracts.channels import Delivery

MAY_BE_RESENT: Final = frozenset(state for state in Delivery if state.lost)
"""Ends from which a person may send the message again, in its old place."""
OVER: Final = frozenset({Delivery.READ, *MAY_BE_RESENT})
"""Ends: nothing a provider says leads away from them."""


def moves(current: Delivery, reported: Delivery) -> bool:
    """Whether what a provider reports changes the state: only upwards, and never away from an end.

    A delivered message may still be read, but not fail: the carrier's late word on a part of it does
    not undo what the phone has confirmed.
    """
    if current in OVER:
        return False
    if current is Delivery.DELIVERED:
        return reported is Delivery.READ
    return reported > current


def settles(current: Delivery) -> bool:
    """Whether the outcome of our own attempt still counts: not once the provider has said that it has the message.

    Until then an attempt may also end where it began, waiting for the next one.
    """
    return current < Delivery.SENT


REPORTED_FROM: Final = {said: [int(now) for now in Delivery if moves(now, said)] for said in Delivery}
"""For each reported state those it may follow, for a statement that decides and moves at once."""
UNSETTLED: Final = [int(now) for now in Delivery if settles(now)]


@dataclass(frozen=True, slots=True)
class Outgoing:
    id: UUID
    conversation_id: UUID
    channel: str
    channel_account_id: UUID
    recipients: dict[str, Any] | None
    """None in a message of an older version."""
    contact_kind: str
    contact_value: str
    contact_name: str | None
    subject: str | None
    author_name: str | None
    text: str
    html: str | None
    signature: str | None
    quoted_from: int | None
    """Where in the text begins what is passed on."""
    meta: dict[str, Any]
    at: datetime
    attempts: int
    delivery: int
    delivery_at: datetime | None
    correlation_id: UUID
    attempt_id: UUID | None
    """Of a message by which we began, the latest try (`outbound`)."""
    purpose: str | None
    """Of that try."""

    @property
    def doubtful(self) -> bool:
        """Whether an earlier attempt left open if the provider has it."""
        return self.delivery in (Delivery.SENDING, Delivery.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes the blob store has."""

    name: str
    content_type: str
    size: int
    """Bytes."""
    blob_key: str


@dataclass(frozen=True, slots=True)
class FileName:
    """A file of a message, without its bytes."""

    id: UUID
    name: str
    content_type: str
    blob_key: str
