"""Where a case may go, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.directory.domain import Role
from crm_core.cases import clocks, domain, numbers, permissions, undoing
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.domain import Case, CaseStep, Missing, WaitFor
from crm_core.cases.errors import (
    CaseChangedMeanwhile,
    CaseMoved,
    NoSuchCase,
    NotACaseNumber,
    NotInItsType,
    WaitNeedsATime,
)
from crm_core.cases.model import DEFAULTS, CaseChoice, CaseField, CaseFieldKind, CaseState, CaseType, Priority
from crm_core.cases.permissions import Actor, CaseAct

NOW = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
COMPLAINT = next(one for one in DEFAULTS if one.code == "complaint")
ME, HER = uuid4(), uuid4()


def step(type: CaseType = COMPLAINT, **values: object) -> CaseStep:
    case = Case(
        id=uuid4(), number=1191, type=type.code, state=CaseState.OPEN, sub_state=None, priority=Priority.NORMAL,
        reason=None, title="Grinder rattles", wants="", told="", customer_id=None, owner_id=ME, contract=None,
        fields={},
        cause=None, remedy=None, resolution="", cost=None, currency=None, cost_note="", wait_for=None, wait_note="",
        waiting_since=None,
        wake_at=None, opened_at=NOW, opened_by="system", changed_at=NOW, resolved_at=None, closed_at=None, due_at=None,
        due_kind=None, parent_id=None, follows_id=None, merged_into=None, version=1,
    )  # fmt: skip
    ticking = domain.first_clocks(type, Priority.NORMAL, None, NOW, (), ZoneInfo("Asia/Taipei"))
    return domain.settle_due(CaseStep(replace(case, **values), ticking))  # type: ignore[arg-type]


def later(**time: float) -> datetime:
    return NOW + timedelta(**time)


def test_a_complaint_begins_with_three_clocks_and_the_first_answer_is_due_first() -> None:
    begun = step()
    assert [one.kind for one in begun.clocks] == [
        CaseClockKind.FIRST_ANSWER,
        CaseClockKind.SOLVE,
        CaseClockKind.STATUTORY,
    ]
    assert (begun.case.due_kind, begun.case.due_at) == (CaseClockKind.FIRST_ANSWER, later(hours=4))


@pytest.mark.parametrize("reason", [WaitFor.COLLEAGUE, WaitFor.ERP, WaitFor.DATE])
def test_only_waiting_for_the_customer_stops_the_clocks(reason: WaitFor) -> None:
    waiting = domain.wait(step(), reason, "", later(days=2), None, later(hours=1))
    assert clocks.read(waiting.clocks[1], later(hours=3)).spent == 3 * 3600
    for_her = domain.wait(step(), WaitFor.CUSTOMER, "", None, None, later(hours=1))
    assert clocks.read(for_her.clocks[1], later(hours=3)).spent == 3600
    assert for_her.case.due_kind == CaseClockKind.STATUTORY


def test_a_date_to_wait_for_is_needed_in_the_future_and_not_too_far() -> None:
    for at in (None, NOW, later(days=3000)):
        with pytest.raises(WaitNeedsATime):
            domain.wait(step(), WaitFor.DATE, "", at, None, NOW)


def test_resolved_and_opened_again_its_clock_goes_on_and_the_answer_stays_given() -> None:
    answered = domain.answer(step(), later(hours=1))
    done = domain.resolve(answered, COMPLAINT, later(hours=10))
    assert done.case.wake_at == later(hours=10, days=14)
    again = domain.reopen(done, COMPLAINT, later(days=3))
    assert again.case.state == CaseState.OPEN
    assert clocks.read(again.clocks[1], later(days=3)).spent == 10 * 3600
    assert again.clocks[0].ended_at == later(hours=1)
    assert again.clocks[2].ended_at is None


def test_too_long_after_it_was_resolved_another_case_has_to_follow() -> None:
    done = domain.resolve(step(), COMPLAINT, NOW)
    assert domain.rejoins(COMPLAINT, done.case, later(days=14))
    assert not domain.rejoins(COMPLAINT, done.case, later(days=14, seconds=1))
    with pytest.raises(CaseMoved):
        domain.reopen(done, COMPLAINT, later(days=15))


def test_what_is_open_cannot_be_closed_before_it_is_resolved() -> None:
    with pytest.raises(CaseMoved):
        domain.close(step(), NOW)


def test_merging_keeps_the_earliest_clock_and_the_higher_priority() -> None:
    old = step(priority=Priority.LOW)
    young = step(priority=Priority.HIGH)
    young = CaseStep(young.case, tuple(replace(one, started_at=later(hours=2)) for one in young.clocks))
    for into, away in ((old, young), (young, old)):
        stays, goes = domain.merge(into, away, later(hours=3))
        assert stays.case.priority == Priority.HIGH
        assert stays.case.due_at == later(hours=4)
        assert (goes.case.state, goes.case.merged_into) == (CaseState.CLOSED, stays.case.id)


def test_resolving_needs_what_the_type_asks_for() -> None:
    type = COMPLAINT.model_copy(update={"fields": (CaseField(code="serial", required=True),)})
    found = domain.missing(type, step().case, approval_open=True)
    assert found == ((Missing.CAUSE, ""), (Missing.REMEDY, ""), (Missing.FIELD, "serial"), (Missing.APPROVAL, ""))
    ready = replace(step().case, cause="product/lot", remedy="replaced", fields={"serial": "G1-4417"})
    assert domain.missing(type, ready, approval_open=False) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [("choice", "blue"), ("number", "NaN"), ("number", "many"), ("day", "yesterday"), ("text", "x" * 3000), ("no", 1)],
)
def test_a_value_its_field_does_not_take_is_refused_by_name(field: str, value: object) -> None:
    type = CaseType(
        code="repair",
        fields=(
            CaseField(code="choice", kind=CaseFieldKind.CHOICE, choices=(CaseChoice(code="red"),)),
            CaseField(code="number", kind=CaseFieldKind.NUMBER),
            CaseField(code="day", kind=CaseFieldKind.DATE),
            CaseField(code="text"),
        ),
    )
    with pytest.raises(NotInItsType) as refused:
        domain.checked(type, step(type, fields={field: value}).case)
    assert refused.value.fields["field"] == f"fields.{field}"


def test_a_contract_weighs_more_than_a_priority() -> None:
    type = CaseType.model_validate(
        {"code": "repair", "goals": [
            {"clock": "solve", "hours": 40}, {"clock": "solve", "hours": 20, "priority": "high"},
            {"clock": "solve", "hours": 8, "contract": "gold"},
        ]}
    )  # fmt: skip
    assert type.goal(CaseClockKind.SOLVE, Priority.HIGH, "gold") == 8 * 3600
    assert type.goal(CaseClockKind.SOLVE, Priority.HIGH, None) == 20 * 3600
    assert type.goal(CaseClockKind.FIRST_ANSWER, Priority.HIGH, None) is None


def test_a_higher_priority_shortens_the_goal_and_what_has_passed_counts() -> None:
    faster = domain.regoaled(COMPLAINT, replace(step().case, priority=Priority.URGENT), step().clocks)
    assert [one.goal for one in faster[:2]] == [2 * 3600, 20 * 3600]
    assert clocks.read(faster[0], later(hours=3)).state is clocks.ClockState.LATE


@given(st.integers(1, 10**12))
def test_every_number_can_be_quoted_and_one_wrong_or_two_exchanged_digits_are_noticed(number: int) -> None:
    told = numbers.quoted(number)
    assert numbers.parse(told) == numbers.parse(told.lower().replace("-", " ")) == number
    digits = f"{number}{numbers.check_digit(number)}"
    for at, digit in enumerate(digits):
        wrong = digits[:at] + str((int(digit) + 1) % 10) + digits[at + 1 :]
        with pytest.raises(NotACaseNumber):
            numbers.parse(wrong)
    for at, (one, two) in enumerate(pairwise(digits)):
        if one != two:
            with pytest.raises(NotACaseNumber):
                numbers.parse(digits[:at] + two + one + digits[at + 2 :])


def test_undoing_puts_state_owner_and_clocks_back_unless_a_colleague_was_faster() -> None:
    was = step()
    kept = undoing.before(was, "user:me", NOW)
    waiting = domain.wait(was, WaitFor.CUSTOMER, "", None, None, NOW)
    now_it_is = CaseStep(replace(waiting.case, version=2), waiting.clocks)
    back, _ = undoing.undone(now_it_is, kept, "user:me", later(seconds=9))
    assert (back.case.state, back.case.wait_for, back.clocks) == (CaseState.OPEN, None, was.clocks)
    for actor, version, at in (("user:she", 2, NOW), ("user:me", 3, NOW), ("user:me", 2, later(minutes=2))):
        with pytest.raises(CaseChangedMeanwhile):
            undoing.undone(CaseStep(replace(waiting.case, version=version), waiting.clocks), kept, actor, at)


def test_a_confidential_case_is_seen_by_its_own_people_and_supervisors_only() -> None:
    type = COMPLAINT.model_copy(update={"confidential": True})
    case = step(type).case
    stranger = Actor(HER, Role.AGENT)
    with pytest.raises(NoSuchCase):
        permissions.check_sees(stranger, type, case, ())
    assert permissions.may_see(stranger, type, case, [HER])
    assert permissions.may_see(Actor(ME, Role.AGENT), type, case, ())
    assert permissions.may_see(Actor(HER, Role.SUPERVISOR), type, case, ())


@pytest.mark.parametrize(
    ("user", "role", "acts"),
    [
        (ME, Role.AGENT, {CaseAct.CHANGE, CaseAct.ASSIGN, CaseAct.RESOLVE, CaseAct.CLOSE, CaseAct.MERGE}),
        (HER, Role.AGENT, {CaseAct.CHANGE}),
        (HER, Role.SUPERVISOR, set(CaseAct)),
        (HER, Role.ADMIN, set()),
    ],
)
def test_who_may_do_what(user: UUID, role: Role, acts: set[CaseAct]) -> None:
    assert {act for act in CaseAct if permissions.may(Actor(user, role), act, step().case)} == acts
