"""Estimates from repeated observations, each with a 95 % interval.

A long run is cut into equal batches (batch means), a day is simulated several times over (independent
replications); either way there is a list of samples. The interval is Student's over the samples' ratios: Law,
*Simulation Modeling and Analysis*, 5th ed., 9.5.3 (batch means), 9.4.1 (replications); ratios linearised as in
Cochran, *Sampling Techniques*, 3rd ed., 6.

How many calls came and how long they took is known exactly on average, so what a sample had by chance more or
less of it is taken out by regression (control variates: Lavenberg and Welch, *Management Science* 27(3), 1981).
It moves no estimate in the long run and narrows the interval of a service level to about half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
FEWEST = 5
"""Samples below which no interval is given."""
_ENOUGH_TO_REGRESS = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval. None: nothing to estimate it from, or too few samples for an interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


NOTHING = Estimate(None)


def ratio(
    parts: Sequence[float],
    wholes: Sequence[float],
    controls: Sequence[Sequence[float]] = (),
    *,
    ceiling: float | None = None,
) -> Estimate:
    """The sum of `parts` over the sum of `wholes`, one of each a sample.

    `controls`: for each quantity a value a sample whose expectation is 0. No estimate is below 0 or above `ceiling`.
    """
    whole = sum(wholes)
    if not whole:
        return Estimate(None)
    rate, mean = sum(parts) / whole, whole / len(wholes)
    seen = [rate + (part - rate * of) / mean for part, of in zip(parts, wholes, strict=True)]
    useful = [column for column in controls if any(column)] if len(seen) >= _ENOUGH_TO_REGRESS else []
    return _within(_estimate(seen, useful), ceiling)


def _estimate(seen: Sequence[float], controls: Sequence[Sequence[float]]) -> Estimate:
    n, freedom = len(seen), len(seen) - 1 - len(controls)
    slopes = _slopes(seen, controls)
    value = _mean(seen) - sum(b * _mean(x) for b, x in zip(slopes, controls, strict=True))
    if n < FEWEST:
        return Estimate(value)
    rest = [y - sum(b * x[i] for b, x in zip(slopes, controls, strict=True)) for i, y in enumerate(seen)]
    half = quantile(freedom) * sqrt(_covariance(rest, rest) * (n - 1) / freedom / n)
    return Estimate(value, value - half, value + half)


def quantile(freedom: int, level: float = LEVEL) -> float:
    """Two-sided quantile of Student's distribution by Hill's expansion (1970); good to 0.5 % from 4 degrees on."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    v, z2 = float(freedom), z * z
    terms = (
        (z2 + 1) / (4 * v),
        ((5 * z2 + 16) * z2 + 3) / (96 * v**2),
        (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * v**3),
        ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / (92160 * v**4),
    )
    return z * (1 + sum(terms))


def _slopes(seen: Sequence[float], controls: Sequence[Sequence[float]]) -> list[float]:
    """Least squares by Gaussian elimination; a control that says nothing new gets 0."""
    rows = [[_covariance(x, other) for other in controls] + [_covariance(x, seen)] for x in controls]
    size = len(rows)
    scale = [row[i] or 1.0 for i, row in enumerate(rows)]
    for i in range(size):
        if abs(rows[i][i]) <= 1e-12 * abs(scale[i]):
            rows[i] = [0.0] * i + [1.0] + [0.0] * (size - i)
            continue
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    slopes = [0.0] * size
    for i in reversed(range(size)):
        slopes[i] = (rows[i][size] - sum(rows[i][j] * slopes[j] for j in range(i + 1, size))) / rows[i][i]
    return slopes


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    if len(one) < 2:
        return 0.0
    a, b = _mean(one), _mean(other)
    return sum((x - a) * (y - b) for x, y in zip(one, other, strict=True)) / (len(one) - 1)


def _within(estimate: Estimate, ceiling: float | None) -> Estimate:
    def clip(value: float | None) -> float | None:
        if value is None:
            return None
        value = max(0.0, value)
        return value if ceiling is None else min(ceiling, value)

    return Estimate(clip(estimate.value), clip(estimate.low), clip(estimate.high))
