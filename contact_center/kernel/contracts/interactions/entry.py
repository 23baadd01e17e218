"""What routing is asked when work enters a queue or ends, and what it answers; who the CRM says a customer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import Address
from contact_center.kernel.contracts.interactions.states import Identity, WrapMode
from contact_center.kernel.contracts.wishes import EntryWishes
from contact_center.kernel.ids import (
    AgentId,
    CustomerId,
    InteractionId,
    QueueId,
)
from contact_center.kernel.opening import after_open


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """What is known when work is about to enter the queue."""

    channel: str
    tier: str
    account_queue_id: QueueId | None
    """The queue an administrator chose for the channel account."""
    language: str | None
    customer_id: CustomerId | None
    queue_id: QueueId | None = None
    """Set when somebody named the queue (a transfer)."""
    interaction_id: InteractionId | None = None
    """Set when it was in a queue before: what rules gave it then stays its own."""
    verified: bool = False
    """It is proven that it is this customer."""
    subject: str | None = None
    text: str = ""
    """What the customer wrote first."""
    wishes: EntryWishes = field(default_factory=EntryWishes)


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """Where work goes and what is promised there."""

    queue_id: QueueId
    priority: int
    skills: Mapping[str, int]
    sl_seconds: int
    sl_percent: int
    ranked_at: datetime
    first_reply_due_at: datetime | None = None
    next_reply_seconds: int | None = None
    resolution_due_at: datetime | None = None
    preferred_agent_id: AgentId | None = None
    preferred_until: datetime | None = None
    at_head: bool = False
    rules: Sequence[Mapping[str, Any]] = ()
    """The routing rules that made it so, for its explanation."""
    rings: Sequence[Mapping[str, Any]] = ()
    """Its own rings in place of its queue's; none: its queue's."""
    treatment: Mapping[str, Any] = field(default_factory=dict)
    """How the customer is treated while it waits, where that is not as the queue says."""
    shut: Sequence[int] = ()
    """When the queue is shut from now on; see `kernel.opening`."""

    @property
    def sl_due_at(self) -> datetime:
        """End of the service-level target, in open hours."""
        return after_open(self.ranked_at, self.sl_seconds, self.shut)


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """What is promised when a customer writes again."""

    ranked_at: datetime
    """From when the new turn ages: now, or the next opening of its queue."""
    reply_due_at: datetime | None
    """By when it is to be answered, in open hours; None for live work and where nothing is promised."""
    shut: Sequence[int] = ()
    """When the queue is shut from now on; see `kernel.opening`."""


@dataclass(frozen=True, slots=True)
class WrapRule:
    mode: WrapMode
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are, and whether that was proven."""

    address: Address
    verified_by: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """Who wrote. Merged customers keep their ids: what is written down is the id whose address it is."""

    customer_id: CustomerId | None
    identity: Identity
    also: frozenset[CustomerId] = frozenset()
    """Every other id that means the same customer."""

    def means(self, customer: UUID) -> bool:
        return customer == self.customer_id or customer in self.also
