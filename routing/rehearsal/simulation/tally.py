"""What is counted while time passes: calls by the interval of their entry, agents' time by when it was spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.engine.instants import SECOND


class TallyRow:
    """Calls of one stream of arrivals that entered in one interval. Times are microseconds."""

    __slots__ = (
        "abandoned",
        "answered",
        "blocked",
        "early",
        "ended",
        "excess",
        "moved",
        "offered",
        "short",
        "stuck",
        "wait",
        "waited",
        "within",
    )

    def __init__(self) -> None:
        self.offered = self.answered = self.within = self.waited = 0
        self.abandoned = 0
        self.short = 0
        """Of the abandoned, those that left before the limit below which it does not count."""
        self.blocked = 0
        """Turned away as there was no place to wait."""
        self.ended = 0
        """By the policy while it waited."""
        self.moved = 0
        """Answered or not, it was sent to another queue while it waited."""
        self.stuck = 0
        """Still waiting when all was over."""
        self.early = 0
        """Of the stuck, those whose target was not over yet: they count neither way."""
        self.wait = 0
        """Of all calls, until answered, abandoned or the end."""
        self.excess = 0.0
        """Seconds of work that came, beyond what as many calls bring on average."""

    def add(self, other: TallyRow) -> None:
        for name in TallyRow.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a stream of arrivals, in microseconds."""

    target: int
    short: int


class Time:
    """Agents' time of one group in one interval, in microseconds."""

    __slots__ = ("busy", "staffed")

    def __init__(self) -> None:
        self.busy = 0
        """With at least one piece of work open."""
        self.staffed = 0
        """Present, or finishing what was open at the end of the shift."""


class Tally:
    """One run: `rows[stream][interval]`, `times[group][interval]`. What comes before `begin` is not counted."""

    def __init__(self, limits: Sequence[Limits], groups: int, begin: int, interval: int, intervals: int) -> None:
        self.begin, self.interval, self.intervals = begin, interval, intervals
        self.limits = limits
        self.rows = [[TallyRow() for _ in range(intervals)] for _ in limits]
        self.times = [[Time() for _ in range(intervals)] for _ in range(groups)]

    def row(self, stream: int, entered: int) -> TallyRow | None:
        since = entered - self.begin
        if since < 0 or since >= self.interval * self.intervals:
            return None
        return self.rows[stream][since // self.interval]

    def came(self, stream: int, entered: int, excess_s: float) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.offered += 1
            row.excess += excess_s

    def answered(self, stream: int, entered: int, wait: int, *, waited: bool) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.answered += 1
            row.wait += wait
            row.waited += waited
            row.within += wait <= self.limits[stream].target

    def abandoned(self, stream: int, entered: int, wait: int) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.abandoned += 1
            row.waited += 1
            row.wait += wait
            row.short += wait < self.limits[stream].short

    def blocked(self, stream: int, entered: int) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.blocked += 1

    def ended(self, stream: int, entered: int, wait: int) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.ended += 1
            row.waited += 1
            row.wait += wait

    def moved(self, stream: int, entered: int) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.moved += 1

    def stuck(self, stream: int, entered: int, wait: int) -> None:
        row = self.row(stream, entered)
        if row is not None:
            row.stuck += 1
            row.early += wait <= self.limits[stream].target
            row.waited += 1
            row.wait += wait

    def spent(self, group: int, since: int, until: int, *, busy: bool) -> None:
        """Time of an agent, cut at the borders of the intervals."""
        since = max(since, self.begin) - self.begin
        until = min(until - self.begin, self.interval * self.intervals)
        while since < until:
            number = since // self.interval
            end = min(until, (number + 1) * self.interval)
            time = self.times[group][number]
            if busy:
                time.busy += end - since
            else:
                time.staffed += end - since
            since = end


def seconds(micros: float) -> float:
    return micros / SECOND
