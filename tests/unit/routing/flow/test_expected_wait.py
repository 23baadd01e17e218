"""The expected wait: the formula, what it needs, and how far it is off on a generated day."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from routing.flow.expected_wait import QueuePace, Wait, back_test, expected_seconds, pace, to_announce

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_the_formula_by_hand() -> None:
    assert expected_seconds(QueuePace(20, 0.1, 0.0), 3) == pytest.approx(30)
    assert expected_seconds(QueuePace(20, 0.1, 0.1), 3) == pytest.approx(10 + 5 + 10 / 3)
    assert expected_seconds(None, 1) is None
    assert expected_seconds(QueuePace(10, 0.001, 0.0), 4) is None, "beyond an hour"


def test_the_pace_counts_only_the_time_in_which_somebody_waited() -> None:
    waits = [Wait(at(60 * n), at(60 * n + 20), True) for n in range(12)]
    found = pace(waits, at(12 * 60))
    assert found is not None
    assert found.answers == 12
    assert found.answers_per_s == pytest.approx(1 / 20)
    overlapping = [Wait(at(0), at(10 * n + 10), True) for n in range(12)]
    found = pace(overlapping, at(200))
    assert found is not None
    assert found.answers_per_s == pytest.approx(1 / 10)


def test_there_is_no_figure_without_enough_answers_lately() -> None:
    waits = [Wait(at(60 * n), at(60 * n + 20), True) for n in range(9)]
    assert pace(waits, at(9 * 60)) is None
    ten = [*waits, Wait(at(540), at(550), True)]
    assert pace(ten, at(600)) is not None
    assert pace(ten, at(3 * 3600)) is None, "too long ago"


def test_what_is_announced_is_in_minutes_and_never_gets_worse() -> None:
    assert to_announce(61, None) == 120
    assert to_announce(200, 120) == 120
    assert to_announce(30, 120) == 60
    assert to_announce(None, 120) == 120
    assert to_announce(None, None) is None


def generated(servers: int, load: float, hours: float, patience: float, seed: int) -> list[Wait]:
    """A day of a line: Poisson arrivals, exponential handling of 180 s, exponential patience, first come first."""
    random, handling = Random(seed), 180.0
    free, waits, now = [0.0] * servers, [], 0.0
    while now < hours * 3600:
        now += random.expovariate(load * servers / handling)
        begins = max(now, free[0])
        gives_up = now + random.expovariate(1 / patience)
        if begins > gives_up:
            waits.append(Wait(at(now), at(gives_up), False))
            continue
        heapq.heapreplace(free, begins + random.expovariate(1 / handling))
        waits.append(Wait(at(now), at(begins + 1), True))
    return waits


@pytest.mark.parametrize(("servers", "load", "patience"), [(10, 1.1, 300.0), (5, 1.3, 240.0), (20, 1.05, 600.0)])
def test_back_tested_on_a_busy_generated_day_the_figures_are_unbiased(
    servers: int, load: float, patience: float
) -> None:
    found = back_test(generated(servers, load, 5, patience, seed=7))
    assert found is not None
    assert found.waits >= 300
    assert abs(found.mean_error) < 0.25 * found.mean_wait
    assert found.mean_absolute_error < 0.75 * found.mean_wait, "chance alone makes half of it"
    assert found.waited_longer < 0.15


def test_a_back_test_without_a_figure_says_none() -> None:
    assert back_test([Wait(at(0), at(5), True)]) is None
