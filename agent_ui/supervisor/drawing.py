"""Geometry of the wallboard's small drawings, as SVG attribute values. Pure."""

from __future__ import annotations

from collections.abc import Sequence

SPARK_WIDTH = 160
SPARK_HEIGHT = 36
_PAD = 2


def spark_line(values: Sequence[float]) -> str:
    """The path of a trend; a single value is drawn as a flat line, none as nothing."""
    points = _points(values)
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""


def spark_area(values: Sequence[float]) -> str:
    line = spark_line(values)
    return f"{line} L{SPARK_WIDTH} {SPARK_HEIGHT} L0 {SPARK_HEIGHT} Z" if line else ""


def _points(values: Sequence[float]) -> list[tuple[float, float]]:
    if not values:
        return []
    series = list(values) * 2 if len(values) == 1 else list(values)
    top = max(*series, 4)
    step = SPARK_WIDTH / (len(series) - 1)
    usable = SPARK_HEIGHT - 2 * _PAD
    return [(n * step, SPARK_HEIGHT - _PAD - value / top * usable) for n, value in enumerate(series)]


def shares(counts: Sequence[int], gap: float = 0.15) -> list[tuple[float, float]]:
    """(x, width) of the parts of a bar that is `sum(counts)` wide, with a small gap between parts."""
    parts, x = [], 0
    for n, count in enumerate(counts):
        last = n == len(counts) - 1
        parts.append((float(x), max(0.0, count - (0 if last else gap))))
        x += count
    return parts
