"""The customer beside the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent_ui.views.cases import CasesSection
from agent_ui.views.common import IdentityView, SourceAge, Tone
from agent_ui.views.ratings import RatingLine
from agent_ui.views.tasks import TaskLine
from contact_center.kernel.contracts.erp import Block, Invoice, Order, Product, Shipment
from contact_center.kernel.ids import CustomerId, InteractionId


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    meta: str | None = None
    tone: Tone = Tone.PLAIN
    edit: str | None = None
    """Key of the row by which it is edited, where it can be edited here."""
    write: str | None = None
    """The address, where it is one that can be written to."""


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
    deliveries: Block[Shipment]
    products: Block[Product]


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Another conversation of the same customer that is not over."""

    label: str
    text: str
    since: datetime
    href: str | None
    """None: not for this reader."""


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
    addressed: str | None = None
    """林小姐, Ms Hale."""
    warnings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    erp: ErpFacts | None = None
    """None before the customer is known: no ERP fact shows before."""
    erp_notice: str | None = None
    ask_again: int | None = None
    """Seconds after which the page asks for the facts again by itself; None if it would be told the same."""
    tab: Tab = Tab.NOW
    history: tuple[HistoryLine, ...] = ()
    open_matters: tuple[OpenMatter, ...] = ()
    choices: tuple[CustomerChoice, ...] = ()
    shared_address: str | None = None
    """The number or address that several customers share."""
    tasks: tuple[TaskLine, ...] = ()
    """What is to be done for them, promises first."""
    cases: CasesSection | None = None
    locked: tuple[str, ...] = ()
    """What waits until they are verified, in words."""
    hidden: frozenset[str] = frozenset()
    """Its codes: blocks of facts that this reader may not see now."""
    ratings: tuple[RatingLine, ...] = ()
    """Their last answers, the latest first."""
    may_send: tuple[Fact, ...] = ()
    """What they have decided about: what may be sent by itself, and what not."""
