"""The published words of the consent room."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId


@event_type("customer.consent_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    """What may be sent to one of the customer's addresses stands differently now."""

    customer_id: CustomerId
    channel: str
    purpose: str
    """`service`, `survey`, `marketing`."""
    state: str
    """`given`, `withdrawn`, `unknown`."""
