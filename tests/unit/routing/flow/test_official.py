"""The official calendar of Taiwan: read from its file, applied to opening hours, missed when a year is not there."""

from __future__ import annotations

from datetime import date

import pytest

from routing.flow.model import Calendar, Holiday, Weekday
from routing.flow.official import NotAnOfficialCalendar, applied, missing_year, read

FILE = (
    "\ufeff西元日期,星期,是否放假,備註\r\n20270101,五,2,開國紀念日\r\n20270102,六,2,\r\n20270104,一,0,\r\n"
    "20270206,六,2,小年夜\r\n20270213,六,0,補行上班\r\n2027/02/08,一,2,春節\r\n"
)
WEEK = {day: ["09:00-18:00"] for day in (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)}


def test_days_off_in_the_week_and_make_up_workdays_are_taken_and_other_years_stay() -> None:
    old = [Holiday(day=date(2026, 1, 1), name="New Year"), Holiday(day=date(2027, 12, 31), name="made up")]
    kept = Holiday(day=date(2027, 1, 1), name="New Year", hours=["10:00-12:00"])
    found = applied(Calendar(week=WEEK, holidays=[*old, kept]), read(FILE))
    assert [(one.day.isoformat(), one.name, one.hours) for one in found.holidays] == [
        ("2026-01-01", "New Year", []),
        ("2027-01-01", "開國紀念日", ["10:00-12:00"]),
        ("2027-02-08", "春節", []),
    ]
    assert [(one.day.isoformat(), one.name) for one in found.workdays] == [("2027-02-13", "補行上班")]


def test_hours_that_are_open_at_weekends_close_only_on_named_days() -> None:
    week = {**WEEK, Weekday.SAT: ["10:00-16:00"]}
    found = applied(Calendar(week=week), read(FILE))
    assert [one.day.isoformat() for one in found.holidays] == ["2027-01-01", "2027-02-06", "2027-02-08"]
    assert found.workdays == []


@pytest.mark.parametrize("text", ["", "heading only\n", "a,b,c\n20271301,五,2,\n", "a,b,c\n20270101,五,7,\n", "a\n1\n"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(NotAnOfficialCalendar):
        read(text)


def test_a_missing_year_is_told_from_november_on_and_never_of_hours_without_holidays() -> None:
    calendar = Calendar(week=WEEK, holidays=[Holiday(day=date(2026, 1, 1))])
    assert missing_year(calendar, date(2026, 10, 31)) is None
    assert missing_year(calendar, date(2026, 11, 1)) == 2027
    assert missing_year(calendar, date(2027, 3, 1)) == 2027
    assert missing_year(Calendar(week=WEEK), date(2026, 12, 1)) is None
