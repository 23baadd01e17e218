"""The published words of the customers' room."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Customer(Event):
    customer_id: CustomerId


@event_type("customer.created")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(_Customer):
    """Somebody new has a place in the CRM."""


@event_type("customer.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(_Customer):
    """Something we keep of the customer changed: `fields` names it, never what it holds."""

    fields: tuple[str, ...] = ()
    """Such as `name`, `phone`, `postal`, `affiliation`, `note`, `field.opening`; empty in events of before."""
    origin: str = ""
    """Where from: page, conversation, api, import or adapter."""


@event_type("customer.erased")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(_Customer):
    """The customer is forgotten; caches of other rooms follow."""


@event_type("customers.merged")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(_Customer):
    """`other_id` was found to be this customer: whatever stands under either id belongs to both."""

    other_id: CustomerId


@event_type("customers.unmerged")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersUnmerged(_Customer):
    """A merge was taken back: `other_id` is a customer of their own again."""

    other_id: CustomerId
