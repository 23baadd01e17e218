"""What the list of customers takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
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
    owner: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerListView:
    query: str
    rows: tuple[CustomerRow, ...]
    total: str
    """How many fit, in words."""
    filters: tuple[FilterView, ...] = ()
    views: tuple[SavedViewLine, ...] = ()
    next_page: str | None = None
    unanswered: str | None = None
    """Why numbers of orders and invoices could not be looked up."""
    filtered: bool = False
    state: str = ""
    """The list as an address says it, to be saved or exported."""
    export: str = "/customers/export.csv"
    duplicates: str | None = None
    """How many may be one, in words."""
    owners: tuple[ListOption, ...] = ()
