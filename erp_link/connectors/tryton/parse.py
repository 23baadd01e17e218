"""Tryton's records as facts of the canonical model. Pure: records come as `client.decode` made them.

Related fields that were asked for with a dot arrive under the name with the dot, e.g. `currency.` for
`currency.code`; a missing relation is null, and fields of modules that are not there are absent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from contact_center.directory import telephones
from contact_center.kernel.contracts.erp import (
    Account,
    DeliveryLine,
    DeliveryState,
    Installment,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    Parcel,
    Payment,
    Product,
    Promise,
    Shipment,
)
from contact_center.kernel.money import Money

Record = Mapping[str, Any]
State = TypeVar("State")

PHONE_TYPES = ("phone", "mobile", "fax")

_ORDER_STATES = {
    "draft": OrderState.DRAFT,
    "quotation": OrderState.SENT,
    "confirmed": OrderState.CONFIRMED,
    "processing": OrderState.CONFIRMED,
    "done": OrderState.DELIVERED,
    "cancelled": OrderState.CANCELLED,
}
_SHIPPED = {"sent": OrderState.DELIVERED, "partially shipped": OrderState.PART_DELIVERED}
_INVOICE_STATES = {
    "draft": InvoiceState.DRAFT,
    "validated": InvoiceState.DRAFT,
    "posted": InvoiceState.OPEN,
    "paid": InvoiceState.PAID,
    "cancelled": InvoiceState.CANCELLED,
}
_DELIVERY_STATES = {
    "draft": DeliveryState.PLANNED,
    "waiting": DeliveryState.PLANNED,
    "assigned": DeliveryState.PICKING,
    "picked": DeliveryState.PICKING,
    "packed": DeliveryState.PICKING,
    "shipped": DeliveryState.SHIPPED,
    "done": DeliveryState.DELIVERED,
    "cancelled": DeliveryState.CANCELLED,
}
_SET_ASIDE = ("assigned", "picked", "packed")
_CLOSED_SHIPMENT = ("shipped", "done", "cancelled")


def account(record: Record, region: str | None = telephones.HOME) -> Account:
    """A party with its contact mechanisms; the tax identifier comes first among its identifiers.

    `region` (ISO 3166) is the country of the company that keeps the ERP: national numbers in it are of that country.
    """
    mechanisms = many(record, "contact_mechanisms.")
    language = one(record, "lang.").get("code")
    phones = (_phone(m, region) for m in mechanisms if m.get("type") in PHONE_TYPES)
    emails = [m for m in mechanisms if m.get("type") == "email"]
    for_bills = [m for m in emails if m.get("invoice")] or emails  # as Tryton chooses itself
    return Account(
        external_id=str(record["id"]),
        number=record.get("code") or nameless(record),
        name=record.get("name") or "",
        tax_id=one(record, "tax_identifier.").get("code"),
        language=language.replace("_", "-") if language else None,
        emails=unique(_address(m) for m in emails),
        phones=unique(phone for phone in phones if phone),
        active=bool(record.get("active", True)),
        billing_email=next((address for m in for_bills if (address := _address(m))), None),
    )


def _address(mechanism: Record) -> str:
    return str(mechanism.get("value") or "").strip().lower()


def order(record: Record) -> Order:
    currency = _currency(record)
    shipments = many(record, "shipments.")
    state = _order_state(record)
    is_open = state in (OrderState.CONFIRMED, OrderState.PART_DELIVERED)
    waiting = [item for item in shipments if item.get("state") not in _CLOSED_SHIPMENT] if is_open else []
    parts = _unique_parts(_promise(item) for item in waiting)
    lines = [line for line in many(record, "lines.") if line.get("type", "line") == "line"]
    set_aside = {f"stock.shipment.out,{item['id']}" for item in waiting if item.get("state") in _SET_ASIDE}
    return Order(
        external_id=str(record["id"]),
        number=record.get("number") or nameless(record),
        state=state,
        source_state=state_label(record),
        ordered_on=record.get("sale_date") or record.get("quotation_date"),
        promised_on=min((part.promised_on for part in parts), default=None),
        expected_on=latest(item.get("planned_date") for item in waiting),
        total=_money(currency, record.get("total_amount")),
        lines=tuple(_order_line(place, line, currency, set_aside) for place, line in enumerate(lines, 1)),
        customer_reference=record.get("reference") or None,
        promises=parts,
        account=str(record.get("party") or ""),
        requested_on=record.get("shipping_date"),
    )


def _promise(shipment: Record) -> Promise | None:
    """The day first planned is the promise; what is planned now is what to expect."""
    promised = shipment.get("origin_planned_date") or shipment.get("planned_date")
    return Promise(promised, shipment.get("planned_date")) if promised else None


def _unique_parts(parts: Iterable[Promise | None]) -> tuple[Promise, ...]:
    return tuple(dict.fromkeys(part for part in parts if part is not None))


def invoice(record: Record) -> Invoice:
    currency = _currency(record)
    total = _money(currency, record.get("total_amount"))
    owed = _money(currency, record.get("amount_to_pay"))
    unpaid = [line for line in many(record, "lines_to_pay.") if not line.get("reconciliation")]
    state = known_state(_INVOICE_STATES, record, InvoiceState.DRAFT)
    if state is InvoiceState.OPEN and abs(owed.amount) < abs(total.amount):
        state = InvoiceState.PART_PAID
    return Invoice(
        external_id=str(record["id"]),
        number=record.get("number") or nameless(record),
        state=state,
        source_state=state_label(record),
        issued_on=record.get("invoice_date"),
        due_on=min((day for line in unpaid if (day := line.get("maturity_date"))), default=None),
        total=total,
        open_amount=owed,
        order_numbers=unique(sale["number"] for sale in many(record, "sales.") if sale.get("number")),
        account=str(record.get("party") or ""),
        net=_amount(currency, record, "untaxed_amount"),
        tax=_amount(currency, record, "tax_amount"),
        installments=tuple(_installment(line, currency) for line in many(record, "lines_to_pay.")),
        payments=tuple(_payment(line, currency) for line in many(record, "payment_lines.")),
        reference=record.get("reference") or None,
        lines=tuple(delivery_line(line) for line in many(record, "lines.") if line.get("type", "line") == "line"),
    )


def _amount(currency: str, record: Record, name: str) -> Money | None:
    return None if record.get(name) is None else _money(currency, record[name])


def _installment(line: Record, currency: str) -> Installment:
    """Of a credit note the amount is negative, as its total is."""
    return Installment(line.get("maturity_date"), _booked(line, currency), not line.get("reconciliation"))


def _payment(line: Record, currency: str) -> Payment:
    """A payment has the sign of what it pays: for an invoice it is booked as credit."""
    booked = _booked(line, currency)
    paid = Money(booked.currency, -booked.amount)
    return Payment(line.get("date"), paid, line.get("description") or "")


def _booked(line: Record, currency: str) -> Money:
    """In the invoice's currency: where the books have another, the amount beside it is meant."""
    second = line.get("amount_second_currency")
    if second is not None:
        return _money(currency, second)
    return _money(currency, decimal(line.get("debit")) - decimal(line.get("credit")))


