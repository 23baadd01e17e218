"""The clocks of a case. Pure.

Goals (first answer, solution) run in the open hours of the case's type and stand still while the case waits for its
customer or is resolved; nothing else stops them. A statutory clock runs in calendar days and never stops.

What stands still is kept as spans, in the form in which shut hours are kept (`contact_center.kernel.opening`): so one
pair of functions counts both, and record, board and report come to the same figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contact_center.kernel.opening import Shut, after_open, open_seconds, shut_before

SOON = 0.75
"""The last quarter of a clock."""


class CaseClockKind(StrEnum):
    FIRST_ANSWER = "first_answer"
    SOLVE = "solve"
    STATUTORY = "statutory"


class ClockState(StrEnum):
    RUNNING = "running"
    SOON = "soon"
    """In its last quarter."""
    LATE = "late"
    STANDING = "standing"
    """It stands still and is not late."""
    MET = "met"
    MISSED = "missed"
    """It ended after its goal."""


@dataclass(frozen=True, slots=True)
class Clock:
    kind: CaseClockKind
    started_at: datetime
    goal: int
    """Open seconds; of a statutory clock days of the calendar."""
    shut: Shut = ()
    """When the type is shut, settled when the case was opened; empty for a statutory clock."""
    still: Shut = ()
    """Spans in which it stood still."""
    still_since: datetime | None = None
    """It stands still now."""
    ended_at: datetime | None = None
    """Answered, or resolved."""
    deadline: datetime | None = None
    """Of a statutory clock: the instant after its last day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock at an instant."""

    kind: CaseClockKind
    state: ClockState
    spent: float
    """Open seconds; of a statutory clock seconds of the calendar."""
    goal: float
    """In the same seconds."""
    due_at: datetime | None
    """None while it stands still, and has time left."""
    stood_still: float
    """Open seconds that did not count."""
    days: int | None = None
    """Of a statutory clock, as it was when the case was opened."""

    @property
    def share(self) -> float:
        return min(1.0, self.spent / self.goal) if self.goal else 1.0


def statutory_deadline(opened_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The end of the last day, counted from the day after (Civil Code of Taiwan §120: the first day does not count).

    A deadline on a holiday is not moved to the next day (§122 would allow it): who answers earlier errs on no side.
    """
    last = opened_at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def read(clock: Clock, now: datetime) -> Reading:
    until = min(now, clock.ended_at) if clock.ended_at else now
    if clock.kind is CaseClockKind.STATUTORY:
        assert clock.deadline is not None
        goal = (clock.deadline - clock.started_at).total_seconds()
        spent = max(0.0, (until - clock.started_at).total_seconds())
        state = _state(clock, spent, goal, standing=False)
        return Reading(clock.kind, state, spent, goal, clock.deadline, 0.0, clock.goal)
    still = _still_until(clock, until)
    stopped = united(clock.shut, still)
    spent = open_seconds(clock.started_at, until, stopped)
    standing = clock.still_since is not None and clock.ended_at is None
    due = after_open(clock.started_at, clock.goal, united(clock.shut, clock.still))
    known = not standing or (clock.still_since is not None and due <= clock.still_since)
    return Reading(
        clock.kind,
        _state(clock, spent, clock.goal, standing=standing),
        spent,
        float(clock.goal),
        due if known else None,
        open_seconds(clock.started_at, until, clock.shut) - spent,
    )


def due(clock: Clock) -> datetime | None:
    """When it will have run out if nothing stops it; None once it ended or while it stands still with time left."""
    if clock.ended_at is not None:
        return None
    if clock.kind is CaseClockKind.STATUTORY:
        return clock.deadline
    at = after_open(clock.started_at, clock.goal, united(clock.shut, clock.still))
    return at if clock.still_since is None or at <= clock.still_since else None


def stand(clock: Clock, now: datetime) -> Clock:
    """Stops counting. A statutory clock, one that ended and one that stands already are left as they are."""
    if clock.kind is CaseClockKind.STATUTORY or clock.ended_at is not None or clock.still_since is not None:
        return clock
    return replace(clock, still_since=max(now, clock.started_at))


