"""The published words of the consent room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId


class ConsentReason(StrEnum):
    """By what something may be sent, or why it may not."""

    REQUEST = "request"
    """They wrote or called: an answer is what they asked for."""
    CONTRACT = "contract"
    """It is about what they have with us, and they have not objected."""
    CONSENT = "consent"
    """They agreed, and have not taken it back."""
    OBJECTION = "objection"
    """They do not want to hear about what they have with us."""
    WITHDRAWAL = "withdrawal"
    """They had agreed, or were asked, and said no."""
    NO_CONSENT = "no_consent"
    """It needs their consent, and they were never asked."""


ALLOWS = frozenset({ConsentReason.REQUEST, ConsentReason.CONTRACT, ConsentReason.CONSENT})


@dataclass(frozen=True, slots=True)
class SendDecision:
    """Whether something may be sent to an address for a purpose, and why."""

    reason: ConsentReason
    record: UUID | None = None
    """What the customer said that decided it; None where they said nothing."""

    @property
    def allowed(self) -> bool:
        return self.reason in ALLOWS


@event_type("customer.consent_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    """What may be sent to one of the customer's addresses stands differently now."""

    customer_id: CustomerId
    channel: str
    purpose: str
    """`service`, `survey`, `marketing`."""
    state: str
    """`given`, `withdrawn`, `objected`, `unknown`."""
