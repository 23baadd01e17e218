from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from contact_center.kernel.contracts.erp import (
    Account,
    ContactPoint,
    Freshness,
    Invoice,
    InvoiceState,
    Order,
    OrderState,
    Promise,
)
from contact_center.kernel.money import Money
from erp_link.domain import (
    LIMITS,
    LONGEST_PAUSE,
    PAUSE,
    TRY_TIME,
    AccountLink,
    Breaker,
    BreakerAnswer,
    FactKind,
    FactsTrouble,
    choose_account,
    days_behind,
    days_late,
    days_overdue,
    freshness_of,
)

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = NOW.date()


def account(number: str, *, emails: tuple[str, ...] = (), phones: tuple[str, ...] = ()) -> Account:
    return Account(number, number, number, emails=emails, phones=phones)


def order(promised: date | None, expected: date | None) -> Order:
    total = Money("TWD", Decimal(1))
    return Order("1", "SO-1", OrderState.CONFIRMED, "Processing", TODAY, promised, expected, total)


def invoice(state: InvoiceState, due: date | None, owed: int) -> Invoice:
    total, open_amount = Money("TWD", Decimal(100)), Money("TWD", Decimal(owed))
    return Invoice("1", "INV-1", state, "Posted", TODAY, due, total, open_amount)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize("kind", list(FactKind))
def test_facts_are_fresh_up_to_their_limit_and_old_after_it(kind: FactKind) -> None:
    assert freshness_of(kind, NOW - LIMITS[kind], NOW) is Freshness.FRESH
    assert freshness_of(kind, NOW - LIMITS[kind] - timedelta(seconds=1), NOW) is Freshness.OLD


def test_breaker_lets_one_failure_pass_and_opens_at_the_second() -> None:
    once = Breaker().failed(NOW, FactsTrouble.DOWN)
    assert once.state(NOW) is BreakerAnswer.CLOSED
    assert once.failed(NOW, FactsTrouble.DOWN).state(NOW) is BreakerAnswer.OPEN


def test_open_breaker_lets_a_single_question_through_after_the_pause() -> None:
    broken = Breaker().failed(NOW, FactsTrouble.DOWN).failed(NOW, FactsTrouble.DOWN)
    later = NOW + PAUSE
    assert broken.state(later - timedelta(milliseconds=1)) is BreakerAnswer.OPEN
    assert broken.state(later) is BreakerAnswer.HALF_OPEN
    trying = broken.asking(later)
    assert trying.state(later) is BreakerAnswer.OPEN
    assert trying.state(later + TRY_TIME) is BreakerAnswer.HALF_OPEN


def test_pause_doubles_with_every_failed_try_up_to_its_longest() -> None:
    breaker = Breaker().failed(NOW, FactsTrouble.DOWN)
    pauses = []
    for _ in range(7):
        breaker = breaker.failed(NOW, FactsTrouble.DOWN)
        assert breaker.retry_at is not None
        pauses.append(breaker.retry_at - NOW)
    assert pauses[:3] == [PAUSE, PAUSE * 2, PAUSE * 4]
    assert pauses[-1] == LONGEST_PAUSE


def test_an_answer_closes_the_breaker_and_forgets_the_trouble() -> None:
    broken = Breaker().failed(NOW, FactsTrouble.DOWN).failed(NOW + PAUSE, FactsTrouble.DOWN)
    assert broken.failing_since == NOW
    assert broken.answered() == Breaker()


def test_account_that_more_addresses_lead_to_is_the_customer() -> None:
    fold = account("C5", phones=("+886227118830",))
    zhang = account("C10", emails=("yating@mail.example",), phones=("+886227118830",))
    points = (ContactPoint("phone", "+886227118830"), ContactPoint("email", "Yating@mail.example"))
    assert choose_account((fold, zhang), points, NOW).account == zhang


def test_two_accounts_on_one_number_are_for_a_person_to_decide() -> None:
    accounts = (account("C5", phones=("+886227118830",)), account("C10", phones=("+886227118830",)))
    link = choose_account(accounts, (ContactPoint("phone", "+886227118830"),), NOW)
    assert link == AccountLink(None, NOW, several=True)


def test_customer_number_of_the_erp_settles_the_doubt() -> None:
    accounts = (account("C5", phones=("+886227118830",)), account("C10", phones=("+886227118830",)))
    points = (ContactPoint("phone", "+886227118830"), ContactPoint("number", "C10"))
    assert choose_account(accounts, points, NOW).account == accounts[1]


def test_link_made_by_hand_never_ends_and_unknown_customers_are_looked_up_again() -> None:
    much_later = NOW + timedelta(days=400)
    assert AccountLink(account("C5"), NOW, by_hand=True).is_current(much_later)
    assert not AccountLink(account("C5"), NOW).is_current(much_later)
    assert not AccountLink(None, NOW).is_current(NOW + timedelta(minutes=11))


def test_order_is_late_from_the_day_after_the_promised_one() -> None:
    assert days_late(order(day(-3), day(3)), TODAY) == 3
    assert days_late(order(day(0), day(3)), TODAY) == 0
    assert days_late(order(None, None), TODAY) == 0
    assert days_behind(order(day(-3), day(3)), TODAY) == 0
    assert days_behind(order(day(1), day(4)), TODAY) == 3
    assert days_behind(order(day(3), day(1)), TODAY) == 0


def test_an_order_of_which_a_part_is_late_is_late_whatever_else_is_still_to_come() -> None:
    parts = (Promise(day(-10), day(-10)), Promise(day(20), day(20)))
    late = replace(order(day(-10), day(20)), state=OrderState.PART_DELIVERED, promises=parts)
    assert days_late(late, TODAY) == 10
    assert days_behind(late, TODAY) == 0


def test_a_part_that_will_miss_its_promise_is_seen_behind_one_that_will_not() -> None:
    parts = (Promise(day(1), day(1)), Promise(day(5), day(9)))
    assert days_behind(replace(order(day(1), day(9)), promises=parts), TODAY) == 4


def test_what_was_delivered_or_cancelled_is_late_for_nobody() -> None:
    for state in (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.DRAFT, OrderState.SENT):
        assert days_late(replace(order(day(-10), None), state=state), TODAY) == 0


def test_a_credit_note_is_never_overdue() -> None:
    total = Money("TWD", Decimal(-100))
    for owed in (-100, 100):  # systems differ in the sign of what is open
        assert days_overdue(replace(invoice(InvoiceState.OPEN, day(-30), owed), total=total), TODAY) == 0


def test_invoice_is_overdue_only_while_something_is_open() -> None:
    assert days_overdue(invoice(InvoiceState.OPEN, day(-12), 100), TODAY) == 12
    assert days_overdue(invoice(InvoiceState.PART_PAID, day(-1), 40), TODAY) == 1
    assert days_overdue(invoice(InvoiceState.OPEN, day(0), 100), TODAY) == 0
    assert days_overdue(invoice(InvoiceState.PAID, None, 0), TODAY) == 0
    assert days_overdue(invoice(InvoiceState.CANCELLED, day(-5), 100), TODAY) == 0
