from __future__ import annotations

from itertools import permutations

import pytest

from contact_center.interactions.delivery.domain import OVER, REPORTED_FROM, UNSETTLED, moves, settles
from contact_center.kernel.contracts.channels import Delivery

SENT, DELIVERED, READ = Delivery.SENT, Delivery.DELIVERED, Delivery.READ
UNDELIVERED, FAILED = Delivery.UNDELIVERED, Delivery.FAILED


def after(reports: tuple[Delivery, ...], start: Delivery = Delivery.SENDING) -> Delivery:
    state = start
    for said in reports:
        state = said if moves(state, said) else state
    return state


def test_whatever_the_order_of_reports_the_state_ends_the_same() -> None:
    assert {after(p) for p in permutations([SENT, SENT, DELIVERED])} == {DELIVERED}
    assert {after(p) for p in permutations([SENT, DELIVERED, READ])} == {READ}
    assert {after(p) for p in permutations([SENT, UNDELIVERED])} == {UNDELIVERED}


@pytest.mark.parametrize("late", [UNDELIVERED, FAILED, SENT])
def test_what_the_phone_has_confirmed_does_not_fail_afterwards(late: Delivery) -> None:
    assert after((DELIVERED, late)) is DELIVERED
    assert after((DELIVERED, READ, late)) is READ


@pytest.mark.parametrize("end", sorted(OVER))
def test_no_report_leads_away_from_an_end(end: Delivery) -> None:
    assert not any(moves(end, said) for said in Delivery)


def test_a_report_ends_the_doubt_whether_a_message_was_taken() -> None:
    assert after((SENT,), Delivery.UNKNOWN) is SENT


def test_our_own_attempt_counts_until_the_provider_has_spoken() -> None:
    assert [state for state in Delivery if settles(state)] == [Delivery.PENDING, Delivery.SENDING, Delivery.UNKNOWN]


def test_statements_know_the_same_moves_as_the_rule() -> None:
    for said in Delivery:
        assert REPORTED_FROM[said] == [state for state in Delivery if moves(state, said)]
    assert [state for state in Delivery if settles(state)] == UNSETTLED
