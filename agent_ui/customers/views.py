"""What the customer list and the customer page take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views import CustomerView, Fact, ThreadItem
from contact_center.kernel.ids import CustomerId, InteractionId


@dataclass(frozen=True, slots=True)
class CustomerRow:
    customer: CustomerId
    name: str
    organisation: str | None = None
    addresses: tuple[str, ...] = ()
    last_contact: datetime | None = None
    last_text: str | None = None
    last_channel: str | None = None
    document: str | None = None
    """The number that was asked for, of an order, invoice or delivery of theirs."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class CustomerListView:
    query: str
    rows: tuple[CustomerRow, ...]
    total: int
    next_page: str | None = None
    unanswered: str | None = None
    """Why numbers of orders and invoices could not be looked up."""


@dataclass(frozen=True, slots=True)
class AddressLine:
    kind: str
    value: str
    verified_at: datetime | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What may be sent to one address for one purpose."""

    address: str
    purpose: str
    state: str
    withdrawn: bool
    source: str | None
    """Whose word it is, in words; None where nobody has decided."""
    at: datetime | None
    change: str
    """What the button posts."""
    change_name: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One interaction with what was said in it."""

    interaction: InteractionId
    channel: str
    started: datetime
    title: str
    outcome: str | None = None
    agent: str | None = None
    items: tuple[ThreadItem, ...] = ()
    recording: str | None = None
    """Address of the recording, if the reader may hear it."""
    withheld: bool = False
    """What was said is not for this reader."""


@dataclass(frozen=True, slots=True)
class CustomerPageView:
    customer: CustomerView
    addresses: tuple[AddressLine, ...]
    timeline: tuple[TimelineEntry, ...]
    more: str | None = None
    facts: tuple[Fact, ...] = ()
    entry: InteractionId | None = None
    """The contact that was asked for; it stands open."""
    newer: str | None = None
    consents: tuple[ConsentLine, ...] = ()
