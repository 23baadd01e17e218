"""Lateness, what is overdue and what is open, on the hard cases; how a record stands in the copy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from contact_center.kernel.contracts.erp import (
    AccountHold,
    CreditState,
    DelayCause,
    Entity,
    Installment,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    Product,
    Promise,
    Supply,
    SupplyKind,
    SupplyState,
)
from contact_center.kernel.money import Money
from erp_link.copying_domain import believable, copied, restored
from erp_link.domain import days_late, days_overdue, missing, open_amounts, overdue_amount, why_late

TODAY = date(2026, 12, 4)


def day(offset: int) -> date:
    return TODAY + timedelta(offset)


def twd(amount: int) -> Money:
    return Money("TWD", Decimal(amount))


def line(product: str, ordered: int, delivered: int = 0, reserved: int = 0) -> OrderLine:
    price = twd(100)
    return OrderLine(
        1, product, f"{product}!", Decimal(ordered), Decimal(delivered), "u", price, price, product, Decimal(reserved)
    )


def order(*lines: OrderLine, state: OrderState = OrderState.CONFIRMED, promised: int = -3) -> Order:
    part = Promise(day(promised), day(2))
    return Order("1", "SO-1", state, "", day(-9), part.promised_on, day(2), twd(100), lines, promises=(part,))


def supply(product: str, ready: int | None, kind: SupplyKind = SupplyKind.PRODUCTION, id: str = "p1") -> Supply:
    ready_on = None if ready is None else day(ready)
    return Supply(id, id.upper(), kind, SupplyState.RUNNING, "", product, "", "", Decimal(5), "u", ready_on=ready_on)


def invoice(
    open_amount: int, *parts: Installment, total: int = 300, state: InvoiceState = InvoiceState.OPEN
) -> Invoice:
    due = min((part.due_on for part in parts if part.is_open and part.due_on), default=None)
    return Invoice("1", "INV-1", state, "", day(-40), due, twd(total), twd(open_amount), installments=parts)


def test_a_part_that_is_set_aside_is_not_what_an_order_waits_for() -> None:
    whole = order(line("a", 2, 1, 1), line("b", 3, 1, 1))
    assert [one.product for one in missing(whole)] == ["b"]
    [delay] = why_late(whole, TODAY, [supply("a", 1), supply("b", 9, id="late"), supply("b", 4, id="soon")])
    assert (delay.cause, delay.quantity, delay.ready_on, delay.number) == (
        DelayCause.PRODUCTION, Decimal(1), day(4), "SOON",
    )  # fmt: skip


def test_what_an_order_waits_for_is_told_part_by_part() -> None:
    causes = why_late(
        order(line("made", 1), line("bought", 1), line("nowhere", 1)), TODAY,
        [supply("made", 2), supply("bought", None, SupplyKind.PURCHASE)],
    )  # fmt: skip
    assert [one.cause for one in causes] == [DelayCause.PRODUCTION, DelayCause.PURCHASING, DelayCause.STOCK]


def test_a_supply_that_is_done_explains_nothing() -> None:
    done = replace(supply("a", 2), state=SupplyState.DONE)
    assert [one.cause for one in why_late(order(line("a", 1)), TODAY, [done])] == [DelayCause.STOCK]


def test_credit_is_the_reason_only_where_all_goods_are_there() -> None:
    over = CreditState(twd(500), twd(400))
    ready = order(line("a", 1, reserved=1))
    assert [one.cause for one in why_late(ready, TODAY, [], over)] == [DelayCause.CREDIT]
    assert why_late(ready, TODAY, [], CreditState(twd(100), twd(400))) == ()
    held = CreditState(twd(0), hold=AccountHold.DELIVERY)
    assert [one.cause for one in why_late(ready, TODAY, [], held)] == [DelayCause.CREDIT]
    other = CreditState(Money("USD", Decimal(500)), twd(400))
    assert why_late(ready, TODAY, [], other) == ()  # currencies are not compared


def test_an_order_in_time_and_a_draft_have_no_reason_to_be_late() -> None:
    in_time = replace(order(line("a", 1)), promises=(Promise(day(3), day(2)),))
    assert why_late(in_time, TODAY, []) == ()
    draft = order(line("a", 1), state=OrderState.DRAFT)
    assert (days_late(draft, TODAY), why_late(draft, TODAY, [])) == (0, ())


def test_overdue_is_what_was_due_and_not_what_comes_later() -> None:
    parts = (
        Installment(day(-30), twd(100), is_open=False), Installment(day(-2), twd(100), is_open=True),
        Installment(day(28), twd(100), is_open=True),
    )  # fmt: skip
    one = invoice(200, *parts)
    assert days_overdue(one, TODAY) == 2
    assert overdue_amount(one, TODAY) == twd(100)
    # A part payment is matched with no installment: never more is overdue than is open.
    assert overdue_amount(replace(one, open_amount=twd(60)), TODAY) == twd(60)
    assert overdue_amount(replace(one, state=InvoiceState.PAID), TODAY) is None
    assert overdue_amount(replace(one, state=InvoiceState.DRAFT), TODAY) is None


def test_open_amounts_count_credit_notes_and_never_add_currencies() -> None:
    credit = invoice(-80, total=-80)
    draft = invoice(999, state=InvoiceState.DRAFT)
    dollars = replace(invoice(0), open_amount=Money("USD", Decimal("12.50")))
    found = open_amounts([invoice(200), credit, draft, dollars])
    assert found == (twd(120), Money("USD", Decimal("12.50")))
    assert overdue_amount(credit, TODAY) is None
    assert open_amounts([invoice(80), credit]) == ()


def test_a_record_comes_back_from_the_copy_as_it_went_in() -> None:
    one = order(line("a", 1))
    row = copied(one)
    assert restored(Entity.ORDER, json.loads(row.body)) == one
    assert (row.letters, row.digits, row.links) == ("SO", "1", ("SO-1",))
    assert copied(replace(one, expected_on=day(5))).digest != row.digest
    assert json.loads(row.watched)["promised_on"] == day(-3).isoformat()


def test_a_product_is_found_by_both_names_and_read_in_the_readers_language() -> None:
    one = Product("1", "G2-64", "Grinder", "u", twd(1), names=(("en", "Grinder"), ("zh-TW", "磨豆機")))
    assert "磨豆機" in copied(one).label
    assert (one.name_in("zh-Hant"), one.name_in("en"), one.name_in("fr")) == ("磨豆機", "Grinder", "Grinder")


def test_an_erp_that_shows_far_less_than_before_is_not_believed() -> None:
    assert believable(10, 10)
    assert believable(1000, 400)
    assert not believable(1000, 600)


def test_an_erp_that_does_not_tell_what_is_on_its_way_gives_no_reason_but_credit() -> None:
    """That nothing is in stock would be a guess."""
    late = order(line("a", 1))
    assert why_late(late, TODAY, None) == ()
    used = CreditState(Money("TWD", Decimal(2)), Money("TWD", Decimal(1)))
    assert [one.cause for one in why_late(late, TODAY, None, used)] == [DelayCause.CREDIT]
