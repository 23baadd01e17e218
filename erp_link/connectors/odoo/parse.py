"""Odoo's records as facts of the canonical model. Pure.

Odoo writes False for what is empty, a pair [id, name] for a relation, instants in UTC without saying so, and amounts as
floating point: they are read digit by digit and rounded to six places, which no currency reaches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from contact_center.directory import telephones
from contact_center.kernel.contracts.erp import (
    Account,
    Allowance,
    DeliveryLine,
    DeliveryState,
    EInvoice,
    EInvoiceState,
    Installment,
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

Record = Mapping[str, Any]
_PLACES = Decimal("0.000001")
_ORDER_STATES = {
    "draft": OrderState.DRAFT, "sent": OrderState.SENT, "sale": OrderState.CONFIRMED, "done": OrderState.CONFIRMED,
    "cancel": OrderState.CANCELLED,
}  # fmt: skip
_DELIVERY_STATES = {
    "draft": DeliveryState.PLANNED, "waiting": DeliveryState.PLANNED, "confirmed": DeliveryState.PLANNED,
    "assigned": DeliveryState.PICKING, "done": DeliveryState.SHIPPED, "cancel": DeliveryState.CANCELLED,
}  # fmt: skip
_INVOICE_STATES = {"draft": InvoiceState.DRAFT, "posted": InvoiceState.OPEN, "cancel": InvoiceState.CANCELLED}
_E_INVOICE_STATES = {
    "invoiced": EInvoiceState.ISSUED, "valid": EInvoiceState.ISSUED, "invalid": EInvoiceState.VOIDED,
}  # fmt: skip


def account(record: Record, people: Sequence[Record], region: str) -> Account:
    """A company or a person who buys for themselves, with the addresses of its people."""
    everybody = [record, *people]
    phones = [telephones.read(said, region) for one in everybody for said in (text(one, "phone"), text(one, "mobile"))]
    emails = [text(one, "email").strip().casefold() for one in everybody]
    for_bills = [one for one in people if text(one, "type") == "invoice"]
    bills = [text(one, "email").strip().casefold() for one in (*for_bills, record)]
    return Account(
        str(record["id"]), text(record, "ref") or str(record["id"]), text(record, "name"), _tax_id(record),
        text(record, "lang").replace("_", "-") or None, tuple(dict.fromkeys(one for one in emails if "@" in one)),
        tuple(dict.fromkeys(one.number for one in phones if one)), active=record.get("active") is not False,
        billing_email=next((one for one in bills if "@" in one), None),
    )  # fmt: skip


def product(record: Record, names: Sequence[tuple[str, str]], currency: str) -> Product:
    price = record.get("lst_price")
    return Product(
        str(record["id"]), text(record, "default_code") or str(record["id"]), text(record, "name"),
        name_of(record, "uom_id"),
        None if price is None or price is False else Money(name_of(record, "currency_id") or currency, number(price)),
        record.get("active") is not False, tuple(names), text(record, "barcode") or None,
    )  # fmt: skip


def order(record: Record, lines: Sequence[Record], account: str, zone: ZoneInfo) -> Order:
    currency = name_of(record, "currency_id")
    goods = [line for line in lines if not line.get("display_type")]
    parts = tuple(_order_line(place, line, currency) for place, line in enumerate(goods, 1))
    word = text(record, "state")
    state = _known(_ORDER_STATES, word)
    if state is OrderState.CONFIRMED and any(one.delivered for one in parts):
        left = any(one.quantity > one.delivered for one in parts)
        state = OrderState.PART_DELIVERED if left else OrderState.DELIVERED
    promised = day(record, "commitment_date", zone)
    return Order(
        str(record["id"]), text(record, "name"), state, word, day(record, "date_order", zone), promised, None,
        Money(currency, number(record["amount_total"])), parts, text(record, "client_order_ref") or None,
        account=account, requested_on=promised,
    )  # fmt: skip


def _order_line(place: int, line: Record, currency: str) -> OrderLine:
    sku, name = goods(line)
    return OrderLine(
        place, sku, name, number(line["product_uom_qty"]), number(line["qty_delivered"]), _unit(line),
        Money(currency, number(line["price_unit"])), Money(currency, number(line["price_subtotal"])),
        id_of(line, "product_id"),
    )  # fmt: skip


def invoice(record: Record, lines: Sequence[Record]) -> Invoice:
    """A credit note has negative amounts here; Odoo tells it by its type and writes them positive."""
    currency, sign = name_of(record, "currency_id"), -1 if record["move_type"] == "out_refund" else 1

    def money(name: str) -> Money:
        return Money(currency, number(record[name]) * sign)

    parts = tuple(
        Installment(_date(line.get("date_maturity")), Money(currency, number(line["amount_currency"])),
                    bool(number(line["amount_residual_currency"])))
        for line in lines
        if line.get("display_type") == "payment_term"
    )  # fmt: skip
    total, left, word = money("amount_total"), money("amount_residual"), text(record, "state")
    state = _known(_INVOICE_STATES, word)
    if state is InvoiceState.OPEN:
        state = _paid(text(record, "payment_state"), total, left)
    due = min((one.due_on for one in parts if one.is_open and one.due_on), default=None)
    return Invoice(
        str(record["id"]), text(record, "name") or f"#{record['id']}", state, word, _date(record.get("invoice_date")),
        due or _date(record.get("invoice_date_due")), total, left, _origins(record, "invoice_origin"),
        id_of(record, "commercial_partner_id") or "", money("amount_untaxed"), money("amount_tax"), parts,
        reference=text(record, "ref") or None,
        lines=tuple(
            DeliveryLine(*goods(line), number(line["quantity"]), _unit(line), id_of(line, "product_id"))
            for line in lines
            if line.get("display_type") == "product"
        ),
        e_invoice=_e_invoice(record, total),
    )  # fmt: skip


def _paid(word: str, total: Money, left: Money) -> InvoiceState:
    if word == "reversed" or not left.amount:
        return InvoiceState.PAID
    return InvoiceState.OPEN if left.amount == total.amount else InvoiceState.PART_PAID


def _e_invoice(record: Record, total: Money) -> EInvoice | None:
    """By the module of Taiwan's e-invoices; a credit note is an allowance (折讓) of the invoice it names."""
    reduced, own = text(record, "l10n_tw_edi_refund_invoice_number"), text(record, "l10n_tw_edi_ecpay_invoice_id")
    if reduced:
        origin = name_of(record, "l10n_tw_edi_origin_invoice_number_id")
        allowance = Allowance(reduced, Money(total.currency, abs(total.amount)), _date(record.get("invoice_date")))
        return EInvoice(own or origin or reduced, EInvoiceState.REDUCED, allowances=(allowance,))
    if not own:
        return None
    state = _E_INVOICE_STATES.get(text(record, "l10n_tw_edi_state"), EInvoiceState.ISSUED)
    return EInvoice(own, state, text(record, "l10n_tw_edi_carrier_number") or None)


