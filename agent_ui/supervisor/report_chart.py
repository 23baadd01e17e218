"""A report by time as a picture: what was offered, and the service level with its goal and what is certain of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from agent_ui.supervisor.report_views import ChartBar, ReportChart
from agent_ui.words.languages import Words
from contact_center.measures.report import ReportLine
from contact_center.warehouse.definitions.counts import likely

WIDE: Final = 960.0
HIGH: Final = 160.0
TICKS: Final = 12


def chart(
    words: Words,
    lines: Sequence[ReportLine],
    before: Sequence[ReportLine],
    name: Callable[[ReportLine], str],
    goal: float | None,
) -> ReportChart | None:
    """`before`: the same intervals of the time before, as many or none. None where nothing was offered."""
    most = max((one.counts.offered for one in (*lines, *before)), default=0)
    if not most:
        return None
    step = WIDE / len(lines)
    bars = []
    for n, one in enumerate(lines):
        height = round(HIGH * one.counts.offered / most, 1)
        then = before[n] if before else None
        label = words.gettext("%(when)s: %(n)s offered", when=name(one), n=words.number(one.counts.offered))
        bars.append(
            ChartBar(
                round(n * step + step * 0.15, 1), round(step * 0.7, 1), round(HIGH - height, 1), height, label,
                round(HIGH * (1 - then.counts.offered / most), 1) if then is not None else None,
            )
        )  # fmt: skip
    every = -(-len(lines) // TICKS)
    shares = [one.level.share for one in lines]
    return ReportChart(
        tuple(bars), words.number(most), _polylines(shares, step),
        _polylines([one.level.share for one in before], step), tuple(_bands(lines, step)),
        tuple(
            (
                _x(n, step), _y(share),
                words.gettext("%(when)s: %(share)s %%", when=name(lines[n]), share=words.percent(share)),
            )
            for n, share in enumerate(shares) if share is not None
        ),
        _y(goal) if goal is not None else None,
        words.gettext("goal %(share)s %%", share=words.percent(goal)) if goal is not None else "",
        tuple(name(one) if n % every == 0 else "" for n, one in enumerate(lines)),
    )  # fmt: skip


def _x(n: int, step: float) -> float:
    return round((n + 0.5) * step, 1)


def _y(share: float) -> float:
    return round(HIGH * (1 - share), 1)


def _stretches(shares: Sequence[float | None]) -> Iterator[list[int]]:
    """Intervals in a row in which something was due."""
    found: list[int] = []
    for n, share in enumerate(shares):
        if share is not None:
            found.append(n)
        elif found:
            yield found
            found = []
    if found:
        yield found


def _polylines(shares: Sequence[float | None], step: float) -> tuple[str, ...]:
    return tuple(
        " ".join(f"{_x(n, step)},{_y(share)}" for n in run if (share := shares[n]) is not None)
        for run in _stretches(shares)
        if len(run) > 1
    )


def _bands(lines: Sequence[ReportLine], step: float) -> Iterator[str]:
    for run in _stretches([one.level.share for one in lines]):
        ranges = [(n, sure) for n in run if (sure := likely(lines[n].level)) is not None]
        if len(ranges) > 1:
            upper = [f"{_x(n, step)},{_y(sure.high)}" for n, sure in ranges]
            yield " ".join(upper + [f"{_x(n, step)},{_y(sure.low)}" for n, sure in reversed(ranges)])
