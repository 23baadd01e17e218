"""Opening hours on the time line: open or not, when next, and how long in open hours. Pure.

All instants are aware UTC. A span is open while the clock on the wall of the calendar's time zone stands in
it: an hour that daylight saving skips is not open time, and an hour that happens twice counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from routing.flow.model import DAY, Calendar, Weekday, minutes_of
from routing.policy.errors import Problem, ProblemCode

LOOKS_AHEAD = timedelta(days=800)
"""Hours that do not open within this are taken as never opening."""
_WEEK = tuple(Weekday)
_SECOND = timedelta(seconds=1)

Interval = tuple[datetime, datetime]


class Hours(Protocol):
    """When a queue is open."""

    def is_open(self, at: datetime) -> bool: ...

    def next_opening(self, at: datetime) -> datetime | None:
        """`at` itself if open then; None if it never opens again (within `LOOKS_AHEAD`)."""
        ...

    def closes_at(self, at: datetime) -> datetime | None:
        """The end of the span `at` is in; None if it is closed then, or open without end."""
        ...

    def open_seconds_between(self, start: datetime, end: datetime) -> float:
        """Open time within, 0.0 if `end` is not after `start`."""
        ...

    def add_open_time(self, at: datetime, seconds: float) -> datetime | None:
        """The instant by which so much open time has passed; None if there is not so much to come."""
        ...


class AlwaysOpen:
    """A queue without a calendar."""

    def is_open(self, at: datetime) -> bool:
        return True

    def next_opening(self, at: datetime) -> datetime | None:
        return at

    def closes_at(self, at: datetime) -> datetime | None:
        return None

    def open_seconds_between(self, start: datetime, end: datetime) -> float:
        return max(0.0, (end - start).total_seconds())

    def add_open_time(self, at: datetime, seconds: float) -> datetime | None:
        return at + timedelta(seconds=seconds)


class CalendarHours:
    """The hours of a calendar; days are worked out once and kept."""

    def __init__(self, calendar: Calendar) -> None:
        self._zone = ZoneInfo(calendar.time_zone)
        self._week = [_minutes(calendar.week.get(day, [])) for day in _WEEK]
        self._special: dict[date, list[tuple[int, int]]] = {one.day: _minutes(one.hours) for one in calendar.holidays}
        self._holidays = frozenset(one.day for one in calendar.holidays)
        for one in calendar.workdays:
            usual = calendar.week.get(one.like, []) if one.hours is None else one.hours
            self._special[one.day] = _minutes(usual)
        self._days: dict[date, list[Interval]] = {}

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._around(at))

    def is_holiday(self, at: datetime) -> bool:
        """The day has hours of its own, or none, as a holiday."""
        return at.astimezone(self._zone).date() in self._holidays

    def next_opening(self, at: datetime) -> datetime | None:
        for start, _ in self._from(at):
            return max(start, at)
        return None

    def closes_at(self, at: datetime) -> datetime | None:
        for start, end in self._from(at):
            return end if start <= at else None
        return None

    def open_seconds_between(self, start: datetime, end: datetime) -> float:
        total = 0.0
        for opens, closes in self._from(start, until=end):
            if opens >= end:
                break
            total += (min(closes, end) - max(opens, start)).total_seconds()
        return total

    def add_open_time(self, at: datetime, seconds: float) -> datetime | None:
        left = timedelta(seconds=seconds)
        for opens, closes in self._from(at):
            begin = max(opens, at)
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        return None

    def _around(self, at: datetime) -> list[Interval]:
        today = at.astimezone(self._zone).date()
        return [*self._day(today - timedelta(days=1)), *self._day(today)]

    def _from(self, at: datetime, until: datetime | None = None) -> Iterator[Interval]:
        """Open intervals that end after `at`, merged where one goes on in the next."""
        day = at.astimezone(self._zone).date() - timedelta(days=1)
        last = (until or at + LOOKS_AHEAD).astimezone(self._zone).date()
        held: Interval | None = None
        while day <= last:
            for start, end in self._day(day):
                if held is not None and start <= held[1]:
                    held = held[0], max(held[1], end)
                    continue
                if held is not None and held[1] > at:
                    yield held
                held = start, end
            day += timedelta(days=1)
        if held is not None and held[1] > at:
            yield held

    def _day(self, day: date) -> list[Interval]:
        """What opens on a local date."""
        found = self._days.get(day)
        if found is None:
            spans = self._special.get(day, self._week[day.weekday()])
            read = ((self._instant(day, start, 0), self._instant(day, end, 1)) for start, end in spans)
            found = self._days[day] = [(start, end) for start, end in read if start < end]
        return found

    def _instant(self, day: date, minute: int, fold: int) -> datetime:
        """When the wall shows this; of two instants the first for an opening, the second for a closing."""
        days, rest = divmod(minute, DAY)
        wall = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60), fold=fold), self._zone)
        at = wall.astimezone(UTC)
        skipped = at.astimezone(self._zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
        return self._change_near(at) if skipped else at

    def _change_near(self, at: datetime) -> datetime:
        """The instant at which the clocks are put forward, within three hours of `at`, to the second."""
        before, after = at - timedelta(hours=3), at + timedelta(hours=3)
        offset = before.astimezone(self._zone).utcoffset()
        while after - before > _SECOND:
            middle = before + (after - before) / 2
            if middle.astimezone(self._zone).utcoffset() == offset:
                before = middle
            else:
                after = middle
        return after.replace(microsecond=0)


ALWAYS = AlwaysOpen()


def closures(hours: Hours, at: datetime, ahead: timedelta) -> list[Interval]:
    """When it is shut from `at` on, as far as that begins within `ahead`."""
    found, last = [], at + ahead
    begins = at if not hours.is_open(at) else hours.closes_at(at)
    while begins is not None and begins < last:
        ends = hours.next_opening(begins)
        if ends is None:
            found.append((begins, begins + LOOKS_AHEAD))
            break
        found.append((begins, ends))
        begins = hours.closes_at(ends)
    return found


def hours_of(calendar: Calendar | None) -> Hours:
    """The hours of a calendar; None is always open."""
    return ALWAYS if calendar is None else CalendarHours(calendar)


def is_holiday(hours: Hours, at: datetime) -> bool:
    return isinstance(hours, CalendarHours) and hours.is_holiday(at)


@lru_cache(maxsize=256)
def stored_hours(document: str) -> Hours:
    """The hours of a calendar as stored (JSON text); read once, as work comes in far more often than it changes."""
    return CalendarHours(Calendar.model_validate_json(document))


def hours_problems(name: str, calendar: Calendar, now: datetime) -> Iterator[Problem]:
    """What is wrong with a calendar that each of its fields allows."""
    hours = CalendarHours(calendar)
    if hours.next_opening(now) is None:
        yield Problem(f"calendars[{name}]", ProblemCode.OPENS_TOO_LATE, {"days": LOOKS_AHEAD.days})
    for n, one in enumerate(calendar.workdays):
        if one.hours is None and not calendar.week.get(one.like):
            args = {"day": one.day.isoformat(), "like": one.like.value}
            yield Problem(f"calendars[{name}].workdays[{n}]", ProblemCode.WORKDAY_WITHOUT_HOURS, args)


def _minutes(spans: list[str]) -> list[tuple[int, int]]:
    return sorted(minutes_of(span) for span in spans)
