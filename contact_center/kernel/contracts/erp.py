"""The canonical read model of the ERP (D21). Every block of facts has a source and an age.

Longer than 400 lines: one vocabulary, whose words name each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

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


class Entity(StrEnum):
    """A kind of record that is read, kept and shown as one."""

    ACCOUNT = "account"
    PRODUCT = "product"
    ORDER = "order"
    INVOICE = "invoice"
    DELIVERY = "delivery"
    RETURN = "return"
    """Goods that come back, and complaints."""
    UNIT = "unit"
    """A piece that was delivered, known by its serial or lot."""
    SUPPLY = "supply"
    """Goods on their way into stock: a production order or a purchase."""


@event_type("erp.account_linked")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErpAccountLinked(Event):
    """A customer is another account of the ERP than before, or none, or is known to be one now."""

    customer_id: CustomerId
    source: str


@event_type("erp.records_copied")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErpRecordsCopied(Event):
    """Records of the ERP are new, other or gone in our copy."""

    source: str
    entity: Entity
    records: tuple[str, ...]
    """Their ids in the ERP."""


class Capability(StrEnum):
    """What a connector can give. What it cannot is said as "not available from X", never shown as empty."""

    CUSTOMERS = "read:customer"
    ORDERS = "read:order"
    INVOICES = "read:invoice"
    DELIVERIES = "read:delivery"
    PRODUCTS = "read:product"
    TRACKING = "tracking"
    RETURNS = "read:return"
    COMPLAINTS = "read:complaint"
    UNITS = "read:unit"
    WARRANTY = "read:warranty"
    PRODUCTION = "read:production"
    PURCHASING = "read:purchase"
    INSPECTIONS = "read:inspection"
    HIERARCHY = "read:hierarchy"
    COMPONENTS = "read:bom"
    """What a product is made of, and what one that was made to order was made of."""
    E_INVOICE = "read:einvoice"
    """The number under which an invoice is kept by the tax authority, with carrier, voiding and allowances."""
    PDF = "pdf:invoice"
    PAPERS = "read:paper"
    """Certificates, drawings and data sheets that lie beside goods."""
    CREDIT = "credit"
    STOCK = "stock"
    PRICE = "price"
    FEED = "feed"


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
    parent: str | None = None
    """The account above it, by external id."""
    active: bool = True
    billing_email: str | None = None
    """To which the ERP itself would send invoices; None: it has no such address."""


class AccountHold(StrEnum):
    """What the ERP does not do for an account until somebody there releases it."""

    NONE = "none"
    ORDER = "order"
    DELIVERY = "delivery"
    INVOICE = "invoice"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CreditState:
    """How far an account may buy on credit, computed by the ERP when it is asked."""

    used: Money
    limit: Money | None = None
    on_account: Money | None = None
    """Paid by the customer and not yet matched with an invoice; None: not available."""
    hold: AccountHold = AccountHold.NONE
    hold_reason: str | None = None

    @property
    def is_exceeded(self) -> bool:
        return self.limit is not None and self.used.currency == self.limit.currency and self.used > self.limit


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
    product: str | None = None
    """External id of what was ordered."""
    reserved: Decimal = Decimal(0)
    """Picked or set aside in stock, not yet delivered."""
    requested_on: date | None = None
    promised_on: date | None = None
    expected_on: date | None = None


class DelayCause(StrEnum):
    STOCK = "stock"
    """Not in stock, and nothing on its way is known."""
    PRODUCTION = "production"
    """Still being made."""
    PURCHASING = "purchasing"
    """Ordered from a supplier."""
    CREDIT = "credit"
    """The account is over its limit or on hold."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Why a part of an order is late."""

    cause: DelayCause
    description: str = ""
    """Of the product that is missing."""
    quantity: Decimal = Decimal(0)
    ready_on: date | None = None
    number: str | None = None
    """Of the production or purchase order."""
    supply: str | None = None
    """Its external id."""


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
    account: str = ""
    """External id of whose it is."""
    requested_on: date | None = None
    """The day the customer asked for."""
    delays: tuple[Delay, ...] = ()
    """Why it is late, as far as what is known beside it tells; added when it is read, never kept."""

    @property
    def to_ship(self) -> tuple[Promise, ...]:
        """What was promised and is still to be shipped; nothing once the order is over."""
        if self.state not in (OrderState.CONFIRMED, OrderState.PART_DELIVERED):
            return ()
        if self.promises or self.promised_on is None:
            return self.promises
        return (Promise(self.promised_on, self.expected_on),)


