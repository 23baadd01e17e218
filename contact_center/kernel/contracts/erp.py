"""The canonical read model of the ERP (D21). Every block of facts has a source and an age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.money import Money

T = TypeVar("T")


@event_type("erp.facts_read")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErpFactsRead(Event):
    """What the ERP says of a customer was read anew and is kept."""

    customer_id: CustomerId
    source: str


class Capability(StrEnum):
    CUSTOMERS = "read:customer"
    ORDERS = "read:order"
    INVOICES = "read:invoice"
    DELIVERIES = "read:delivery"
    PRODUCTS = "read:product"
    TRACKING = "tracking"


class OrderState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    PART_DELIVERED = "part_delivered"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class InvoiceState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    PLANNED = "planned"
    PICKING = "picking"
    SHIPPED = "shipped"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer as the ERP knows it."""

    external_id: str
    number: str
    name: str
    tax_id: str | None = None
    language: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """E.164."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    position: int
    sku: str
    description: str
    quantity: Decimal
    delivered: Decimal
    unit: str
    unit_price: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Promise:
    """One part of an order that has still to be shipped: several parts may be promised for several days."""

    promised_on: date
    expected_on: date | None = None
    """When the ERP now plans to ship it."""


@dataclass(frozen=True, slots=True)
class Order:
    external_id: str
    number: str
    state: OrderState
    source_state: str
    """The ERP's own word for the state, shown beside ours."""
    ordered_on: date | None
    promised_on: date | None
    """The earliest day for which a part that is still to be shipped was promised."""
    expected_on: date | None
    """When the ERP now plans to have shipped all of it."""
    total: Money
    lines: tuple[OrderLine, ...] = ()
    customer_reference: str | None = None
    promises: tuple[Promise, ...] = ()
    """Of the parts still to be shipped, where the ERP tells them apart; else the two days above are the one."""

    @property
    def to_ship(self) -> tuple[Promise, ...]:
        """What was promised and is still to be shipped; nothing once the order is over."""
        if self.state not in (OrderState.CONFIRMED, OrderState.PART_DELIVERED):
            return ()
        if self.promises or self.promised_on is None:
            return self.promises
        return (Promise(self.promised_on, self.expected_on),)


@dataclass(frozen=True, slots=True)
class Invoice:
    external_id: str
    number: str
    state: InvoiceState
    source_state: str
    issued_on: date | None
    due_on: date | None
    """Earliest open installment. Overdue is computed from it, never stored."""
    total: Money
    open_amount: Money
    order_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    carrier: str | None
    tracking_number: str
    tracking_url: str | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    sku: str
    description: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Shipment:
    external_id: str
    number: str
    state: DeliveryState
    source_state: str
    order_numbers: tuple[str, ...]
    planned_on: date | None
    shipped_on: date | None
    parcels: tuple[Parcel, ...] = ()
    lines: tuple[DeliveryLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    external_id: str
    sku: str
    name: str
    unit: str
    list_price: Money | None
    active: bool = True


class Freshness(StrEnum):
    FRESH = "fresh"
    OLD = "old"
    """Older than its limit; shown with its age, never hidden."""
    ASKING = "asking"
    """Nothing known yet, the ERP is being asked."""
    UNAVAILABLE = "unavailable"
    """The connector cannot give this, or the ERP could not be reached and nothing is cached."""


@dataclass(frozen=True, slots=True)
class Block(Generic[T]):
    """One kind of facts about one customer with its source and age."""

    source: str
    """Name of the system, e.g. `Tryton`."""
    freshness: Freshness
    as_of: datetime | None
    items: tuple[T, ...]
    reason: str | None = None
    """Why it is old or unavailable, in words."""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An e-mail address, an E.164 number or a tax id by which the ERP may know a customer."""

    kind: str
    value: str


class ErpConnector(Protocol):
    """The port every ERP connector implements (thin form; feeds and writes come with their issue)."""

    source: str

    async def probe(self) -> frozenset[Capability]:
        """What this ERP can give, by looking at its modules and fields. Raises border errors."""
        ...

    async def find_accounts(self, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]: ...

    async def orders(self, account: str) -> tuple[Order, ...]:
        """Of the account with this external id, newest first."""
        ...

    async def invoices(self, account: str) -> tuple[Invoice, ...]: ...

    async def deliveries(self, account: str) -> tuple[Shipment, ...]: ...

    async def products(self, skus: tuple[str, ...]) -> tuple[Product, ...]: ...

    async def close(self) -> None: ...
