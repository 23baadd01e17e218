"""What the parts of the customer page take that are edited in place, and its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import CustomerView, ThreadItem, Tone
from contact_center.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One thing we keep; `key` names it in addresses and ids of the page."""

    key: str
    label: str
    lines: tuple[str, ...]
    """Empty: nothing is kept yet."""
    meta: str | None = None
    tone: Tone = Tone.PLAIN
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailInput:
    name: str
    label: str
    value: str = ""
    kind: str = "text"
    """`text`, `long`, `date`, `choice`, `yes`."""
    choices: tuple[tuple[str, str], ...] = ()
    suggest: str | None = None
    """Where to ask for what may be meant while somebody types."""
    error: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class DetailForm:
    """A row while it is edited."""

    key: str
    label: str
    inputs: tuple[DetailInput, ...]
    seen: tuple[tuple[str, str], ...] = ()
    """What the editor saw, posted with what they write."""
    said: tuple[str, ...] = ()
    """What is on file, what the change brings."""
    error: str | None = None
    removable: bool = False


@dataclass(frozen=True, slots=True)
class DetailsView:
    customer: CustomerId
    rows: tuple[DetailRow, ...]
    more: tuple[DetailRow, ...]
    """Nothing is kept there yet; folded."""
    notes: tuple[DetailRow, ...] = ()
    adds: tuple[tuple[str, str], ...] = ()
    """What can be added: key and words."""


@dataclass(frozen=True, slots=True)
class OrganisationLink:
    customer: CustomerId
    name: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class HeadView:
    customer: CustomerId
    name: str
    addressed: str | None
    proof: str | None
    """How their identity or address was proven, in words."""
    proven: bool
    organisations: tuple[OrganisationLink, ...] = ()
    says: tuple[str, ...] = ()
    """Segment, owner, local time, what may be sent."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MembersView:
    """Who else is at an organisation, and what belongs to it."""

    organisation: OrganisationLink
    people: tuple[OrganisationLink, ...]
    own: bool = False
    """The page is that organisation's."""


@dataclass(frozen=True, slots=True)
class ConsentCell:
    address: str
    show_address: bool
    state: str
    tone: Tone
    at: datetime | None
    source: str | None
    changes: tuple[tuple[str, str], ...]
    """What the customer may say now: what is sent, and its name."""
    purpose: str
    note: str = ""
    """What they said, as a colleague wrote it down."""
    message: UUID | None = None
    """The message in which they said it."""
    needs_proof: bool = False


@dataclass(frozen=True, slots=True)
class ConsentRow:
    purpose: str
    basis: str
    cells: tuple[tuple[ConsentCell, ...], ...]
    """By column, one for each address."""


@dataclass(frozen=True, slots=True)
class ProofMessage:
    """What the customer has just written, as a proof of what they agree to."""

    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class ConsentTable:
    columns: tuple[str, ...]
    rows: tuple[ConsentRow, ...]
    message: ProofMessage | None = None
    beside: UUID | None = None
    """The work beside which it is shown."""
    action: str = ""
    """Where a decision is recorded."""
    proof: str | None = None
    """What an address that shows a message as proof begins with; None where there is none."""


@dataclass(frozen=True, slots=True)
class TrailItem:
    """One thing that happened, on the timeline."""

    key: str
    kind: str
    """`conversation`, `call`, `order`, `change`."""
    at: datetime
    has_time: bool
    """False where only the day is known."""
    icon: str
    title: str
    meta: str | None = None
    end: str | None = None
    tone: Tone = Tone.PLAIN
    interaction: str | None = None
    """Opens with all that was said."""
    href: str | None = None
    opened: tuple[ThreadItem, ...] | None = None
    """What was said, where it is on the page already."""
    is_open: bool = False
    recording: str | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class TrailGroup:
    name: str
    items: tuple[TrailItem, ...]


@dataclass(frozen=True, slots=True)
class TrailFilter:
    kind: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class TrailView:
    customer: CustomerId
    groups: tuple[TrailGroup, ...]
    filters: tuple[TrailFilter, ...] = ()
    older: str | None = None
    """Address of what came before."""
    newer: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerPageView:
    customer: CustomerView
    head: HeadView
    details: DetailsView
    consents: ConsentTable
    members: tuple[MembersView, ...]
    trail: TrailView
