"""The people, goods and troubles of Kiln & Co, as plain data.

Kiln & Co 窯坊 makes coffee machines and grinders in Taiwan. Its story is told once, here, and read by
every part of the demo: the ERP is filled with it, the directory of customers is made from it, and the
simulated customers talk about it. All days are counted from the story's anchor, the day that is "today".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Plot(StrEnum):
    """What is the matter with an order; decides its dates, states and what its buyer may ask."""

    SETTLED = "settled"
    """Delivered and paid, long ago or lately."""
    UNPAID = "unpaid"
    """Delivered, the invoice is open and not yet due."""
    OVERDUE = "overdue"
    """Delivered, the invoice is past its due date."""
    PART_PAID = "part_paid"
    IN_TRANSIT = "in_transit"
    """Handed to the carrier, not yet delivered."""
    PICKING = "picking"
    PLANNED = "planned"
    """Confirmed, to be shipped on a day to come."""
    LATE = "late"
    """On back-order: now expected after the day that was promised."""
    PART_DELIVERED = "part_delivered"
    """Something arrived, the rest is late."""
    QUOTED = "quoted"
    DRAFT = "draft"
    CANCELLED = "cancelled"


class Topic(StrEnum):
    """Why somebody contacts Kiln & Co; also the demo's choice of queue."""

    LATE_ORDER = "late_order"
    MISSING_REST = "missing_rest"
    WHERE_IS_PARCEL = "where_is_parcel"
    CHANGE_DELIVERY = "change_delivery"
    INVOICE = "invoice"
    QUOTE = "quote"
    REFUND = "refund"
    REPAIR = "repair"
    WARRANTY = "warranty"
    RETURN = "return"
    HOW_TO = "how_to"


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    name: str
    name_zh: str
    price: int
    """List price in TWD without tax."""
    serial_prefix: str | None = None
    warranty_months: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    """Stable for a seed, e.g. `p-0001`."""
    name: str
    account: str
    """Key of the account this person buys for."""
    role: str
    language: str
    """BCP 47: `zh-TW` or `en`."""
    email: str
    phone: str
    """E.164. May be the same for several people: a shop's landline, a couple's mobile."""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer as the ERP knows it: a private person or an organisation."""

    key: str
    number: str
    name: str
    organisation: bool
    language: str
    city: str
    street: str
    postal_code: str
    tax_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    sku: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """`state` is one of waiting, assigned, picked, packed, shipped, done: the ERP's own words."""

    state: str
    lines: tuple[tuple[str, int], ...]
    promised_on: date
    planned_on: date
    shipped_on: date | None = None
    carrier: str | None = None
    tracking_number: str | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    number: str
    issued_on: date
    due_on: date
    paid_on: date | None = None
    paid_percent: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    account: str
    buyer: str
    """Key of the person who ordered."""
    plot: Plot
    ordered_on: date
    lines: tuple[OrderLine, ...]
    shipments: tuple[Shipment, ...] = ()
    invoice: Invoice | None = None
    reference: str | None = None
    """The customer's own number for it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A machine somebody owns, with its serial number."""

    serial: str
    sku: str
    account: str
    bought_on: date
    warranty_until: date


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person will contact the company, ready to be said on any channel."""

    person: str
    topic: Topic
    language: str
    chat: str
    """First words in a chat; also what a caller says."""
    sms: str
    """One text message, without a name: the number says who it is."""
    subject: str
    body: str
    """An e-mail, signed."""
    order: str | None = None
    """Number of the order it is about."""
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    company: str
    anchor: date
    """The day on which the story is true."""
    products: tuple[Product, ...]
    accounts: tuple[Account, ...]
    people: tuple[Person, ...]
    orders: tuple[Order, ...]
    units: tuple[Unit, ...]
    carriers: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)

    def account(self, key: str) -> Account:
        return next(account for account in self.accounts if account.key == key)

    def orders_of(self, account: str) -> tuple[Order, ...]:
        """Newest first."""
        return tuple(order for order in self.orders if order.account == account)

    def reasons_of(self, person: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.person == person)
