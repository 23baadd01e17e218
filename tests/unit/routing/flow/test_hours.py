"""Opening hours: when, until when, and how much open time, over nights, holidays and daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.flow.hours import ALWAYS, CalendarHours, hours_of, hours_problems, stored_hours
from routing.flow.model import Calendar, Holiday, Weekday, Workday, minutes_of
from tests.told import misshapen, told

TAIPEI, BERLIN = ZoneInfo("Asia/Taipei"), ZoneInfo("Europe/Berlin")
WORKDAYS = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
OFFICE = Calendar(week={day: ["09:00-12:00", "13:30-18:00"] for day in WORKDAYS})


def taipei(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI).astimezone(UTC)


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:30", True),
        ("2026-11-23T18:00", False),
        ("2026-11-28T10:00", False),
    ],
)
def test_a_queue_is_open_in_its_spans_and_not_at_their_end(at: str, is_open: bool) -> None:
    assert hours_of(OFFICE).is_open(taipei(at)) is is_open


def test_next_opening_is_now_when_open_after_lunch_and_monday_after_friday() -> None:
    hours = hours_of(OFFICE)
    assert hours.next_opening(taipei("2026-11-23T10:00")) == taipei("2026-11-23T10:00")
    assert hours.next_opening(taipei("2026-11-23T12:10")) == taipei("2026-11-23T13:30")
    assert hours.next_opening(taipei("2026-11-27T18:00")) == taipei("2026-11-30T09:00")


def test_open_time_skips_lunch_night_and_weekend() -> None:
    hours = hours_of(OFFICE)
    assert hours.open_seconds_between(taipei("2026-11-27T11:00"), taipei("2026-11-30T10:00")) == (1 + 4.5 + 1) * 3600
    assert hours.add_open_time(taipei("2026-11-27T17:00"), 2 * 3600) == taipei("2026-11-30T10:00")
    assert hours.add_open_time(taipei("2026-11-27T11:00"), 3600) == taipei("2026-11-27T12:00")


def test_a_span_over_midnight_belongs_to_the_day_it_begins_and_joins_the_next() -> None:
    night = Calendar(week={Weekday.FRI: ["22:00-06:00"], Weekday.SAT: ["06:00-08:00"]})
    hours = hours_of(night)
    assert hours.is_open(taipei("2026-11-28T05:59"))
    assert hours.closes_at(taipei("2026-11-27T23:00")) == taipei("2026-11-28T08:00")
    assert not hours.is_open(taipei("2026-11-27T05:00"))


def test_holidays_close_and_make_up_workdays_open() -> None:
    calendar = OFFICE.model_copy(
        update={
            "holidays": [
                Holiday(day=date(2026, 10, 9), name="National Day, moved"),
                Holiday(day=date(2026, 12, 24), hours=["09:00-12:00"]),
            ],
            "workdays": [Workday(day=date(2026, 10, 17), name="Make-up workday"),
                         Workday(day=date(2026, 10, 18), hours=["10:00-11:00"])],
        }
    )  # fmt: skip
    hours = hours_of(calendar)
    assert not hours.is_open(taipei("2026-10-09T10:00"))
    assert hours.is_open(taipei("2026-10-17T17:59"))
    assert hours.open_seconds_between(taipei("2026-10-18T00:00"), taipei("2026-10-19T00:00")) == 3600
    assert hours.closes_at(taipei("2026-12-24T10:00")) == taipei("2026-12-24T12:00")


def test_daylight_saving_neither_adds_nor_loses_a_wall_clock_hour() -> None:
    night = hours_of(Calendar(time_zone="Europe/Berlin", week={day: ["01:00-04:00"] for day in Weekday}))
    assert night.open_seconds_between(berlin("2026-03-29T00:00"), berlin("2026-03-29T12:00")) == 2 * 3600
    assert night.open_seconds_between(berlin("2026-10-25T00:00"), berlin("2026-10-25T12:00")) == 4 * 3600
    office = hours_of(Calendar(time_zone="Europe/Berlin", week={day: ["09:00-17:00"] for day in Weekday}))
    assert office.next_opening(berlin("2026-03-28T18:00")) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_a_span_that_begins_or_ends_in_the_skipped_hour_does_so_when_the_clocks_change() -> None:
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    begins = hours_of(Calendar(time_zone="Europe/Berlin", week={Weekday.SUN: ["02:30-05:00"]}))
    ends = hours_of(Calendar(time_zone="Europe/Berlin", week={Weekday.SUN: ["00:00-02:30"]}))
    inside = hours_of(Calendar(time_zone="Europe/Berlin", week={Weekday.SUN: ["02:10-02:50"]}))
    assert begins.next_opening(berlin("2026-03-28T12:00")) == change
    assert ends.closes_at(berlin("2026-03-29T00:30")) == change
    assert inside.next_opening(berlin("2026-03-28T12:00")) == berlin("2026-04-05T02:10")


def test_without_a_calendar_it_is_always_open() -> None:
    at = taipei("2026-11-28T03:00")
    assert ALWAYS.is_open(at)
    assert ALWAYS.next_opening(at) == at
    assert ALWAYS.closes_at(at) is None
    assert ALWAYS.add_open_time(at, 60) == at + timedelta(seconds=60)
    assert ALWAYS.open_seconds_between(at, at + timedelta(hours=1)) == 3600


def test_hours_that_never_open_again_are_a_problem_with_place_and_remedy() -> None:
    now = taipei("2026-11-23T10:00")
    days = [date(2026, 11, 23) + timedelta(days=n) for n in range(900)]
    shut = OFFICE.model_copy(update={"holidays": [Holiday(day=day) for day in days]})
    assert hours_of(shut).next_opening(now) is None
    assert hours_of(shut).add_open_time(now, 1) is None
    assert [problem.place for problem in hours_problems("office", shut, now)] == ["calendars[office]"]


def test_a_make_up_day_like_a_day_off_is_a_problem() -> None:
    odd = OFFICE.model_copy(update={"workdays": [Workday(day=date(2026, 11, 28), like=Weekday.SUN)]})
    problems = list(hours_problems("office", odd, taipei("2026-11-23T10:00")))
    assert "workdays[0]" in problems[0].place
    assert "sun" in told(problems[0]).reason


@pytest.mark.parametrize(
    ("week", "says"),
    [
        ({"mon": ["9-18"]}, "write it like 09:00-18:00"),
        ({"mon": ["09:00-09:00"]}, "00:00-24:00"),
        ({"mon": ["09:00-13:00", "12:00-18:00"]}, "overlap"),
        ({"mon": ["09:00-24:30"]}, "goes beyond the day"),
        ({"mon": []}, "never open"),
        ({}, "never open"),
    ],
)
def test_impossible_hours_are_refused_with_the_remedy(week: dict[str, list[str]], says: str) -> None:
    with misshapen(match=says):
        Calendar.model_validate({"week": week})


def test_a_time_zone_that_does_not_exist_and_a_day_named_twice_are_refused() -> None:
    with misshapen(match="Asia/Taipei"):
        Calendar.model_validate({"week": {"mon": ["09:00-18:00"]}, "time_zone": "Asia/Taibei"})
    twice = {"day": "2026-01-01"}
    with misshapen(match="name each day once"):
        Calendar.model_validate({"week": {"mon": ["09:00-18:00"]}, "holidays": [twice], "workdays": [twice]})


def test_a_stored_calendar_is_read_once() -> None:
    document = OFFICE.model_dump_json()
    assert stored_hours(document) is stored_hours(document)


SPANS = st.lists(
    st.tuples(st.integers(0, 47), st.integers(1, 48)).filter(lambda p: p[0] != p[1]).map(lambda p: _written(*p)),
    max_size=1,
)
ZONES = st.sampled_from(["Asia/Taipei", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])
INSTANTS = st.integers(0, 730 * 24 * 12).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * n))


def _written(start: int, end: int) -> str:
    return f"{start // 2:02}:{start % 2 * 30:02}-{end // 2:02}:{end % 2 * 30:02}"


def calendars() -> st.SearchStrategy[Calendar]:
    weeks = st.dictionaries(st.sampled_from(Weekday), SPANS, min_size=1).filter(lambda week: any(week.values()))
    return st.builds(Calendar, time_zone=ZONES, week=weeks)


def _wall_is_open(calendar: Calendar, at: datetime) -> bool:
    """What the wall clock says, minute by minute and without any arithmetic on instants."""
    wall = at.astimezone(ZoneInfo(calendar.time_zone))
    minute = wall.hour * 60 + wall.minute
    for back in (0, 1):
        day = tuple(Weekday)[(wall.date() - timedelta(days=back)).weekday()]
        for start, end in map(minutes_of, calendar.week.get(day, [])):
            if start <= minute + back * 1440 < end:
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS)
def test_open_is_what_the_clock_on_the_wall_says(calendar: Calendar, at: datetime) -> None:
    zone = ZoneInfo(calendar.time_zone)
    if at.astimezone(zone).utcoffset() != (at + timedelta(hours=4)).astimezone(zone).utcoffset() or (
        at.astimezone(zone).utcoffset() != (at - timedelta(hours=4)).astimezone(zone).utcoffset()
    ):
        return  # an hour shown twice is one stretch, from its first beginning to its last end
    assert CalendarHours(calendar).is_open(at) == _wall_is_open(calendar, at)


@settings(max_examples=150, deadline=None)
@given(calendars(), INSTANTS, st.integers(1, 200_000))
def test_added_open_time_is_the_open_time_between(calendar: Calendar, at: datetime, seconds: int) -> None:
    hours = CalendarHours(calendar)
    end = hours.add_open_time(at, seconds)
    assert end is not None
    assert hours.open_seconds_between(at, end) == seconds
    opening = hours.next_opening(at)
    assert opening is not None
    assert hours.is_open(opening)
    assert hours.open_seconds_between(at, opening) == 0
