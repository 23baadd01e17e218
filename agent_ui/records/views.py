"""An order, invoice, delivery, return, product, serial or supply as a page and as a panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views import SourceAge, Stage, Tone


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Something that belongs to a record; `href` None where this reader may not open it."""

    text: str
    href: str | None
    detail: str = ""
    tone: Tone = Tone.PLAIN
    entity: str = ""
    """Of another record, which can open in the same panel."""


@dataclass(frozen=True, slots=True)
class RecordFact:
    label: str
    value: str
    meta: str = ""
    tone: Tone = Tone.PLAIN
    href: str | None = None
    source: SourceAge | None = None
    """Where it differs from the page's own."""


@dataclass(frozen=True, slots=True)
class RecordCell:
    text: str
    meta: str = ""
    href: str | None = None
    tone: Tone = Tone.PLAIN
    figure: bool = False


@dataclass(frozen=True, slots=True)
class RecordTable:
    title: str
    heads: tuple[tuple[str, bool], ...]
    """Name of each column, and whether it has figures."""
    rows: tuple[tuple[RecordCell, ...], ...]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class RecordGroup:
    title: str
    links: tuple[RecordLink, ...]


@dataclass(frozen=True, slots=True)
class RecordHistoryLine:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class RecordPageView:
    entity: str
    id: str
    kind: str
    """Its kind in words: order, invoice."""
    number: str
    title: str
    source: SourceAge
    tone: Tone = Tone.PLAIN
    text: str = ""
    source_state: str = ""
    """The ERP's own word."""
    why: tuple[RecordLink, ...] = ()
    """Why it is late."""
    stages: tuple[Stage, ...] = ()
    notice: str = ""
    """Why it is old, or not there."""
    customers: tuple[RecordLink, ...] = ()
    account: str = ""
    account_href: str = ""
    facts: tuple[RecordFact, ...] = ()
    tables: tuple[RecordTable, ...] = ()
    groups: tuple[RecordGroup, ...] = ()
    history: tuple[RecordHistoryLine, ...] = ()
    missing: tuple[str, ...] = ()
    """What this ERP does not give, in words."""
    said: str = ""
    """It as a text for the customer."""
    beside: str = ""
    """The interaction beside which the panel stands, and its customer: for the way back."""
    back: str = ""
    there: bool = True
    act: str = ""
    """Query of the dialog by which something is done about it in the ERP; empty for who does nothing there."""
    ask_again: int | None = None
    """Seconds after which the page asks for what did not come in time."""

    @property
    def href(self) -> str:
        return f"/erp/{self.entity}/{self.id}"
