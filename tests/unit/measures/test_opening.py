"""Waiting in opening hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from contact_center.kernel.opening import after_open, flat, open_seconds, shut_before
from routing.flow.hours import ALWAYS, CalendarHours, closures
from routing.flow.model import Calendar, Weekday

EVENING = datetime(2026, 11, 23, 18, tzinfo=UTC)
MORNING = EVENING + timedelta(hours=16)
NIGHT = flat([(EVENING, MORNING)])
HOUR = 3600.0


def test_a_night_is_no_waiting() -> None:
    assert open_seconds(EVENING - timedelta(hours=1), MORNING + timedelta(hours=2), NIGHT) == 3 * HOUR
    assert open_seconds(EVENING + timedelta(hours=1), MORNING - timedelta(hours=1), NIGHT) == 0


def test_nobody_waits_for_less_than_nothing() -> None:
    assert open_seconds(MORNING, EVENING, NIGHT) == 0
    assert open_seconds(MORNING, EVENING, ()) == 0


def test_a_promise_of_four_hours_made_at_five_is_due_next_day_at_one() -> None:
    assert after_open(EVENING - timedelta(hours=1), 4 * HOUR, NIGHT) == MORNING + timedelta(hours=3)
    assert after_open(EVENING - timedelta(hours=1), 0.5 * HOUR, NIGHT) == EVENING - timedelta(hours=0.5)
    assert after_open(EVENING + timedelta(hours=1), 60, NIGHT) == MORNING + timedelta(seconds=60)


def test_due_time_and_waiting_agree() -> None:
    shut = flat([(EVENING + timedelta(days=n), MORNING + timedelta(days=n)) for n in range(9)])
    for hours in (0.25, 1, 7.5, 8, 8.5, 20, 61):
        start = EVENING - timedelta(hours=2)
        assert open_seconds(start, after_open(start, hours * HOUR, shut), shut) == hours * HOUR


def test_what_was_shut_before_a_transfer_stays_known() -> None:
    noon = MORNING + timedelta(hours=2)
    assert shut_before(NIGHT, noon) == NIGHT
    assert shut_before(NIGHT, EVENING + timedelta(hours=1)) == flat([(EVENING, EVENING + timedelta(hours=1))])
    assert shut_before(NIGHT, EVENING) == []


def test_the_spans_that_travel_with_work_say_the_same_as_the_calendar() -> None:
    zone = ZoneInfo("Europe/London")
    week = {day: ["09:00-12:30", "13:00-18:00"] for day in Weekday if day is not Weekday.SUN}
    hours = CalendarHours(Calendar(time_zone="Europe/London", week=week))
    for start in (datetime(2026, 10, 23, 17, 59, tzinfo=zone), datetime(2026, 10, 25, 3, tzinfo=zone)):
        at = start.astimezone(UTC)
        shut = flat(closures(hours, at, timedelta(days=30)))
        for minutes in (5, 400, 1441, 3000, 9001):
            end = at + timedelta(minutes=minutes)
            assert open_seconds(at, end, shut) == hours.open_seconds_between(at, end)
            assert after_open(at, minutes * 60, shut) == hours.add_open_time(at, minutes * 60)
    assert closures(ALWAYS, EVENING, timedelta(days=30)) == []
