"""One agent's day: what they were at, what they had in hand, and how that compares with their own days before. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median, quantiles
from typing import Final
from uuid import UUID

from contact_center.interactions.reading.agent_day_queries import FinishedRow, HandledPart
from contact_center.kernel.contracts.interactions import Presence, Reason
from contact_center.measures.figures import HANDLING, AgentTime, occupancy

COMPARED_DAYS: Final = 20
"""With how many of their own days before a day is compared."""
FEWEST_DAYS: Final = 5
"""With fewer no range is told: the middle of three days is noise."""


class DayState(StrEnum):
    """What an agent's time was: handling counts as such in whatever presence it is done, as in the occupancy."""

    READY = "ready"
    """Available with nothing in hand; offers that ring included."""
    WORKING = "working"
    WRAPPING = "wrapping"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"


PRESENCES: Final = {
    DayState.READY: Presence.AVAILABLE,
    DayState.WORKING: Presence.AVAILABLE,
    DayState.WRAPPING: Presence.AVAILABLE,
    DayState.AWAY: Presence.AWAY,
    DayState.NOT_RESPONDING: Presence.NOT_RESPONDING,
}
"""Where handling counts as such in whatever presence, any will do."""


def _activity(state: DayState) -> str:
    return state.value if state in HANDLING else "idle"


@dataclass(frozen=True, slots=True)
class ActivitySpan:
    """An interval of presence and activity, as the log tells it; `until` None: it goes on."""

    since: datetime
    until: datetime | None
    state: str
    reason: str | None
    activity: str


@dataclass(frozen=True, slots=True)
class StateSpan:
    state: DayState
    reason: str | None
    """Why they were away."""
    since: datetime
    until: datetime

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()


@dataclass(frozen=True, slots=True)
class StateSum:
    state: DayState
    reason: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle 80 % of an agent's own earlier days."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DayFigure:
    """A figure of the day beside what is usual for this agent; None where too few days are known."""

    value: float | None
    usual: Usual | None


@dataclass(frozen=True, slots=True)
class WorkedDay:
    agent_id: UUID
    day: date
    start: datetime
    end: datetime
    """The day's midnights in the organisation's time zone."""
    spans: tuple[StateSpan, ...]
    """Without the time in which they were signed out; they touch or have gaps, never overlap."""
    sums: tuple[StateSum, ...]
    """By state and reason; together exactly the time signed in."""
    parts: tuple[HandledPart, ...]
    """What they had in hand, offers that they did not take included, by when it was offered."""
    finished: DayFigure
    transferred: DayFigure
    medians: dict[str, DayFigure]
    """Median handling time of what was finished, in seconds, by channel."""
    goes_on: bool
    """The day is not over."""

    @property
    def signed_in_seconds(self) -> float:
        return sum(one.seconds for one in self.sums)

    @property
    def occupancy(self) -> float | None:
        """By the formula of wallboard and reports."""
        return occupancy(
            AgentTime(self.agent_id, PRESENCES[one.state], _activity(one.state), one.seconds) for one in self.sums
        )


def timeline(spans: Iterable[ActivitySpan], start: datetime, end: datetime) -> tuple[StateSpan, ...]:
    """The time between `start` and `end` in which the agent was signed in; neighbours of one state become one."""
    found: list[StateSpan] = []
    for one in sorted(spans, key=lambda span: span.since):
        state = state_of(one)
        since, until = max(one.since, start), min(one.until or end, end)
        if state is None or since >= until:
            continue
        reason = one.reason if state is DayState.AWAY else None
        last = found[-1] if found else None
        if last is not None and (last.state, last.reason, last.until) == (state, reason, since):
            found[-1] = StateSpan(state, reason, last.since, until)
        else:
            found.append(StateSpan(state, reason, since, until))
    return tuple(found)


def state_of(span: ActivitySpan) -> DayState | None:
    """None while signed out."""
    if span.state == Presence.OFFLINE:
        return None
    if span.activity in HANDLING:
        return DayState(span.activity)
    if span.state == Presence.NOT_RESPONDING:
        return DayState.NOT_RESPONDING
    return DayState.READY if span.state == Presence.AVAILABLE else DayState.AWAY


def add_up(spans: Iterable[StateSpan]) -> tuple[StateSum, ...]:
    """By state, in the order of `DayState`; several reasons for being away each for itself, the longest first."""
    seconds: dict[tuple[DayState, str | None], float] = defaultdict(float)
    for one in spans:
        seconds[one.state, one.reason] += one.seconds
    order = list(DayState)
    return tuple(
        StateSum(state, reason, total)
        for (state, reason), total in sorted(
            seconds.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1] or "")
        )
    )


def handled_seconds(part: HandledPart) -> float:
    """Contact, holds and after-contact work; parked time is none of it (see `handling_queries`)."""
    if part.connected_at is None:
        return 0.0
    upto = part.done_at or part.seen_at
    return max(0.0, (upto - part.connected_at).total_seconds() - part.parked_seconds)


def is_finished(part: HandledPart, start: datetime, end: datetime) -> bool:
    """It was taken, and was done on this day."""
    return part.connected_at is not None and part.done_at is not None and start <= part.done_at < end


def finished_figures(
    parts: Sequence[HandledPart], before: Sequence[FinishedRow], start: datetime, end: datetime
) -> tuple[DayFigure, DayFigure, dict[str, DayFigure]]:
    """Pieces finished, pieces handed on, and the median handling time by channel, each beside what is usual.

    `before`: the days before; the last `COMPARED_DAYS` on which something was finished count.
    """
    days = sorted({one.day for one in before})[-COMPARED_DAYS:]
    known = [one for one in before if one.day in days]
    done = [one for one in parts if is_finished(one, start, end)]
    handed_on = [one for one in done if one.reason == Reason.TRANSFERRED]
    medians = {}
    for channel in sorted({one.channel for one in done}):
        times = [handled_seconds(one) for one in done if one.channel == channel]
        medians[channel] = DayFigure(
            median(times), usual([one.median_seconds for one in known if one.channel == channel])
        )
    return (
        DayFigure(len(done), usual(list(_by_day(known, lambda one: one.pieces, days).values()))),
        DayFigure(len(handed_on), usual(list(_by_day(known, lambda one: one.transferred, days).values()))),
        medians,
    )


def _by_day(known: Iterable[FinishedRow], of: Callable[[FinishedRow], int], days: Iterable[date]) -> Mapping[date, int]:
    sums = dict.fromkeys(days, 0)
    for one in known:
        sums[one.day] += of(one)
    return sums


def usual(values: Sequence[float]) -> Usual | None:
    """From the tenth to the ninetieth percentile; None for fewer than `FEWEST_DAYS` days."""
    if len(values) < FEWEST_DAYS:
        return None
    tenths = quantiles(values, n=10, method="inclusive")
    return Usual(tenths[0], tenths[-1])
