"""What is right, what waits, and when it was tried too often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from contact_center.directory.domain import Role
from contact_center.kernel.ids import new_id
from crm_core.identity.codes import MASK, META, IdentityCodes
from crm_core.identity.domain import (
    COMPARED,
    DEFAULT,
    Check,
    ContactAtHand,
    Guarded,
    IdentityPolicy,
    KnownAnswers,
    ProofQuestion,
    answered,
    is_old_enough,
    is_proven,
    is_right,
    locked_until,
    masked,
    policy,
    waits_for_proof,
)
from crm_core.identity.errors import AnswerMissing, NotAPolicy, NothingToCompare

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KNOWN = KnownAnswers(("SO-20418", "SO-20433"), Decimal("48300"), date(2026, 11, 12), ("106091", "10341"))
ASKED = (ProofQuestion.ORDER_NUMBER, ProofQuestion.POSTAL_CODE)


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        (ProofQuestion.ORDER_NUMBER, "so 20433", True),
        (ProofQuestion.ORDER_NUMBER, "２０４１８", True),
        (ProofQuestion.ORDER_NUMBER, "20419", False),
        (ProofQuestion.INVOICE_AMOUNT, "NT$48,300", True),
        (ProofQuestion.INVOICE_AMOUNT, "48300.00", True),
        (ProofQuestion.INVOICE_AMOUNT, "4830", False),
        (ProofQuestion.INVOICE_AMOUNT, "much", False),
        (ProofQuestion.INVOICE_DATE, "2026-11-12", True),
        (ProofQuestion.INVOICE_DATE, "2026-11-13", False),
        (ProofQuestion.POSTAL_CODE, "106", True),
        (ProofQuestion.POSTAL_CODE, "106-091", True),
        (ProofQuestion.POSTAL_CODE, "107", False),
    ],
)
def test_an_answer_is_right_as_people_say_it(question: ProofQuestion, answer: str, right: bool) -> None:
    assert is_right(question, answer, KNOWN) is right


def test_nothing_on_file_and_nothing_said_is_no_wrong_answer() -> None:
    with pytest.raises(NothingToCompare):
        is_right(ProofQuestion.INVOICE_AMOUNT, "1", KnownAnswers())
    with pytest.raises(AnswerMissing):
        is_right(ProofQuestion.ORDER_NUMBER, "  ", KNOWN)
    with pytest.raises(AnswerMissing):
        is_right(ProofQuestion.ORDER_NUMBER, "1" * 101, KNOWN)


def test_a_policy_that_nobody_could_pass_is_refused_at_its_field() -> None:
    lock = timedelta(minutes=15)
    assert policy([*ASKED, *ASKED], 2, [], 5, lock).questions == ASKED
    for wanted, field in (
        (([], 1, [], 5, lock), "questions"),
        ((ASKED, 3, [], 5, lock), "needed"),
        ((ASKED, 1, [], 0, lock), "attempts"),
        ((ASKED, 1, [], 5, timedelta(days=2)), "lock_minutes"),
    ):
        with pytest.raises(NotAPolicy) as wrong:
            policy(*wanted)  # type: ignore[arg-type]
        assert wrong.value.fields["field"] == field


def check(question: str, *, passed: bool = True, undone: bool = False) -> Check:
    return Check(new_id(), new_id(), new_id(), question, passed, new_id(), NOW, NOW if undone else None)


def test_different_questions_count_each_once_and_a_code_is_enough() -> None:
    two = IdentityPolicy(ASKED, 2, frozenset(), 5, timedelta(minutes=15))
    done = answered([check("order_number"), check("order_number"), check("postal_code", passed=False)])
    assert done == {"order_number"}
    assert not is_proven(two, done)
    assert is_proven(two, answered([check("order_number"), check("postal_code")]))
    assert not is_proven(two, answered([check("order_number"), check("postal_code", undone=True)]))
    assert is_proven(two, {"code"})


def test_it_is_locked_after_so_many_wrong_answers_and_open_again_by_itself() -> None:
    rules = IdentityPolicy(ASKED, 1, frozenset(), 3, timedelta(minutes=15))
    wrong = [NOW - timedelta(minutes=at) for at in (1, 5, 10)]
    assert locked_until(rules, wrong[:2], NOW) is None
    assert locked_until(rules, wrong, NOW) == NOW + timedelta(minutes=5)
    assert locked_until(rules, wrong, NOW + timedelta(minutes=5)) is None


def test_a_verified_contact_at_hand_or_work_of_our_own_opens_what_waits() -> None:
    rules = IdentityPolicy(ASKED, 1, frozenset({Guarded.INVOICES}), 5, timedelta(minutes=15))
    claimed, verified, own = (ContactAtHand(new_id(), state, mine) for state, mine in
                              (("claimed", False), ("verified", False), ("claimed", True)))  # fmt: skip
    assert waits_for_proof(rules, Role.AGENT, []) == {Guarded.INVOICES}
    assert waits_for_proof(rules, Role.AGENT, [claimed]) == {Guarded.INVOICES}
    assert waits_for_proof(rules, Role.AGENT, [claimed, verified]) == frozenset()
    assert waits_for_proof(rules, Role.AGENT, [own]) == frozenset()
    assert waits_for_proof(rules, Role.SUPERVISOR, []) == frozenset()
    assert waits_for_proof(DEFAULT, Role.AGENT, []) == frozenset()


@pytest.mark.parametrize(
    ("value", "shown"),
    [("lin@mosslane.example", "l•••@mosslane.example"), ("chiaying@x.example", "ch•••@x.example"),
     ("+886912345678", "+886 ••• 678"), ("119", "•••")],
)  # fmt: skip
def test_of_an_address_enough_is_shown_to_recognise_it(value: str, shown: str) -> None:
    assert masked(value) == shown


def test_a_code_is_kept_nowhere_and_differs_by_key_and_id() -> None:
    codes, id = IdentityCodes(b"k" * 32), new_id()
    told = codes.reveal(f"Your code is {MASK}.", {META: str(id)})
    code = told.removeprefix("Your code is ").rstrip(".")
    assert len(code) == 6
    assert code.isdecimal()
    assert codes.fits(id, f" {code[:3]} {code[3:]} ")
    assert not codes.fits(new_id(), code)
    assert not IdentityCodes(b"x" * 32).fits(id, code)
    assert codes.reveal("No code here.", {}) == "No code here."


def test_what_is_younger_than_seven_days_proves_nothing() -> None:
    assert not is_old_enough(NOW - timedelta(days=6, hours=23), NOW)
    assert is_old_enough(NOW - timedelta(days=7), NOW)


def test_every_question_is_compared_or_judged() -> None:
    assert ProofQuestion.CODE in COMPARED
    assert not COMPARED & set(DEFAULT.questions)
