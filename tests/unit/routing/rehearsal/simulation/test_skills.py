"""Two skills suffice (Wallace and Whitt, Manufacturing & Service Operations Management 7(4), 2005)."""

from __future__ import annotations

import pytest

from routing.rehearsal.simulation import erlang
from routing.rehearsal.simulation.intervals import Estimate
from tests.unit.routing.rehearsal.simulation.skills import AGENTS, HANDLE_S, LOAD, ROOM, Outcome, run

pytestmark = pytest.mark.xdist_group("skills")

CALLS = 40_000


@pytest.fixture(scope="module")
def one() -> Outcome:
    return run(1, CALLS)


@pytest.fixture(scope="module")
def two() -> Outcome:
    return run(2, CALLS)


@pytest.fixture(scope="module")
def six() -> Outcome:
    return run(6, CALLS)


@pytest.fixture(scope="module")
def oldest() -> Outcome:
    return run(6, CALLS, oldest=True)


def within(estimate: Estimate, truth: float) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= truth <= estimate.high


def test_all_skills_and_the_oldest_call_first_is_one_queue(oldest: Outcome) -> None:
    """Exact by M/M/90 with 30 places: 0.36 % turned away, 0.45 minutes."""
    blocked, wait_s = erlang.finite(LOAD, AGENTS, ROOM, HANDLE_S)
    assert within(oldest.blocked, blocked)
    assert within(oldest.wait_min, wait_s / 60)


def test_two_skills_recover_nine_tenths_of_what_six_gain(one: Outcome, two: Outcome, six: Outcome) -> None:
    waits = [outcome.wait_min.value for outcome in (one, two, six)]
    blocked = [outcome.blocked.value for outcome in (one, two, six)]
    assert recovered(waits) >= 0.9
    assert recovered(blocked) >= 0.9


def recovered(values: list[float | None]) -> float:
    few, some, all_of_them = (value for value in values if value is not None)
    return (few - some) / (few - all_of_them)


def test_one_skill_is_six_small_centres(one: Outcome) -> None:
    """3.65 % turned away, 2.42 minutes in two runs of 230,000 calls."""
    assert one.blocked.value == pytest.approx(0.0365, abs=0.005)
    assert one.wait_min.value == pytest.approx(2.42, abs=0.15)


def test_the_level_depends_on_the_order_in_which_calls_are_served(six: Outcome, oldest: Outcome) -> None:
    """The same agents and calls, the same mean wait; more in time where one's own kind comes first."""
    assert six.wait_min.value == pytest.approx(oldest.wait_min.value, rel=0.1)
    assert six.level.value is not None
    assert oldest.level.value is not None
    assert six.level.value > oldest.level.value + 0.01