def delivery(record: Record) -> Shipment:
    moves = [move for move in many(record, "outgoing_moves.") if move.get("state") != "cancelled"]
    return Shipment(
        external_id=str(record["id"]),
        number=record.get("number") or nameless(record),
        state=known_state(_DELIVERY_STATES, record, DeliveryState.PLANNED),
        source_state=state_label(record),
        order_numbers=unique(number for move in moves if (number := one(move, "sale.").get("number"))),
        planned_on=record.get("planned_date"),
        shipped_on=record.get("effective_date"),
        parcels=_parcels(record),
        lines=tuple(delivery_line(move) for move in moves),
        account=str(record.get("customer") or ""),
    )


def product(record: Record, currency: str) -> Product:
    price = record.get("list_price_used")
    return Product(
        external_id=str(record["id"]),
        sku=record.get("code") or nameless(record),
        name=record.get("name") or "",
        unit=unit_of(record, "default_uom."),
        list_price=None if price is None else _money(currency, price),
        active=bool(record.get("active", True)),
        names=tuple(record.get("names") or ()),
    )


def _order_state(record: Record) -> OrderState:
    """Tryton keeps an order in processing until it is paid, so what was shipped decides."""
    state = known_state(_ORDER_STATES, record, OrderState.DRAFT)
    if record.get("state") == "processing":
        return _SHIPPED.get(str(record.get("shipment_state")), state)
    return state


