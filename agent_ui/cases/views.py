"""What the pages of cases take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import Fact, Tone, UndoView
from agent_ui.views.cases import CaseRow, IncidentHint
from contact_center.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True)
class CaseTab:
    key: str
    name: str
    count: int | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The cases of one state, what is due first at the top."""

    state: str
    name: str
    count: int
    remark: str
    rows: tuple[CaseRow, ...]
    more: str | None = None
    """Where all of them are listed."""


@dataclass(frozen=True, slots=True)
class CaseBoard:
    tabs: tuple[CaseTab, ...]
    lanes: tuple[Lane, ...]
    query: str
    view: str
    as_list: bool
    rows: tuple[CaseRow, ...] = ()
    """Of the list."""
    next_page: str | None = None
    can_open: bool = False
    """Whether the reader may open cases."""
    quality: str = ""
    """Where figures of resolved cases are, for those who may see them."""


@dataclass(frozen=True, slots=True)
class CaseStage:
    name: str
    state: str
    """`done`, `now` or empty."""


@dataclass(frozen=True, slots=True)
class CaseClock:
    name: str
    value: str
    tone: Tone
    share: int
    """Of its goal, 0 to 100."""
    meta: str


@dataclass(frozen=True, slots=True)
class CaseConversation:
    href: str | None
    """None: not for this reader."""
    channel: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLinkLine:
    kind: str
    name: str
    ref: str
    label: str
    source: str
    href: str | None
    unlink: str
    """What its button posts."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    id: UUID
    text: str
    state: str
    tone: Tone
    can_decide: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    code: str
    name: str
    kind: str
    """`text`, `number`, `date`, `choice`, `yes_no`."""
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class CaseDialog:
    """What every dialog about a case has."""

    id: UUID
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """A known incident, on its own page."""

    affected: str
    rule: str
    advice: str
    announcement: str
    expected: str


@dataclass(frozen=True, slots=True)
class IncidentDialog:
    case: CaseDialog
    words: str
    products: str
    lots: str
    advice: str
    en: str
    zh: str
    announced: bool


@dataclass(frozen=True, slots=True)
class UpdateDialog:
    case: CaseDialog
    affected: str


@dataclass(frozen=True, slots=True)
class CaseView:
    id: UUID
    version: int
    number: str
    quote: str
    title: str
    customer: CustomerId | None
    customer_name: str
    customer_note: str
    state: str
    stages: tuple[CaseStage, ...]
    clocks: tuple[CaseClock, ...]
    conversations: tuple[CaseConversation, ...]
    wants: str
    told: str
    causes: tuple[tuple[str, str], ...]
    cause: str
    remedies: tuple[tuple[str, str], ...]
    remedy: str
    resolution: str
    cost: str
    cost_amount: str
    currency: str
    cost_note: str
    fields: tuple[FieldView, ...]
    things: tuple[CaseLinkLine, ...]
    """Product, serial number, lot."""
    links: tuple[CaseLinkLine, ...]
    facts: tuple[Fact, ...]
    changes: tuple[ChangeLine, ...]
    approvals: tuple[ApprovalLine, ...]
    missing: str | None
    """What is needed before it can be resolved, as a sentence."""
    can_change: bool
    can_resolve: bool
    can_assign: bool
    can_merge: bool
    is_open: bool
    owner: str
    is_mine: bool
    watching: bool
    merged_into: tuple[str, str] | None = None
    """Number and address of the case that has all that was its own."""
    incident: IncidentHint | None = None
    as_incident: IncidentView | None = None
    can_declare: bool = False
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    id: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class OwnerDialog:
    case: CaseDialog
    me: UUID
    people: tuple[OwnerChoice, ...]
    has_owner: bool


@dataclass(frozen=True, slots=True)
class WaitDialog:
    case: CaseDialog
    choices: tuple[tuple[str, str, str], ...]
    """Code, name and what it does to the clocks."""
    sub_states: tuple[tuple[str, str], ...]
    earliest: str
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class StateDialog:
    case: CaseDialog
    choices: tuple[tuple[str, str], ...]
    current: str


@dataclass(frozen=True, slots=True)
class ResolveDialog:
    case: CaseDialog
    causes: tuple[tuple[str, str], ...]
    cause: str
    needs_cause: bool
    remedies: tuple[tuple[str, str], ...]
    remedy: str
    needs_remedy: bool
    resolution: str
    blocked: str | None
    """Why it cannot be resolved now, whatever is filled in here."""
    reopen_days: str


@dataclass(frozen=True, slots=True)
class MergeDialog:
    case: CaseDialog
    candidates: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True)
class SplitDialog:
    case: CaseDialog
    types: tuple[tuple[str, str], ...]
    type: str
    conversations: tuple[tuple[str, str, str], ...]
    """What its box posts, channel, and what it is about."""
    links: tuple[tuple[str, str], ...]
    """What its box posts, and what it is."""


@dataclass(frozen=True, slots=True)
class LinkDialog:
    case: CaseDialog
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TypeChoice:
    code: str
    name: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewCaseDialog:
    """A new case, or one of the open ones for a conversation."""

    conversation: UUID | None
    customer: UUID | None
    customer_name: str
    title: str
    types: tuple[TypeChoice, ...]
    priorities: tuple[tuple[str, str], ...]
    open_cases: tuple[CaseRow, ...]
    """Of this customer, to be linked by one key."""
    type: str = ""
    """The code of the type that is chosen at first."""


@dataclass(frozen=True, slots=True)
class RefundDialog:
    case: CaseDialog
    limit: str
    currency: str