@dataclass(frozen=True, slots=True)
class Installment:
    """One of the days on which a part of an invoice is due."""

    due_on: date | None
    amount: Money
    is_open: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid, or credited, towards an invoice."""

    paid_on: date | None
    amount: Money
    description: str = ""


class EInvoiceState(StrEnum):
    ISSUED = "issued"
    VOIDED = "voided"
    """作廢: it counts as never issued."""
    REDUCED = "reduced"
    """折讓: allowances lower what it says."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A part of an electronic invoice that was taken back (折讓)."""

    number: str
    amount: Money
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An invoice as the tax authority has it (電子發票)."""

    number: str
    state: EInvoiceState = EInvoiceState.ISSUED
    carrier: str | None = None
    """載具: where its buyer keeps it."""
    allowances: tuple[Allowance, ...] = ()


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
    account: str = ""
    net: Money | None = None
    tax: Money | None = None
    installments: tuple[Installment, ...] = ()
    payments: tuple[Payment, ...] = ()
    reference: str | None = None
    lines: tuple[DeliveryLine, ...] = ()
    """What was invoiced."""
    e_invoice: EInvoice | None = None


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
    product: str | None = None
    serial: str | None = None
    """Serial or lot of the piece."""


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
    account: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    external_id: str
    sku: str
    name: str
    unit: str
    list_price: Money | None
    active: bool = True
    names: tuple[tuple[str, str], ...] = ()
    """Its name by language (BCP 47), where the ERP has it in several."""
    gtin: str | None = None

    @property
    def number(self) -> str:
        return self.sku

    def name_in(self, language: str) -> str:
        """In the reader's language, else as the ERP has it first."""
        same = (name for tongue, name in self.names if tongue.partition("-")[0] == language.partition("-")[0])
        return next(same, self.name)


class ReturnKind(StrEnum):
    COMPLAINT = "complaint"
    GOODS = "goods"
    """Goods that come back."""


class ReturnState(StrEnum):
    DRAFT = "draft"
    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    REJECTED = "rejected"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """A complaint, or goods that come back."""

    external_id: str
    number: str
    kind: ReturnKind
    state: ReturnState
    source_state: str
    account: str
    requested_on: date | None = None
    planned_on: date | None = None
    received_on: date | None = None
    reason: str = ""
    description: str = ""
    order_numbers: tuple[str, ...] = ()
    invoice_numbers: tuple[str, ...] = ()
    lines: tuple[DeliveryLine, ...] = ()
    resolutions: tuple[str, ...] = ()
    """What was agreed, in the ERP's own words: a return, a credit note."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece at a customer's, or several of one lot."""

    external_id: str
    number: str
    """Its serial or lot."""
    product: str
    sku: str
    description: str
    account: str = ""
    quantity: Decimal = Decimal(1)
    delivered_on: date | None = None
    order_numbers: tuple[str, ...] = ()
    delivery_numbers: tuple[str, ...] = ()
    warranty_until: date | None = None
    """None where the ERP keeps no warranty."""


class SupplyKind(StrEnum):
    PRODUCTION = "production"
    PURCHASE = "purchase"


