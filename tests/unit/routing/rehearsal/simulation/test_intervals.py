"""Estimates, their intervals, and what regression on known chance does to them."""

from __future__ import annotations

from random import Random

import pytest

from routing.rehearsal.simulation.intervals import Estimate, quantile, ratio


@pytest.mark.parametrize(("freedom", "value"), [(4, 2.776), (9, 2.262), (19, 2.093), (29, 2.045), (200, 1.972)])
def test_quantiles_of_student(freedom: int, value: float) -> None:
    assert quantile(freedom) == pytest.approx(value, rel=0.005)


def test_a_ratio_is_of_sums_and_not_a_mean_of_ratios() -> None:
    assert ratio([1, 90], [10, 90]).value == pytest.approx(0.91)


def test_nothing_to_estimate_from_is_said() -> None:
    assert ratio([0, 0], [0, 0]) == Estimate(None)


def test_too_few_samples_have_no_interval() -> None:
    assert ratio([1, 2, 3, 4], [10] * 4) == Estimate(0.25)


def test_no_share_is_below_0_or_above_1() -> None:
    found = ratio([10, 10, 10, 9, 10, 10], [10] * 6, ceiling=1.0)
    assert found.high == 1.0
    assert found.low is not None
    assert found.low > 0.9


def test_an_interval_covers_the_mean_as_often_as_it_says() -> None:
    random, covered = Random(5), 0
    for _ in range(400):
        found = ratio([random.gauss(7, 2) for _ in range(20)], [1.0] * 20)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 7 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_known_chance_is_taken_out() -> None:
    """Half of what makes the samples differ is known to be 0 on average: the interval still covers, and is narrower."""
    random, covered, narrower = Random(6), 0, 0.0
    for _ in range(200):
        known = [random.gauss(0, 3) for _ in range(30)]
        seen = [20 + x + random.gauss(0, 1) for x in known]
        plain, found = ratio(seen, [1.0] * 30), ratio(seen, [1.0] * 30, [known])
        assert None not in (found.low, found.high, plain.low, plain.high)
        covered += found.low <= 20 <= found.high  # type: ignore[operator]
        narrower += (found.high - found.low) / (plain.high - plain.low) / 200  # type: ignore[operator]
    assert 0.90 <= covered / 200 <= 0.99
    assert narrower < 0.4


def test_a_control_that_says_the_same_twice_does_no_harm() -> None:
    known = [float(n - 5) for n in range(11)]
    found = ratio([3 + x for x in known], [1.0] * 11, [known, [2 * x for x in known], [0.0] * 11])
    assert found.value == pytest.approx(3)