def delivery(record: Record, moves: Sequence[Record], account: str, zone: ZoneInfo) -> Shipment:
    word, traced, where = (
        text(record, "state"),
        text(record, "carrier_tracking_ref"),
        text(record, "carrier_tracking_url"),
    )
    lines = []
    for move in moves:
        if move.get("state") != "cancel":
            done = move.get("quantity", move.get("quantity_done"))
            amount = number(done) if word == "done" and done else number(move["product_uom_qty"])
            lines.append(DeliveryLine(*goods(move), amount, _unit(move), id_of(move, "product_id")))
    return Shipment(
        str(record["id"]), text(record, "name"), _known(_DELIVERY_STATES, word), word, _origins(record, "origin"),
        day(record, "scheduled_date", zone), day(record, "date_done", zone) if word == "done" else None,
        (Parcel(name_of(record, "carrier_id") or None, traced, where if where.startswith("https://") else None),)
        if traced else (),
        tuple(lines), account,
    )  # fmt: skip


# --- values ----------------------------------------------------------------------------------------------


def text(record: Record, name: str) -> str:
    value = record.get(name)
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: {type(value).__name__} where a text was")
    return value


def number(value: Any) -> Decimal:
    if value is False or value is None:
        return Decimal(0)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"{value!r} is no number")
    return Decimal(value).quantize(_PLACES, ROUND_HALF_EVEN).normalize() + Decimal(0)


def id_of(record: Record, name: str) -> str | None:
    pair = record.get(name)
    return str(pair[0]) if isinstance(pair, list) and pair else None


def name_of(record: Record, name: str) -> str:
    pair = record.get(name)
    return str(pair[1]) if isinstance(pair, list) and len(pair) > 1 else ""


def goods(line: Record) -> tuple[str, str]:
    """SKU and name: a product is named "[SKU] Name" beside its id."""
    named = name_of(line, "product_id")
    if named.startswith("[") and "] " in named:
        sku, _, name = named[1:].partition("] ")
        return sku, name
    return "", named or text(line, "name").partition("\n")[0]


def day(record: Record, name: str, zone: ZoneInfo) -> date | None:
    """The day of an instant by the company's clock."""
    value = text(record, name)
    return datetime.fromisoformat(value).replace(tzinfo=UTC).astimezone(zone).date() if value else None


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _tax_id(record: Record) -> str | None:
    """Without the country's letters, as people write it here."""
    return text(record, "vat").removeprefix("TW") or None


def _unit(line: Record) -> str:
    return name_of(line, "product_uom_id") or name_of(line, "product_uom")


def _origins(record: Record, name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text(record, name).split(",") if one.strip())


def _known(states: Mapping[str, Any], word: str) -> Any:
    if word not in states:
        raise ValueError(f"state {word!r} is not known")
    return states[word]
