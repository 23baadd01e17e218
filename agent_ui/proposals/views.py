"""Acting in the ERP: choosing, filling in, looking first, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import Tone


@dataclass(frozen=True, slots=True)
class ActChoice:
    label: str
    meaning: str
    href: str


@dataclass(frozen=True, slots=True)
class ActChoices:
    """What can be done, or which document is meant. `notice`: why nothing can."""

    who: str
    title: str
    choices: tuple[ActChoice, ...] = ()
    notice: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class ActLine:
    """A line of a document, or an empty one of a quotation."""

    product: str
    name: str
    sku: str
    quantity: str
    """Of the document."""
    price: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    id: UUID
    """Of the proposal that comes of it."""
    kind: str
    title: str
    who: str
    customer: UUID
    record: str = ""
    number: str = ""
    interaction: UUID | None = None
    case: UUID | None = None
    lines: tuple[ActLine, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    """Products to choose from (article number, name), or addresses that can be replaced (value, kind)."""
    today: str = ""
    left: ActLeftView | None = None
    """None: acts of this kind move no money."""


@dataclass(frozen=True, slots=True)
class ActLeftView:
    """How far the reader decides alone, in sentences; the sums by which it is less are beside it."""

    says: str
    sums: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ActShown:
    """What stands or would stand in the ERP, field by field."""

    number: str
    fields: tuple[FieldLine, ...]
    facts: tuple[tuple[str, str], ...]
    related: tuple[str, ...] = ()
    letter: bool = False
    """Nothing changes in the ERP: something goes to the customer."""
    second: str = ""
    """Why a second person will have to agree."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    id: UUID
    kind: str
    number: str
    state: str
    tone: Tone
    why: str
    who: str
    customer: str
    customer_id: UUID | None
    at: datetime
    amount: str = ""

    @property
    def href(self) -> str:
        return f"/proposals/{self.id}"


@dataclass(frozen=True, slots=True)
class ProposalView:
    line: ProposalLine
    shown: ActShown
    source: str
    settled: bool
    record: str = ""
    """Where our page of the record is."""
    said: str = ""
    """It as a text for the customer."""
    writes: bool = False
    """An answer to the customer is open beside it."""
    decides: bool = False
    """The reader may agree to it."""
    withdraws: bool = False
    undo: UUID | None = None
    """The id of the proposal that would take it back, where that can be."""
    case: str = ""


@dataclass(frozen=True, slots=True)
class ProposalTab:
    name: str
    href: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ProposalsView:
    tabs: tuple[ProposalTab, ...]
    lines: tuple[ProposalLine, ...]
