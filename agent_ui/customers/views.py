"""What the customer list and the customer page take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.ids import CustomerId


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
