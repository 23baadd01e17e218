"""Rows of a mapped table as facts of the canonical model. Pure.

A row comes by field, as its database gives it. What does not fit raises `ValueError`: a feed then stops and says so,
and no figure is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from contact_center.directory import telephones
from contact_center.kernel.contracts.erp import (
    Account,
    DeliveryLine,
    DeliveryState,
    EInvoice,
    Entity,
    ErpRecord,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    Parcel,
    Product,
    Shipment,
)
from contact_center.kernel.money import Money
from erp_link.connectors.sql.domain import MappedTable

Row = Mapping[str, Any]
NO = frozenset({"", "0", "n", "no", "false", "f", "inactive", "停用", "否"})


class TableReader:
    """What holds for all rows of one ERP: its currency, its country, its clock."""

    def __init__(self, currency: str, region: str, zone: str) -> None:
        self._currency = currency
        self._region = region
        self._zone = ZoneInfo(zone)

    def record(self, entity: Entity, table: MappedTable, row: Row, lines: Sequence[Row]) -> ErpRecord:
        match entity:
            case Entity.ACCOUNT:
                return self._account(row)
            case Entity.PRODUCT:
                return self._product(row)
            case Entity.ORDER:
                return self._order(table, row, lines)
            case Entity.INVOICE:
                return self._invoice(table, row)
            case Entity.DELIVERY:
                return self._delivery(table, row, lines)
        raise ValueError(f"no such kind is mapped: {entity}")

    def _account(self, row: Row) -> Account:
        phones = [telephones.read(text(row, name), self._region) for name in ("phone", "mobile") if text(row, name)]
        emails = [one.strip().casefold() for one in text(row, "email").replace(";", ",").split(",") if "@" in one]
        id = text(row, "id")
        return Account(
            id, text(row, "number") or id, text(row, "name"), text(row, "tax_id") or None,
            text(row, "language").replace("_", "-") or None, tuple(dict.fromkeys(emails)),
            tuple(dict.fromkeys(one.number for one in phones if one)), text(row, "parent") or None, flag(row, "active"),
            emails[0] if emails else None,
        )  # fmt: skip

    def _product(self, row: Row) -> Product:
        id = text(row, "id")
        price = row.get("list_price")
        return Product(
            id, text(row, "sku") or id, text(row, "name"), text(row, "unit"),
            None if price is None else self._money(row, "list_price"), flag(row, "active"),
            gtin=text(row, "gtin") or None,
        )  # fmt: skip

    def _order(self, table: MappedTable, row: Row, lines: Sequence[Row]) -> Order:
        id, word = text(row, "id"), text(row, "state")
        parts = tuple(self._order_line(place, line, row) for place, line in enumerate(lines, 1))
        state = OrderState(table.states.get(word.casefold(), OrderState.CONFIRMED))
        if state is OrderState.CONFIRMED and any(one.delivered for one in parts):
            left = any(one.quantity > one.delivered for one in parts)
            state = OrderState.PART_DELIVERED if left else OrderState.DELIVERED
        return Order(
            id, text(row, "number") or id, state, word, self._day(row, "ordered_on"), self._day(row, "promised_on"),
            self._day(row, "expected_on"), self._money(row, "total"), parts, text(row, "reference") or None,
            account=text(row, "account"), requested_on=self._day(row, "requested_on"),
        )  # fmt: skip

    def _order_line(self, place: int, line: Row, head: Row) -> OrderLine:
        currency = self._code(head)
        quantity, price = number(line, "quantity"), number(line, "unit_price")
        net = number(line, "net") if line.get("net") is not None else quantity * price
        return OrderLine(
            place, text(line, "sku") or text(line, "product"), text(line, "description"), quantity,
            number(line, "delivered"), text(line, "unit"), Money(currency, price), Money(currency, net),
            text(line, "product") or None, promised_on=self._day(line, "promised_on"),
            expected_on=self._day(line, "expected_on"),
        )  # fmt: skip

    def _invoice(self, table: MappedTable, row: Row) -> Invoice:
        id, word = text(row, "id"), text(row, "state")
        total, left = self._money(row, "total"), self._money(row, "open_amount")
        known = table.states.get(word.casefold())
        state = InvoiceState(known) if known else _paid(total, left)
        if state is InvoiceState.OPEN:
            state = _paid(total, left)
        number_ = text(row, "e_invoice")
        return Invoice(
            id, text(row, "number") or id, state, word, self._day(row, "issued_on"), self._day(row, "due_on"), total,
            left, _numbers(row, "order"), text(row, "account"),
            self._money(row, "net") if row.get("net") is not None else None,
            self._money(row, "tax") if row.get("tax") is not None else None,
            reference=text(row, "reference") or None,
            e_invoice=EInvoice(number_, carrier=text(row, "e_invoice_carrier") or None) if number_ else None,
        )  # fmt: skip

    def _delivery(self, table: MappedTable, row: Row, lines: Sequence[Row]) -> Shipment:
        id, word = text(row, "id"), text(row, "state")
        shipped = self._day(row, "shipped_on")
        known = table.states.get(word.casefold())
        state = DeliveryState(known) if known else DeliveryState.SHIPPED if shipped else DeliveryState.PLANNED
        traced, where = text(row, "tracking_number"), text(row, "tracking_url")
        return Shipment(
            id, text(row, "number") or id, state, word, _numbers(row, "order"), self._day(row, "planned_on"), shipped,
            (Parcel(text(row, "carrier") or None, traced, where if where.startswith("https://") else None),)
            if traced else (),
            tuple(
                DeliveryLine(text(line, "sku") or text(line, "product"), text(line, "description"),
                             number(line, "quantity"), text(line, "unit"), text(line, "product") or None,
                             text(line, "serial") or None)
                for line in lines
            ),
            text(row, "account"),
        )  # fmt: skip

    def _code(self, row: Row) -> str:
        return (text(row, "currency") or self._currency).upper()

    def _money(self, row: Row, name: str) -> Money:
        return Money(self._code(row), number(row, name))

    def _day(self, row: Row, name: str) -> date | None:
        """A day stays the day; an instant with a zone is the day by the ERP's clock, one without is by it already."""
        value = row.get(name)
        if isinstance(value, str):
            value = _read_day(value)
        if isinstance(value, datetime):
            return (value.astimezone(self._zone) if value.tzinfo else value).date()
        if value is None or isinstance(value, date):
            return value
        raise ValueError(f"{name}: {value!r} is no day")