class SupplyState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Inspection:
    """A check of quality and how it ended."""

    number: str
    passed: bool | None
    """None: not yet done."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """Goods on their way into stock."""

    external_id: str
    number: str
    kind: SupplyKind
    state: SupplyState
    source_state: str
    product: str
    sku: str
    description: str
    quantity: Decimal
    unit: str
    begins_on: date | None = None
    ready_on: date | None = None
    inspections: tuple[Inspection, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (SupplyState.PLANNED, SupplyState.RUNNING)


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Of one product at one site, computed by the ERP when it is asked."""

    site: str
    on_hand: Decimal
    available: Decimal
    """On hand, less what is promised to others until today."""
    unit: str


@dataclass(frozen=True, slots=True)
class CustomerPrice:
    """What one customer pays for one piece, computed by the ERP when it is asked; without tax."""

    unit_price: Money
    quantity: Decimal = Decimal(1)
    is_own: bool = False
    """It differs from the list price."""


@dataclass(frozen=True, slots=True)
class BomLine:
    """A part of which something is made."""

    sku: str
    description: str
    quantity: Decimal
    """For one piece of the whole."""
    unit: str
    product: str | None = None


@dataclass(frozen=True, slots=True)
class ErpFile:
    """A file of the ERP, fetched when somebody asks for it and never kept."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that lies beside a product or a lot: its content is fetched by its id."""

    external_id: str
    name: str
    content_type: str


ErpRecord = Account | Product | Order | Invoice | Shipment | ReturnCase | Unit | Supply
"""Any record of the canonical model; all have `external_id` and `number`."""

RECORD_TYPES: dict[Entity, type[ErpRecord]] = {
    Entity.ACCOUNT: Account,
    Entity.PRODUCT: Product,
    Entity.ORDER: Order,
    Entity.INVOICE: Invoice,
    Entity.DELIVERY: Shipment,
    Entity.RETURN: ReturnCase,
    Entity.UNIT: Unit,
    Entity.SUPPLY: Supply,
}


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A step of following what changes in an ERP."""

    records: tuple[ErpRecord, ...]
    cursor: Mapping[str, Any]
    """Where to go on; only the connector reads it. It is kept as JSON."""
    done: bool
    """Nothing newer was there when this was read."""
    changed_at: datetime | None = None
    """The ERP's own stamp of the last change in it, without a zone: for showing how far a copy has come."""
    gone: tuple[str, ...] = ()
    """Ids of records that changed and are no longer of this kind."""
    looked: bool = True
    """False: it was not yet time to look again, so nothing is known of now."""


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
    """The port every ERP connector implements."""

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


class FeedConnector(Protocol):
    """What a connector offers with `Capability.FEED`: all records of a kind, and those that change."""

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        """What has changed after `cursor`, at most some `limit` of it; from the beginning without one. Rows may come
        more than once, and none is left out, whatever is written meanwhile. Raises border errors."""
        ...

    async def count(self, entity: Entity) -> int: ...

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        """External ids of all there are, in an order that stays, those after one; empty at the end."""
        ...

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None: ...


class LiveConnector(Protocol):
    """What an ERP computes when it is asked: such figures change without any record being written."""

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None: ...

    async def credit(self, account: str) -> CreditState | None: ...

    async def stock(self, product: str, today: date) -> tuple[StockLevel, ...]: ...

    async def price(self, account: str | None, product: str, quantity: Decimal) -> CustomerPrice | None: ...

    async def supplies(self, products: Sequence[str]) -> tuple[ErpRecord, ...]:
        """What is on its way into stock of these products."""
        ...

    async def records(self, entity: Entity, account: str) -> tuple[ErpRecord, ...]:
        """The newest of an account, of one kind."""
        ...

    async def components(self, product: str) -> tuple[BomLine, ...]:
        """What one piece of a product is made of."""
        ...

    async def document(self, entity: Entity, external_id: str) -> ErpFile | None:
        """The ERP's own print of a record; None where it has none."""
        ...

    async def papers(self, product: str, serial: str | None) -> tuple[Paper, ...]:
        """Certificates and the like of a product, and of one lot of it."""
        ...

    async def paper(self, external_id: str) -> ErpFile | None: ...
