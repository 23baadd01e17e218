"""What the list of customers takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
class ListOption:
    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FilterView:
    """One filter beside the text."""

    code: str
    name: str
    anything: str
    """What it is called when nothing is chosen."""
    options: tuple[ListOption, ...]


@dataclass(frozen=True, slots=True)
class SavedViewLine:
    id: UUID
    name: str
    href: str
    current: bool = False
    team: bool = False
    mine: bool = False
    """Made by the reader, who may delete it."""


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
