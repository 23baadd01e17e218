"""The published words of the customer's own door."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId


@event_type("door.entered")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSignedIn(Event):
    """A customer has signed in by a code to see what is theirs."""

    customer_id: CustomerId
    kind: str
    """Of the address that the code went to: `email` or `phone`."""


@event_type("door.left")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSignedOut(Event):
    """A customer has ended their sign-in, or all of them."""

    customer_id: CustomerId
    everywhere: bool
