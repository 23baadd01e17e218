"""What time and people do to tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.domain import Role
from contact_center.kernel.contracts.channels import Tier
from crm_core.tasks.domain import (
    GRACE,
    Person,
    PromiseCount,
    Step,
    Task,
    TaskState,
    count_promises,
    is_late,
    kept,
    may_handle,
    next_at,
    remind_at,
    steps,
    tier,
)

FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MEI, WEI, ROSA = UUID(int=1), UUID(int=2), UUID(int=3)
REPAIRS, CUSTOMER, WORK = UUID(int=10), UUID(int=20), UUID(int=30)


def task(**said: Any) -> Task:
    whole: dict[str, Any] = {
        "id": UUID(int=99), "subject": "Call back", "note": "", "state": TaskState.OPEN, "owner_id": MEI,
        "queue_id": REPAIRS, "due_at": FRIDAY, "timed": True, "promised": True,
        "remind_at": FRIDAY - timedelta(minutes=10), "reminded_at": None, "customer_id": CUSTOMER,
        "conversation_id": None, "links": [], "interaction_id": None, "missed_at": None, "ended_at": None,
        "ended_by": None, "created_at": MONDAY, "created_by": WEI, "history_number": 1,
    }  # fmt: skip
    return Task(**whole | said)


def test_its_owner_is_reminded_then_it_is_due_then_it_is_missed() -> None:
    one = task()
    assert (next_at(one), steps(one, MONDAY)) == (FRIDAY - timedelta(minutes=10), ())
    reminded = replace(one, reminded_at=FRIDAY - timedelta(minutes=10))
    assert steps(one, FRIDAY - timedelta(minutes=10)) == (Step.REMIND,)
    assert (next_at(reminded), steps(reminded, FRIDAY)) == (FRIDAY, (Step.DUE,))
    due = replace(reminded, interaction_id=WORK)
    assert (next_at(due), steps(due, FRIDAY + GRACE)) == (FRIDAY + GRACE, (Step.MISS,))
    missed = replace(due, state=TaskState.MISSED, missed_at=FRIDAY + GRACE)
    assert next_at(missed) is None
    assert is_late(missed, FRIDAY + GRACE)


def test_after_a_night_without_a_worker_it_is_due_and_missed_at_once_and_nobody_is_reminded() -> None:
    assert steps(task(), FRIDAY + timedelta(hours=12)) == (Step.DUE, Step.MISS)


def test_what_nobody_was_promised_is_late_and_never_missed() -> None:
    due = task(promised=False, interaction_id=WORK)
    assert next_at(due) is None
    assert is_late(due, FRIDAY + timedelta(days=3))


@pytest.mark.parametrize(("after", "in_time"), [(0, True), (15, True), (16, False)])
def test_a_promise_is_kept_within_a_quarter_of_an_hour(after: int, in_time: bool) -> None:
    done = task(state=TaskState.DONE, ended_at=FRIDAY + timedelta(minutes=after))
    assert kept(done) is in_time


def test_a_day_that_was_promised_ends_without_grace_and_is_less_urgent_than_an_hour() -> None:
    day = task(timed=False, interaction_id=WORK)
    assert steps(day, FRIDAY) == (Step.MISS,)
    assert (tier(day), tier(task()), tier(task(promised=False))) == (Tier.DEFERRED, Tier.LIVE, Tier.DEFERRED)
    assert remind_at(FRIDAY, MONDAY, timed=False) is None
    assert remind_at(MONDAY + timedelta(minutes=5), MONDAY, timed=True) is None


def test_a_missed_promise_counts_as_missed_also_when_it_is_done_later() -> None:
    listed = [
        task(state=TaskState.DONE, ended_at=FRIDAY),
        task(state=TaskState.DONE, ended_at=FRIDAY + timedelta(days=1), missed_at=FRIDAY + GRACE),
        task(state=TaskState.MISSED, missed_at=FRIDAY + GRACE),
        task(),
        task(promised=False, state=TaskState.DONE, ended_at=FRIDAY),
    ]
    assert count_promises(listed) == PromiseCount(kept=1, missed=2)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (Person(MEI, Role.AGENT, ()), True),
        (Person(WEI, Role.AGENT, ()), True),
        (Person(ROSA, Role.AGENT, ()), False),
        (Person(ROSA, Role.AGENT, {REPAIRS}), True),
        (Person(ROSA, Role.AGENT, (), {CUSTOMER}), True),
        (Person(ROSA, Role.SUPERVISOR, ()), True),
    ],
    ids=["owner", "who wrote it down", "a stranger to it", "team", "speaks with the customer", "supervisor"],
)
def test_a_task_is_handled_by_whom_it_concerns(person: Person, may: bool) -> None:
    assert may_handle(task(), person) is may