def _order_line(place: int, line: Record, currency: str, set_aside: Collection[str]) -> OrderLine:
    """`set_aside`: shipments whose goods were taken from stock; the line's own moves do not tell before they leave."""
    goods, waiting = one(line, "product."), [m for m in many(line, "moves.") if m.get("state") in ("draft", "assigned")]
    return OrderLine(
        position=place,
        sku=goods.get("code") or "",
        description=line.get("summary") or goods.get("name") or "",
        quantity=decimal(line.get("quantity")),
        delivered=_delivered(line),
        unit=unit_of(line, "unit."),
        unit_price=_money(currency, line.get("unit_price")),
        net=_money(currency, line.get("amount")),
        product=str(line["product"]) if line.get("product") else None,
        reserved=sum((decimal(m.get("quantity")) for m in waiting if m.get("shipment") in set_aside), Decimal(0)),
        expected_on=latest(m.get("planned_date") for m in waiting),
    )


def _delivered(line: Record) -> Decimal:
    """The sum of what was shipped; where a move counts in another unit, the share Tryton computes."""
    done = [move for move in many(line, "moves.") if move.get("state") == "done"]
    if any(move.get("unit") != line.get("unit") for move in done):
        return decimal(line.get("quantity")) * decimal(line.get("moves_progress"))
    return sum((decimal(move.get("quantity")) for move in done), Decimal(0))


def delivery_line(move: Record) -> DeliveryLine:
    goods = one(move, "product.")
    return DeliveryLine(
        sku=goods.get("code") or "",
        description=goods.get("name") or move.get("description") or "",
        quantity=decimal(move.get("quantity")),
        unit=unit_of(move, "unit."),
        product=str(move["product"]) if move.get("product") else None,
        serial=one(move, "lot.").get("number") or None,
    )


def _parcels(record: Record) -> tuple[Parcel, ...]:
    """One parcel for each package with a number; a shipment without packages may carry one itself."""
    carrier = one(one(record, "carrier."), "party.").get("name")
    packages = [
        Parcel(carrier, package["shipping_reference"], package.get("shipping_tracking_url"))
        for package in many(record, "root_packages.")
        if package.get("shipping_reference")
    ]
    if not packages and record.get("shipping_reference"):
        return (Parcel(carrier, record["shipping_reference"], None),)
    return tuple(packages)


def _phone(mechanism: Record, region: str | None) -> str | None:
    """Tryton stores what was typed where its phone library is missing; both forms are understood."""
    said = (str(mechanism.get(name) or "") for name in ("value_compact", "value"))
    return next((number for one in said if (number := telephones.e164(one, region))), None)


def state_label(record: Record) -> str:
    return str(record.get("state:string") or record.get("state") or "")


def known_state(states: Mapping[str, State], record: Record, unknown: State) -> State:
    return states.get(str(record.get("state")), unknown)


def nameless(record: Record) -> str:
    """Tryton's own way to name what has no number yet."""
    return f"({record['id']})"


def _currency(record: Record) -> str:
    return str(one(record, "currency.")["code"])


def _money(currency: str, amount: Any) -> Money:
    return Money(currency, decimal(amount))


def decimal(value: Any) -> Decimal:
    """Exact: a quantity such as 2.0 arrives as text of the same digits and becomes 2."""
    if value is None:
        return Decimal(0)
    number = Decimal(str(value))
    whole = number.to_integral_value()
    return whole if number == whole else number


def unit_of(record: Record, name: str) -> str:
    unit = one(record, name)
    return str(unit.get("symbol") or unit.get("name") or "")


def one(record: Record, name: str) -> Record:
    found = record.get(name)
    return found if isinstance(found, Mapping) else {}


def many(record: Record, name: str) -> list[Record]:
    found = record.get(name)
    return list(found) if isinstance(found, list) else []


def latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day), default=None)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
