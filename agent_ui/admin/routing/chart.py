"""Geometry of the charts by interval, as SVG attribute values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 120
TICKS = 12
"""Labels below a chart at most."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: what went well, with what did not upon it."""

    x: float
    width: float
    good_y: float
    good_height: float
    late_y: float
    late_height: float
    text: str
    """The same in words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A share with its interval of confidence."""

    x: float
    width: float
    y: float
    band_y: float
    band_height: float
    late: bool
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    top: str
    """What the full height stands for."""
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    goal_y: float | None = None
    ticks: tuple[str, ...] = ()
    """Evenly below the columns; empty where there is no label."""


def bars(values: Sequence[tuple[int, int, str]], top: int) -> tuple[Bar, ...]:
    """From (all, of these late, in words) of each interval; `top` is the most of any."""
    step, found = _step(len(values)), []
    for n, (total, late, text) in enumerate(values):
        high, late_height = _height(total, top), _height(late, top)
        good_y = round(HEIGHT - (high - late_height), 1)
        found.append(
            Bar(round(n * step + step * 0.1, 1), round(step * 0.8, 1), good_y, round(high - late_height, 1),
                round(HEIGHT - high, 1), late_height, text)
        )  # fmt: skip
    return tuple(found)


def marks(values: Sequence[tuple[float, float, float, str] | None], goal: float) -> tuple[Mark, ...]:
    """From (share, low, high, in words) of each interval, None where nothing came."""
    step, found = _step(len(values)), []
    for n, value in enumerate(values):
        if value is None:
            continue
        share, low, high, text = value
        x, width = round(n * step + step * 0.15, 1), round(step * 0.7, 1)
        band = round(max(0.0, high - low) * HEIGHT, 1)
        found.append(Mark(x, width, _down(share), _down(high), band, share < goal, text))
    return tuple(found)


def ticks(labels: Sequence[str]) -> tuple[str, ...]:
    """Every n-th label, so that they stay apart."""
    every = max(1, -(-len(labels) // TICKS))
    return tuple(label if n % every == 0 else "" for n, label in enumerate(labels))


def _step(count: int) -> float:
    return WIDTH / max(1, count)


def _height(value: int, top: int) -> float:
    return round(value / max(1, top) * HEIGHT, 1)


def _down(share: float) -> float:
    return round((1 - min(1.0, max(0.0, share))) * HEIGHT, 1)
