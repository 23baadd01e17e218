"""What the console's templates take: frozen facts, already decided, in nobody's language.

Times are aware datetimes; texts of ours are made in `labels` and `sentences`, texts of people are kept
as they were written. A view never holds more than its reader may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from markupsafe import Markup

from contact_center.kernel.contracts.channels import Delivery as DeliveryState
from contact_center.kernel.contracts.erp import Block, Delivery, Freshness, Invoice, Order, Product
from contact_center.kernel.ids import AttachmentId, CallId, CustomerId, InteractionId, MessageId, SegmentId


class Tone(StrEnum):
    """What a colour may mean. PLAIN has none."""

    PLAIN = "plain"
    LATE = "late"
    """Late, failed, refused."""
    SOON = "soon"
    """Soon due, old, not proven."""
    GOOD = "good"
    """Present, verified, done."""


@dataclass(frozen=True, slots=True)
class SourceAge:
    """Where a fact is from and how old it is; every fact has one."""

    source: str
    freshness: Freshness
    as_of: datetime | None = None
    reason: str | None = None

    @classmethod
    def of(cls, block: Block[object]) -> SourceAge:
        return cls(block.source, block.freshness, block.as_of, block.reason)


class ClockKind(StrEnum):
    AGE = "age"
    """How long ago, coarse: 9 min."""
    DUE = "due"
    """Age; in the last quarter the time left, in amber; after it "late 12 min", in red."""
    TIMER = "timer"
    """Runs each second: 6:42."""
    LEFT = "left"
    """Counts down: 0:48 left; amber in the last quarter, red at the end."""
    BACK = "back"
    """When it comes back: back 15:00."""
    MISSED = "missed"
    FAILED = "failed"
    NO_AGENT = "no_agent"


@dataclass(frozen=True, slots=True)
class ClockView:
    kind: ClockKind
    since: datetime | None = None
    due: datetime | None = None


# --- work list -------------------------------------------------------------------------------------


class GroupKind(StrEnum):
    CALL = "call"
    WRAP_UP = "wrap_up"
    REPLY = "reply"
    PARKED = "parked"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class WorkRow:
    interaction: InteractionId
    channel: str
    who: str
    preview: str
    clock: ClockView
    organisation: str | None = None
    ours: bool = False
    """The last words are ours."""
    unread: int = 0


@dataclass(frozen=True, slots=True)
class WorkGroup:
    kind: GroupKind
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class SlotLine:
    """How much of a channel's capacity is in use."""

    channel: str
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class WorkListView:
    groups: tuple[WorkGroup, ...]
    slots: tuple[SlotLine, ...] = ()

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


# --- conversation ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileView:
    id: AttachmentId
    name: str
    size: int
    """Bytes."""
    href: str


@dataclass(frozen=True, slots=True)
class MessageView:
    kind: ClassVar[str] = "message"
    id: MessageId
    at: datetime
    author: str
    text: str
    outbound: bool = False
    channel: str | None = None
    """Set only where it differs from the conversation's usual one."""
    html: Markup | None = None
    """Sanitised; shown on demand below the text."""
    subject: str | None = None
    language: str | None = None
    delivery: DeliveryState | None = None
    failure: str | None = None
    """Why it could not be delivered and what to do."""
    files: tuple[FileView, ...] = ()
    client_key: str | None = None
    """The key the browser gave it; replaces the browser's own "sending" slip."""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    kind: ClassVar[str] = "note"
    id: MessageId
    at: datetime
    author: str
    text: str


class EventIcon(StrEnum):
    ROUTE = "route"
    CLOCK = "clock"
    PHONE = "phone"
    USER = "user"
    CHECK = "check"
    ALERT = "alert-triangle"


@dataclass(frozen=True, slots=True)
class EventView:
    kind: ClassVar[str] = "event"
    id: str
    at: datetime
    text: str
    icon: EventIcon = EventIcon.CLOCK
    tone: Tone = Tone.PLAIN
    href: str | None = None
    link: str | None = None
    """Words of the link, e.g. "Why"."""


@dataclass(frozen=True, slots=True)
class PastView:
    """An earlier interaction, folded to one line."""

    channel: str
    text: str
    at: datetime
    href: str


