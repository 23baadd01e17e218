"""How long who waits will wait still, from what was seen lately, and how far such figures were off. Pure.

A line is a queue and a tier. Who is at place p needs p departures of the line: with μ answers per second while
somebody waited, and each of the others leaving unanswered at rate θ,

    expected wait = Σ (i = 0 … p − 1) 1 / (μ + i θ)

the queue-length estimator with abandonment of Ibrahim and Whitt, «Real-time delay estimation in overloaded
multiserver queues with abandonments», Management Science 55 (2009), with the measured departure rate in place of
servers × service rate: so shared agents, several chats at once and breaks are in the figure without being modelled.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median

WINDOW = timedelta(minutes=30)
"""What counts as lately."""
LEAST_ANSWERS = 10
"""With fewer in the window there is no figure."""
MOST_SECONDS = 3600.0
"""Beyond an hour there is no figure, either: too much changes until then."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in a line; `left` None: it waits still."""

    since: datetime
    left: datetime | None
    answered: bool


@dataclass(frozen=True, slots=True)
class QueuePace:
    """How fast a line moved while somebody waited in it."""

    answers: int
    answers_per_s: float
    leaves_per_waiting_s: float
    """Of each who waits, unanswered."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """Figures that would have been given at entry, beside what came; seconds."""

    waits: int
    """Answered waits for which there was a figure."""
    without_figure: int
    mean_wait: float
    mean_error: float
    """Figure minus wait: above 0 the figures were too long."""
    mean_absolute_error: float
    median_absolute_error: float
    waited_longer: float
    """Share of those who waited longer than the figure plus a minute."""


def pace(waits: Iterable[Wait], now: datetime) -> QueuePace | None:
    """None without enough answers in the window."""
    start, answers, leaves, waited = now - WINDOW, 0, 0, 0.0
    spans = []
    for wait in waits:
        end = min(wait.left or now, now)
        if end <= start or wait.since >= now:
            continue
        begin = max(wait.since, start)
        spans.append((begin, end))
        waited += (end - begin).total_seconds()
        if wait.left is not None and wait.left <= now:
            answers += wait.answered
            leaves += not wait.answered
    busy = _covered(spans)
    if answers < LEAST_ANSWERS or busy <= 0 or waited <= 0:
        return None
    return QueuePace(answers, answers / busy, leaves / waited)


def expected_seconds(pace: QueuePace | None, place: int) -> float | None:
    """Until who is at this place (1: next) is answered; None without an honest figure."""
    if pace is None or place < 1:
        return None
    seconds = 0.0
    for ahead in range(place):
        seconds += 1 / (pace.answers_per_s + ahead * pace.leaves_per_waiting_s)
        if seconds > MOST_SECONDS:
            return None
    return seconds


def to_announce(seconds: float | None, before: float | None) -> float | None:
    """In full minutes, rounded up, and never more than was announced before; a figure once given stays."""
    if seconds is None:
        return before
    rounded = 60.0 * -(-seconds // 60)
    return rounded if before is None else min(rounded, before)


def back_test(history: Sequence[Wait], most: int = 500) -> BackTest | None:
    """Gives each of the last `most` answered waits the figure of its entry, from what was known then only."""
    ordered = sorted(history, key=lambda wait: wait.since)
    begun = [wait.since for wait in ordered]
    tested = [n for n, wait in enumerate(ordered) if wait.answered and wait.left is not None][-most:]
    errors, waits, without = [], [], 0
    for n in tested:
        wait = ordered[n]
        known = ordered[bisect_left(begun, wait.since - 4 * WINDOW) : bisect_right(begun, wait.since)]
        ahead = sum(other.left is None or other.left > wait.since for other in known if other.since < wait.since)
        figure = expected_seconds(pace(_as_known(known, wait.since), wait.since), ahead + 1)
        if figure is None:
            without += 1
            continue
        assert wait.left is not None
        waits.append((wait.left - wait.since).total_seconds())
        errors.append(figure - waits[-1])
    return _summed(waits, errors, without) if waits else None


def _as_known(waits: Iterable[Wait], now: datetime) -> list[Wait]:
    """What had not happened yet is taken away."""
    return [wait if wait.left is None or wait.left <= now else Wait(wait.since, None, False) for wait in waits]


def _summed(waits: list[float], errors: list[float], without: int) -> BackTest:
    sizes = [abs(error) for error in errors]
    return BackTest(
        waits=len(waits),
        without_figure=without,
        mean_wait=fmean(waits),
        mean_error=fmean(errors),
        mean_absolute_error=fmean(sizes),
        median_absolute_error=median(sizes),
        waited_longer=sum(error < -60 for error in errors) / len(errors),
    )


def _covered(spans: list[tuple[datetime, datetime]]) -> float:
    """Seconds covered by at least one span."""
    total, reached = 0.0, None
    for begin, end in sorted(spans):
        if reached is None or begin > reached:
            total += (end - begin).total_seconds()
            reached = end
        elif end > reached:
            total += (end - reached).total_seconds()
            reached = end
    return total
