"""What an agent reads about orders, invoices and deliveries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from agent_ui.gallery import people
from agent_ui.views import ErpFacts, StageState, Tone
from agent_ui.words import sentences
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.erp import (
    Block,
    DeliveryState,
    Freshness,
    Invoice,
    InvoiceState,
    Order,
    OrderState,
    Promise,
    Shipment,
)
from contact_center.kernel.money import Money
from tests.unit.agent_ui.conftest import NOW

TODAY = date(2026, 11, 23)


def order(promised: int | None, expected: int | None, state: OrderState = OrderState.CONFIRMED) -> Order:
    """Promised and expected as days from today."""
    day = [None if n is None else TODAY + timedelta(n) for n in (promised, expected)]
    return Order("1", "SO-20418", state, "x", TODAY, day[0], day[1], Money("TWD", Decimal(1)))


def test_a_passed_promise_is_late_by_the_days_since(english: Words, chinese: Words) -> None:
    late = order(-3, 3)
    assert sentences.order_title(english, late) == ("SO-20418 is 3 days late", Tone.LATE)
    assert sentences.order_title(chinese, late) == ("SO-20418 延遲 3 天", Tone.LATE)
    assert sentences.order_text(english, late) == "Promised for 20 Nov, now expected 26 Nov."
    assert sentences.order_text(chinese, late) == "原訂 11/20，目前預計 11/26。"


def test_one_day_is_not_days(english: Words) -> None:
    assert sentences.order_title(english, order(-1, None))[0] == "SO-20418 is 1 day late"


def test_a_plan_that_misses_its_promise_is_said_before_it_happens(english: Words) -> None:
    assert sentences.order_title(english, order(1, 4)) == ("SO-20418 will be 3 days late", Tone.SOON)


def test_an_order_promised_for_today_is_not_late(english: Words) -> None:
    assert sentences.order_title(english, order(0, 0))[1] is Tone.PLAIN


def test_delivered_and_cancelled_orders_are_never_late() -> None:
    for state in (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.DRAFT):
        assert sentences.days_late(order(-9, None, state), TODAY) == 0


def test_what_is_missing_of_a_part_delivery_is_named(english: Words) -> None:
    part = people.orders(TODAY)[0]
    assert "Still to come: 1 × Kiln G1 磨豆機." in (sentences.order_text(english, part) or "")


def invoice(due: int | None, state: InvoiceState = InvoiceState.OPEN, open_amount: int = 10) -> Invoice:
    day = None if due is None else TODAY + timedelta(due)
    return Invoice("1", "INV-1", state, "x", TODAY, day, Money("TWD", Decimal(10)), Money("TWD", Decimal(open_amount)))


def test_invoices_say_overdue_due_or_paid(english: Words, chinese: Words) -> None:
    assert sentences.invoice_state(english, invoice(-12)) == ("overdue 12 days", Tone.LATE)
    assert sentences.invoice_state(chinese, invoice(-12)) == ("逾期 12 天", Tone.LATE)
    assert sentences.invoice_state(english, invoice(7)) == ("due 30 Nov", Tone.PLAIN)
    assert sentences.invoice_state(english, invoice(-12, InvoiceState.PAID, 0)) == ("paid", Tone.PLAIN)


def test_a_settled_invoice_the_erp_still_calls_open_is_not_overdue(english: Words) -> None:
    assert sentences.days_overdue(invoice(-12, open_amount=0), TODAY) == 0


def test_deliveries_say_when(english: Words) -> None:
    sent = people.deliveries(TODAY)[0]
    assert sentences.delivery_state(english, sent)[0] == "shipped 22 Nov"
    planned = Shipment("1", "S", DeliveryState.PLANNED, "x", (), TODAY - timedelta(1), None)
    assert sentences.delivery_state(english, planned) == ("was planned for 22 Nov", Tone.SOON)


def test_stages_show_where_a_late_order_is_stuck(english: Words) -> None:
    facts = people.erp_facts(NOW)
    stages = sentences.order_stages(english, facts.orders.items[0], facts)
    assert [(s.label, s.state) for s in stages] == [
        ("Confirmed", StageState.DONE),
        ("Paid", StageState.OPEN),
        ("Picked 1/2", StageState.STUCK),
        ("Shipped", StageState.OPEN),
        ("Delivered", StageState.OPEN),
    ]


def test_the_latest_order_comes_first_and_parcels_follow(english: Words) -> None:
    facts = people.erp_facts(NOW)
    later = replace(facts.orders.items[0], number="SO-9", promised_on=TODAY - timedelta(9))
    facts = replace(facts, orders=replace(facts.orders, items=(*facts.orders.items, later)))
    titles = [s.title for s in sentences.now_statements(english, facts)]
    assert titles == ["SO-9 is 9 days late", "SO-20418 is 3 days late", "SHP-7731 is on its way"]


def test_unpaid_invoices_come_most_overdue_first() -> None:
    facts = ErpFacts(*(Block("Tryton", Freshness.FRESH, NOW, ()) for _ in range(4)))
    facts = replace(
        facts,
        invoices=Block("Tryton", Freshness.FRESH, NOW, (invoice(7), invoice(-12), invoice(-3, InvoiceState.PAID))),
    )
    assert [i.due_on for i in sentences.open_invoices(facts, TODAY)] == [TODAY - timedelta(12), TODAY + timedelta(7)]


def test_an_order_of_which_everything_has_left_is_not_merely_confirmed(english: Words) -> None:
    facts = people.erp_facts(NOW)
    told = order(3, 3)
    sent = Shipment("1", "SHP-1", DeliveryState.SHIPPED, "Done", (told.number,), TODAY, TODAY)
    left = replace(facts, deliveries=replace(facts.deliveries, items=(sent,)))
    assert sentences.order_title(english, told, left)[0] == "SO-20418: shipped"
    waits = replace(sent, number="SHP-2", state=DeliveryState.PLANNED, shipped_on=None)
    half = replace(facts, deliveries=replace(facts.deliveries, items=(sent, waits)))
    assert sentences.order_title(english, told, half)[0] == "SO-20418: confirmed"
    assert sentences.order_stages(english, told, half)[3].state is not StageState.DONE


def test_an_order_of_which_a_part_is_late_says_so_and_names_the_days(english: Words) -> None:
    parts = (Promise(TODAY - timedelta(4), None), Promise(TODAY + timedelta(20), None))
    part = replace(order(-4, 20, OrderState.PART_DELIVERED), promises=parts)
    assert sentences.order_title(english, part) == ("SO-20418 is 4 days late", Tone.LATE)
    assert "The remaining parts were promised for 19 Nov, 13 Dec." in (sentences.order_text(english, part) or "")


def test_a_credit_note_is_named_and_never_overdue_and_stands_after_what_is_owed(english: Words) -> None:
    note = replace(invoice(-30, open_amount=-10), total=Money("TWD", Decimal(-10)), number="CN-1")
    assert sentences.invoice_state(english, note) == ("credit note, open", Tone.PLAIN)
    known = people.customer(NOW).erp
    assert known is not None
    facts = replace(known, invoices=replace(known.invoices, items=(note, invoice(3))))
    assert [one.number for one in sentences.open_invoices(facts, TODAY)] == ["INV-1", "CN-1"]


def test_an_order_and_an_invoice_are_said_to_their_customer_as_text(english: Words, chinese: Words) -> None:
    facts = people.erp_facts(NOW)
    said = sentences.order_said(english, order(None, 3), facts).splitlines()
    assert (said[0].split(":")[0], said[1:]) == ("SO-20418, 23 Nov", ["Total: NT$1"])
    total, unpaid = Money("TWD", Decimal(5)), Money("TWD", Decimal(2))
    bill = Invoice("1", "INV-3391", InvoiceState.OPEN, "x", TODAY, TODAY, total, unpaid)
    assert "Unpaid: NT$2" in sentences.invoice_said(english, bill)
    assert sentences.invoice_said(chinese, bill).endswith("未付：NT$2\n合計：NT$5")
