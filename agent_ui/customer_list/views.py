"""What the list of customers takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from contact_center.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True)
class CustomerCell:
    """What stands in one column: a text, tags or a time."""

    text: str = ""
    tags: tuple[str, ...] = ()
    at: datetime | None = None
    channel: str | None = None
    """Shown before the text."""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.tags or self.at or self.channel)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    customer: CustomerId
    name: str
    cells: tuple[CustomerCell, ...] = ()
    organisation: str | None = None
    """Beside the name, where it has no column of its own."""
    document: str | None = None
    """The number that was asked for, of an order, invoice or delivery of theirs."""
    href: str = ""


@dataclass(frozen=True, slots=True)
class OwnFilterView:
    """What is asked of one of the organisation's own fields."""

    code: str
    name: str
    kind: str
    """`FieldKind`."""
    text: str = ""
    exactly: bool = False
    """Of a text: it is this, rather than contains it."""
    start: str = ""
    end: str = ""
    options: tuple[ListOption, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerListView:
    query: str
    rows: tuple[CustomerRow, ...]
    total: str
    """How many fit, in words."""
    columns: tuple[str, ...] = ()
    """Their names, in order."""
    choices: tuple[ListOption, ...] = ()
    """All columns: the chosen in their order, then the others."""
    are_own: bool = False
    """The columns are not those that everybody has."""
    columns_asked: str = ""
    """Of the address, as a saved view has them."""
    filters: tuple[FilterView, ...] = ()
    own_filters: tuple[OwnFilterView, ...] = ()
    is_own_filtered: bool = False
    views: tuple[SavedViewLine, ...] = ()
    next_page: str | None = None
    unanswered: str | None = None
    """Why numbers of orders and invoices could not be looked up."""
    wrong: str | None = None
    """What is wrong with a filter; then nobody is shown."""
    filtered: bool = False
    state: str = ""
    """The list as an address says it, to be exported."""
    saved_state: str = ""
    """The same with its columns, to be saved as a view."""
    export: str = "/customers/export.csv"
    duplicates: str | None = None
    """How many may be one, in words."""
    owners: tuple[ListOption, ...] = ()
