"""The official calendar of Taiwan, as its government publishes it each year: days off and make-up workdays. Pure.

The file is CSV: a day (`20260101` or `2026-01-01`), its weekday, whether it is off (2) or worked (0), and a remark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contact_center.kernel.errors import Conflict, Invalid
from routing.flow.model import Calendar, Holiday, Weekday, Workday

LONGEST_FILE: Final = 200_000
"""Characters."""
MOST_DAYS: Final = 1100
"""Three years."""
OFF, WORKED = "2", "0"
ASKED_FROM: Final = (11, 1)
"""From this month and day on the next year's holidays should be there."""
_WEEKDAYS = tuple(Weekday)
LONGEST_NAME: Final = 80


class NotAnOfficialCalendar(Invalid):
    """A file of the official calendar has lines of a day, its weekday, 2 (off) or 0 (worked), and a remark."""


class CalendarGone(Conflict):
    """There are no opening hours of this name in the draft any more."""


@dataclass(frozen=True, slots=True)
class OfficialDay:
    day: date
    off: bool
    remark: str

    @property
    def weekday(self) -> Weekday:
        return _WEEKDAYS[self.day.weekday()]

    @property
    def weekend(self) -> bool:
        return self.day.weekday() >= 5


def read(text: str) -> list[OfficialDay]:
    """Its days, each once; the heading is left out. Raises `NotAnOfficialCalendar`."""
    if len(text) > LONGEST_FILE or "\0" in text:
        raise NotAnOfficialCalendar(field="file")
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error as broken:
        raise NotAnOfficialCalendar(field="file") from broken
    found = {one.day: one for one in (_day(line) for line in lines[1:] if any(cell.strip() for cell in line))}
    if not found or len(found) > MOST_DAYS:
        raise NotAnOfficialCalendar(field="file")
    return [found[day] for day in sorted(found)]


def _day(line: Sequence[str]) -> OfficialDay:
    cells = [cell.strip() for cell in line]
    try:
        day = date.fromisoformat(cells[0].replace("/", "-"))
        flag = cells[2]
    except (ValueError, IndexError) as wrong:
        raise NotAnOfficialCalendar(field="file") from wrong
    if flag not in (OFF, WORKED):
        raise NotAnOfficialCalendar(field="file")
    remark = "".join(c for c in (cells[3] if len(cells) > 3 else "") if c.isprintable())
    return OfficialDay(day, flag == OFF, remark[:LONGEST_NAME])


def applied(calendar: Calendar, days: Sequence[OfficialDay]) -> Calendar:
    """With the holidays and make-up workdays of the years in the file, in place of those it has of these years.

    A day off counts where the week is open, a weekend's only if the file names it; a make-up workday where the week
    is closed. A holiday that is kept keeps its own hours.
    """
    years = {one.day.year for one in days}
    opens = {day: bool(spans) for day, spans in calendar.week.items()}
    own = {one.day: one.hours for one in calendar.holidays}
    holidays = [
        Holiday(day=one.day, name=one.remark, hours=own.get(one.day, []))
        for one in days
        if one.off and opens.get(one.weekday) and (one.remark or not one.weekend)
    ]
    workdays = [
        Workday(day=one.day, name=one.remark) for one in days if not one.off and not opens.get(one.weekday, False)
    ]
    return calendar.model_copy(
        update={
            "holidays": [*(one for one in calendar.holidays if one.day.year not in years), *holidays],
            "workdays": [*(one for one in calendar.workdays if one.day.year not in years), *workdays],
        }
    )


def missing_year(calendar: Calendar, today: date) -> int | None:
    """The year whose holidays are not there though they should be: this one, or from November on the next.

    Only of a calendar that has holidays at all: others do without on purpose.
    """
    years = {one.day.year for one in calendar.holidays}
    if not years:
        return None
    wanted = [today.year, *([today.year + 1] if (today.month, today.day) >= ASKED_FROM else [])]
    return next((year for year in wanted if year not in years), None)


def missing_years(calendars: Mapping[str, Calendar], today: date) -> dict[str, int]:
    """By calendar, those that lack a year."""
    found = {name: missing_year(one, today) for name, one in calendars.items()}
    return {name: year for name, year in found.items() if year is not None}