def run_on(clock: Clock, now: datetime) -> Clock:
    """Counts again from now."""
    if clock.still_since is None:
        return clock
    span = [int(clock.still_since.timestamp()), int(now.timestamp())]
    kept = [*clock.still, *span] if span[1] > span[0] else list(clock.still)
    return replace(clock, still=united(kept), still_since=None)


def end(clock: Clock, now: datetime) -> Clock:
    """What it was for has happened. Time in which it stood until now did not count."""
    if clock.ended_at is not None:
        return clock
    return replace(run_on(clock, now), ended_at=now)


def as_if_never_ended(clock: Clock, standing_since: datetime | None) -> Clock:
    """What seemed to end it has not happened: the time since then counts, except where it stands still meanwhile."""
    if clock.ended_at is None:
        return clock
    since = None if standing_since is None else max(standing_since, clock.ended_at)
    return replace(clock, ended_at=None, still_since=since)


def resume(clock: Clock, now: datetime) -> Clock:
    """The case is opened again: the clock goes on where it stopped; the time between did not count.

    A statutory clock goes on as if nothing had been: its time runs on.
    """
    if clock.ended_at is None:
        return run_on(clock, now)
    if clock.kind is CaseClockKind.STATUTORY:
        return replace(clock, ended_at=None)
    return run_on(replace(clock, still_since=clock.ended_at, ended_at=None), now)


def merged(one: Clock, other: Clock, now: datetime) -> Clock:
    """Of two cases that become one, the clock that runs out first; one that has ended counts only if both have."""
    if (one.ended_at is None) != (other.ended_at is None):
        return one if one.ended_at is None else other
    if one.kind is CaseClockKind.STATUTORY:
        return min(one, other, key=lambda clock: (clock.deadline or datetime.max.replace(tzinfo=UTC), clock.started_at))
    return min(one, other, key=lambda clock: (left(clock, now), clock.started_at))


def left(clock: Clock, now: datetime) -> float:
    """Open seconds until it runs out, below zero once it has."""
    if clock.kind is CaseClockKind.STATUTORY:
        assert clock.deadline is not None
        return (clock.deadline - now).total_seconds()
    reading = read(clock, now)
    if reading.due_at is not None and reading.due_at < now:
        return -open_seconds(reading.due_at, now, united(clock.shut, _still_until(clock, now)))
    return reading.goal - reading.spent


def united(*several: Shut) -> tuple[int, ...]:
    """Spans of several lists as one ascending list without overlaps."""
    pairs = sorted(pair for spans in several for pair in zip(spans[::2], spans[1::2], strict=True))
    found: list[list[int]] = []
    for begins, ends in pairs:
        if ends <= begins:
            continue
        if found and begins <= found[-1][1]:
            found[-1][1] = max(found[-1][1], ends)
        else:
            found.append([begins, ends])
    return tuple(second for span in found for second in span)


def settled(shut: Shut, fresh: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Shut hours that were settled once stay as they were up to now; later ones follow the calendar of today."""
    return united(shut_before(shut, now), _after(fresh, now))


def earliest(clocks: Iterable[Clock]) -> tuple[CaseClockKind, datetime] | None:
    """Which clock runs out first, and when."""
    running = [(at, clock.kind) for clock in clocks if (at := due(clock)) is not None]
    if not running:
        return None
    at, kind = min(running)
    return kind, at


def _still_until(clock: Clock, until: datetime) -> tuple[int, ...]:
    if clock.still_since is None or clock.still_since >= until:
        return united(clock.still)
    return united(clock.still, (int(clock.still_since.timestamp()), -int(-until.timestamp() // 1)))


def _after(spans: Sequence[int], at: datetime) -> list[int]:
    since = int(at.timestamp())
    pairs = zip(spans[::2], spans[1::2], strict=True)
    return [second for begins, ends in pairs if ends > since for second in (max(begins, since), ends)]


def _state(clock: Clock, spent: float, goal: float, *, standing: bool) -> ClockState:
    if clock.ended_at is not None:
        return ClockState.MET if spent <= goal else ClockState.MISSED
    if spent > goal:
        return ClockState.LATE
    if standing:
        return ClockState.STANDING
    return ClockState.SOON if spent >= SOON * goal else ClockState.RUNNING