ThreadItem = MessageView | NoteView | EventView


class Guard(StrEnum):
    CUSTOMER_WROTE = "customer_wrote"
    COLLEAGUE_WROTE = "colleague_wrote"


@dataclass(frozen=True, slots=True)
class ComposerView:
    interaction: InteractionId
    channel: str
    client_key: str
    """A fresh key for the next message, so that sending twice sends once."""
    recipient: str | None = None
    draft: str = ""
    draft_kept_at: datetime | None = None
    last_seen: MessageId | None = None
    """The customer's last message when the draft was begun."""
    guard: Guard | None = None
    due: ClockView | None = None
    refusal: str | None = None
    """Set when nothing can be sent here: why, and what can be done instead."""
    attachments: bool = False
    typing: bool = False
    max_length: int | None = None
    undo_seconds: int = 0
    """How long a sent message can be taken back; 0 where the customer is waiting in a chat."""
    language: str | None = None


class CallState(StrEnum):
    CONNECTING = "connecting"
    CONNECTED = "connected"
    HELD = "held"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class LegState(StrEnum):
    TALKING = "talking"
    MUSIC = "music"
    """Held; hears music."""
    NOTICE = "notice"
    """Hears the recording announcement."""
    JOINING = "joining"
    LOST = "lost"


class Recording(StrEnum):
    OFF = "off"
    ON = "on"
    PAUSED = "paused"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LegView:
    name: str
    state: LegState
    since: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    call: CallId
    interaction: InteractionId
    state: CallState
    since: datetime
    """When the customer's call was answered."""
    customer: LegView
    others: tuple[LegView, ...] = ()
    """A consulted colleague."""
    muted: bool = False
    recording: Recording = Recording.OFF
    recording_reason: str | None = None
    ended: str | None = None
    """How it ended, in words."""

    @property
    def live(self) -> bool:
        return self.state is not CallState.ENDED


@dataclass(frozen=True, slots=True)
class Disposition:
    code: str
    name: str
    """In the tenant's words, levels parted by " › "."""


@dataclass(frozen=True, slots=True)
class WrapUpView:
    segment: SegmentId
    interaction: InteractionId
    who: str
    dispositions: tuple[Disposition, ...]
    due: datetime | None = None
    """When it closes by itself, coded "timed out"."""
    started: datetime | None = None
    required: bool = False
    chosen: str | None = None
    note: str = ""
    recent: tuple[Disposition, ...] = ()
    can_extend: bool = False


@dataclass(frozen=True, slots=True)
class ThreadView:
    interaction: InteractionId
    who: str
    channel: str
    subject: str | None = None
    items: tuple[ThreadItem, ...] = ()
    new_from: MessageId | None = None
    """First message not read yet."""
    past: tuple[PastView, ...] = ()
    composer: ComposerView | None = None
    call: CallView | None = None
    wrap_up: WrapUpView | None = None
    typing: str | None = None
    """Who is writing right now."""
    can_park: bool = True
    can_transfer: bool = True
    can_close: bool = True
    closed: str | None = None
    """Set when it is over: how, in words."""
    notes: bool = True


# --- offers ----------------------------------------------------------------------------------------


class IdentityState(StrEnum):
    VERIFIED = "verified"
    CLAIMED = "claimed"
    """Caller ID or From: a claim."""
    SEVERAL = "several"
    """Several customers share the address; the agent picks."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdentityView:
    state: IdentityState
    how: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferFact:
    icon: str
    text: str
    source: str
    tone: Tone = Tone.PLAIN


class OfferState(StrEnum):
    ALERTING = "alerting"
    GONE = "gone"
    """Taken by somebody else, or the customer left."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class OfferView:
    segment: SegmentId
    interaction: InteractionId
    channel: str
    queue: str
    who: str
    identity: IdentityView
    waiting_since: datetime
    offered_at: datetime
    due: datetime
    facts: tuple[OfferFact, ...] = ()
    because: str | None = None
    explanation: str | None = None
    """Address of the full explanation."""
    consequence: str | None = None
    """What happens to open work on accepting."""
    state: OfferState = OfferState.ALERTING
    outcome: str | None = None
    """For GONE and MISSED: what happened, in words."""
    preview: str | None = None


