"""Recorded answers of Tryton 8.0.12 become facts of the canonical model."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from contact_center.kernel.contracts.erp import DeliveryState, InvoiceState, OrderState, Parcel
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.money import Money
from erp_link.connectors.tryton import parse
from erp_link.connectors.tryton.client import decode
from erp_link.domain import days_late
from tests.told import refused

RECORDED = Path(__file__).parents[2] / "fixtures" / "tryton"


def recorded(name: str) -> list[dict[str, Any]]:
    answer = decode((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    result: list[dict[str, Any]] = answer["result"]
    return result


def twd(amount: int) -> Money:
    return Money("TWD", Decimal(amount))


def by_number(facts: list[Any]) -> dict[str, Any]:
    return {fact.number: fact for fact in facts}


def test_account_shows_its_addresses_in_normal_form() -> None:
    account = parse.account(recorded("party")[0])
    assert account.number == "C00001"
    assert account.name == "苔巷咖啡 Moss Lane Café"
    assert account.tax_id == "28751100"
    assert account.language == "zh-TW"
    assert account.emails == ("chiaying@mosslane.example", "tom@mosslane.example")
    assert account.phones == ("+886912345018", "+886912345019")


def test_order_on_back_order_is_expected_after_the_promised_day() -> None:
    order = by_number([parse.order(record) for record in recorded("orders")])["SO-20418"]
    assert order.state is OrderState.CONFIRMED
    assert order.source_state == "Processing"
    assert order.promised_on is not None
    assert order.expected_on is not None
    assert (order.expected_on - order.promised_on).days == 6
    assert order.total == twd(77280)
    assert [(line.sku, line.quantity, line.delivered) for line in order.lines] == [("G2-64", 2, 0)]
    assert order.customer_reference == "Opening Friday"


def test_quotation_was_sent_and_promises_nothing() -> None:
    order = by_number([parse.order(record) for record in recorded("orders")])["SO-20431"]
    assert order.state is OrderState.SENT
    assert order.promised_on is None
    assert [line.position for line in order.lines] == [1, 2]


def test_order_that_waits_only_for_its_payment_is_delivered() -> None:
    order = by_number([parse.order(record) for record in recorded("orders")])["SO-20102"]
    assert order.state is OrderState.DELIVERED
    assert order.source_state == "Processing"
    assert all(line.delivered == line.quantity for line in order.lines)
    assert order.expected_on is None


def test_part_delivered_order_says_which_line_is_missing() -> None:
    order = parse.order(recorded("order_part_delivered")[0])
    assert order.state is OrderState.PART_DELIVERED
    assert order.lines[0].delivered == order.lines[0].quantity
    assert all(line.delivered == 0 for line in order.lines[1:])
    assert order.promised_on is not None


def test_open_invoice_is_due_on_its_earliest_unpaid_installment() -> None:
    invoice = by_number([parse.invoice(record) for record in recorded("invoices")])["INV-3391"]
    assert invoice.state is InvoiceState.OPEN
    assert invoice.open_amount == invoice.total == twd(48300)
    assert invoice.due_on is not None
    assert invoice.issued_on is not None
    assert (invoice.due_on - invoice.issued_on).days == 14
    assert invoice.order_numbers == ("SO-20102",)


def test_paid_invoice_owes_nothing_and_is_due_no_more() -> None:
    invoice = by_number([parse.invoice(record) for record in recorded("invoices")])["INV-3288"]
    assert invoice.state is InvoiceState.PAID
    assert invoice.open_amount == twd(0)
    assert invoice.due_on is None


def test_invoice_with_a_part_payment_is_part_paid() -> None:
    invoice = parse.invoice(recorded("invoice_part_paid")[0])
    assert invoice.state is InvoiceState.PART_PAID
    assert 0 < invoice.open_amount.amount < invoice.total.amount


def test_delivery_with_two_shipments_of_one_order() -> None:
    deliveries = [parse.delivery(record) for record in recorded("deliveries")]
    of_order = [delivery for delivery in deliveries if delivery.order_numbers == ("SO-20418",)]
    assert {delivery.state for delivery in of_order} == {DeliveryState.PICKING, DeliveryState.PLANNED}
    assert all(delivery.lines[0].quantity == 1 for delivery in of_order)


def test_parcel_on_its_way_has_carrier_and_tracking_number() -> None:
    delivery = parse.delivery(recorded("delivery_in_transit")[0])
    assert delivery.state is DeliveryState.SHIPPED
    assert delivery.shipped_on is not None
    [parcel] = delivery.parcels
    assert parcel.carrier
    assert parcel.tracking_number


def test_shipment_without_packages_may_carry_a_number_itself() -> None:
    record = {**recorded("delivery_in_transit")[0], "root_packages.": [], "shipping_reference": "ZX1"}
    [parcel] = parse.delivery(record).parcels
    assert parcel == Parcel(parcel.carrier, "ZX1", None)


def test_product_has_its_list_price() -> None:
    product = parse.product(recorded("products")[0], "TWD")
    assert (product.sku, product.list_price, product.active) == ("G2-64", twd(36800), True)


def test_order_of_a_tryton_without_stock_modules_is_read_without_deliveries() -> None:
    record = dict(recorded("orders")[0])
    for name in ("shipments.", "shipment_state"):
        record.pop(name, None)
    lines = [{k: v for k, v in line.items() if k != "moves."} for line in record["lines."]]
    order = parse.order({**record, "lines.": lines})
    assert order.expected_on is None
    assert all(line.delivered == 0 for line in order.lines)


def test_quantities_moved_in_another_unit_are_taken_by_their_share() -> None:
    record = dict(recorded("order_part_delivered")[0])
    line = {**record["lines."][0], "quantity": Decimal("4.0"), "moves_progress": Decimal("0.5")}
    line["moves."] = [{"state": "done", "quantity": Decimal("2000"), "unit": 99}]
    order = parse.order({**record, "lines.": [line]})
    assert order.lines[0].delivered == Decimal(2)


def test_what_has_no_number_yet_is_named_as_tryton_names_it() -> None:
    record = {**recorded("orders")[0], "number": None, "id": 77}
    assert parse.order(record).number == "(77)"


def test_numbers_days_and_bytes_of_the_wire_are_exact() -> None:
    answer = decode('{"a": 0.1, "b": {"__class__": "date", "year": 2026, "month": 1, "day": 2}}')
    assert answer == {"a": Decimal("0.1"), "b": date(2026, 1, 2)}


def test_an_answer_that_is_no_json_is_not_a_tryton() -> None:
    with refused(GiveUp, match="is not Tryton"):
        decode("<html>")


def shipment(day: date, state: str = "waiting") -> dict[str, Any]:
    return {"state": state, "planned_date": day, "origin_planned_date": day}


def test_an_order_is_promised_for_the_day_of_its_earliest_part_still_to_ship() -> None:
    first, second, third = date(2026, 11, 2), date(2026, 11, 19), date(2026, 12, 20)
    found = parse.order(
        {
            "id": 1, "number": "SO-1", "state": "processing", "shipment_state": "partially shipped",
            "currency.": {"code": "TWD"}, "total_amount": Decimal(100), "lines.": [],
            "shipments.": [shipment(first, "done"), shipment(third), shipment(second)],
        }
    )  # fmt: skip
    assert (found.promised_on, found.expected_on) == (second, third)
    assert {part.promised_on for part in found.promises} == {second, third}
    assert days_late(found, date(2026, 11, 29)) == 10