def text(row: Row, name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, bytes | bytearray | list | dict):
        raise ValueError(f"{name}: {type(value).__name__} where a text was")
    return str(value).strip()


def number(row: Row, name: str) -> Decimal:
    """Exact. A column that a database keeps as floating point is taken as the database shows it, digit by digit."""
    value = row.get(name)
    if value is None or value == "":
        return Decimal(0)
    plain = str(value).strip().replace("\N{FULLWIDTH COMMA}", ",")
    if isinstance(value, str) and "," in plain:
        plain = _without_groups(name, plain)
    try:
        found = Decimal(plain)
    except InvalidOperation as wrong:
        raise ValueError(f"{name}: {value!r} is no number") from wrong
    if not found.is_finite():
        raise ValueError(f"{name}: {value!r} is no number")
    return found


def _without_groups(name: str, plain: str) -> str:
    """1,234.50 is a number; 1,5 may be two, and is refused rather than guessed."""
    whole, _, rest = plain.partition(".")
    groups = whole.lstrip("-+").split(",")
    if not all(part.isdecimal() for part in groups) or any(len(part) != 3 for part in groups[1:]) or "," in rest:
        raise ValueError(f"{name}: {plain!r} is no number")
    return plain.replace(",", "")


def flag(row: Row, name: str) -> bool:
    return name not in row or row[name] is None or text(row, name).casefold() not in NO


def _numbers(row: Row, name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text(row, name).split(",") if one.strip())


def _paid(total: Money, left: Money) -> InvoiceState:
    if not left.amount:
        return InvoiceState.PAID
    return InvoiceState.OPEN if left.amount == total.amount else InvoiceState.PART_PAID


def _read_day(value: str) -> date | datetime | None:
    plain = value.strip().replace("/", "-")
    if not plain or plain.startswith("0000-00-00"):
        return None
    if len(plain) == 8 and plain.isdecimal():
        return date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    found = datetime.fromisoformat(plain)
    return found if len(plain) > 10 else found.date()