# --- customer --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    meta: str | None = None
    tone: Tone = Tone.PLAIN


class StageState(StrEnum):
    DONE = "done"
    STUCK = "stuck"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    state: StageState


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence made from facts, with what stands behind it."""

    title: str
    source: SourceAge
    text: str | None = None
    tone: Tone = Tone.PLAIN
    stages: tuple[Stage, ...] = ()


class Tab(StrEnum):
    NOW = "now"
    ORDERS = "orders"
    INVOICES = "invoices"
    DELIVERIES = "deliveries"
    PRODUCTS = "products"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class ErpFacts:
    """Everything the ERP says about one customer, block by block."""

    orders: Block[Order]
    invoices: Block[Invoice]
    deliveries: Block[Delivery]
    products: Block[Product]


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Another conversation of the same customer that is not over."""

    label: str
    text: str
    since: datetime
    href: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    interaction: InteractionId
    channel: str
    text: str
    at: datetime
    who: str | None = None
    """The colleague who had it."""
    outcome: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    customer: CustomerId
    name: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerView:
    name: str
    identity: IdentityView
    interaction: InteractionId | None = None
    customer: CustomerId | None = None
    role: str | None = None
    """Owner, Moss Lane Café."""
    facts: tuple[Fact, ...] = ()
    erp: ErpFacts | None = None
    """None before the customer is known: no ERP fact shows before."""
    erp_notice: str | None = None
    tab: Tab = Tab.NOW
    history: tuple[HistoryLine, ...] = ()
    open_matters: tuple[OpenMatter, ...] = ()
    choices: tuple[CustomerChoice, ...] = ()
    shared_address: str | None = None
    """The number or address that several customers share."""


# --- presence --------------------------------------------------------------------------------------


class PresenceState(StrEnum):
    AVAILABLE = "available"
    WORKING = "working"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class PresenceChoice:
    """`key` is what the form posts: `available`, or the tenant's code of an away reason."""

    key: str
    state: PresenceState
    name: str | None = None
    """The tenant's name of an away reason."""


@dataclass(frozen=True, slots=True)
class PresenceView:
    state: PresenceState
    since: datetime
    name: str | None = None
    """The tenant's name of the away reason in force."""
    next: PresenceChoice | None = None
    choices: tuple[PresenceChoice, ...] = ()
    busy: bool = False
    """Work is open: a choice takes effect after it."""


# --- dialogs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TransferTarget:
    key: str
    """`agent:<id>` or `queue:<id>`."""
    name: str
    detail: str
    state: PresenceState | None = None
    """None for a queue."""
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class TransferView:
    interaction: InteractionId
    who: str
    agents: tuple[TransferTarget, ...]
    queues: tuple[TransferTarget, ...]


@dataclass(frozen=True, slots=True)
class OpenWork:
    interaction: InteractionId
    channel: str
    who: str
    preview: str


@dataclass(frozen=True, slots=True)
class SignOutView:
    """Open work at sign-out; each piece is kept (text only) or goes back to its queue."""

    work: tuple[OpenWork, ...]
    keepable: frozenset[InteractionId]


@dataclass(frozen=True, slots=True)
class Alert:
    """One line in the top bar about a queue of the reader's."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ConsoleView:
    work: WorkListView
    presence: PresenceView
    thread: ThreadView | None = None
    customer: CustomerView | None = None
    offer: OfferView | None = None
    call: CallView | None = None
    """The call this agent is in, whichever conversation is open."""
    wrap_ups: tuple[WrapUpView, ...] = ()
    alert: Alert | None = None
    erp: SourceAge | None = None


# --- routing, explained ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    name: str
    presence: PresenceState
    skills: str
    load: str
    idle_since: datetime | None
    result: str
    chosen: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class ExplanationView:
    title: str
    sentences: tuple[str, ...]
    decided_at: datetime
    candidates: tuple[Candidate, ...]
    known: tuple[Fact, ...] = ()
    place: str | None = None
    rules: str | None = None


@dataclass(frozen=True, slots=True)
class OrderNote:
    """Lateness of one order, in numbers: what the sentences are made of."""

    days: int
    promised: date
    expected: date | None
