"""The form of opening hours: the week, holidays, make-up workdays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Field, FormRow, Rows, Section, Values, inside, rows_of, without_empty
from routing.flow.model import DAY, Calendar, minutes_of

FRESH: dict[str, Values] = {
    "holidays": {"day": "", "name": "", "hours": ""},
    "workdays": {"day": "", "name": "", "like": "mon", "hours": ""},
}
NEW: Values = {"time_zone": "Asia/Taipei"} | {
    f"week.{day}": "09:00-18:00" for day in ("mon", "tue", "wed", "thu", "fri")
}
"""What a new calendar begins with."""
Bars = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]


def values_of(name: str, part: Calendar) -> Values:
    found = {"name": name, "time_zone": part.time_zone}
    found |= {f"week.{day.value}": ", ".join(spans) for day, spans in part.week.items()}
    for n, holiday in enumerate(part.holidays):
        hours = ", ".join(holiday.hours)
        found |= {
            f"holidays.{n}.day": holiday.day.isoformat(),
            f"holidays.{n}.name": holiday.name,
            f"holidays.{n}.hours": hours,
        }
    for n, work in enumerate(part.workdays):
        found |= {
            f"workdays.{n}.day": work.day.isoformat(),
            f"workdays.{n}.name": work.name,
            f"workdays.{n}.like": work.like.value,
            f"workdays.{n}.hours": ", ".join(work.hours or ()),
        }
    return found


def data_of(values: Values) -> dict[str, Any]:
    return {
        "time_zone": values.get("time_zone", "").strip(),
        "week": {day: _spans(text) for day, text in inside(values, "week.").items() if text.strip()},
        "holidays": [
            {
                **without_empty(day=row.get("day"), name=row.get("name", "").strip()),
                "hours": _spans(row.get("hours", "")),
            }
            for row in rows_of(values, "holidays")
        ],
        "workdays": [
            without_empty(
                day=row.get("day"),
                name=row.get("name", "").strip(),
                like=row.get("like"),
                hours=_spans(row.get("hours", "")) or None,
            )
            for row in rows_of(values, "workdays")
        ],
    }


def _spans(text: str) -> list[str]:
    """`9:00 - 12:30，13:30–18:00` as people type it."""
    usual = text.replace("，", ",").replace("、", ",").replace("–", "-").replace("：", ":")
    return [_padded("".join(span.split())) for span in usual.split(",") if span.strip()]


def _padded(span: str) -> str:
    """`9:00-18:00` is `09:00-18:00`."""
    return "-".join(time if len(time) != 4 or time[1] != ":" else f"0{time}" for time in span.split("-"))


def week_bars(names: dict[str, str], week: dict[str, list[str]]) -> Bars:
    """(day, (start, length) as shares of the day); what cannot be read is not drawn."""
    open_on: dict[str, list[tuple[float, float]]] = {day: [] for day in names}
    days = list(names)
    for number, day in enumerate(days):
        for span in week.get(day, []):
            try:
                start, end = minutes_of(span)
            except ValueError:
                continue
            open_on[day].append((start / DAY, (min(end, DAY) - start) / DAY))
            if end > DAY:
                open_on[days[(number + 1) % 7]].append((0.0, (end - DAY) / DAY))
    return tuple((names[day], tuple(spans)) for day, spans in open_on.items())


@dataclass(frozen=True, slots=True)
class CalendarForm:
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        return (self._basics(), self._week(), self._holidays(), self._workdays())

    def _basics(self) -> Section:
        _ = self.fields.words.gettext
        return Section(
            _("The calendar"),
            fields=(
                self.fields.text("name", _("Name"), required=True),
                self.fields.text("time_zone", _("Time zone"), hint=_("like Asia/Taipei"), required=True),
            ),
        )

    def _week(self) -> Section:
        _, names = self.fields.words.gettext, labels.weekdays(self.fields.words)
        week = {day: _spans(text) for day, text in inside(self.fields.values, "week.").items()}
        return Section(
            _("The week"),
            _("Write hours like 09:00-12:30, 13:30-18:00; an empty day is closed. 22:00-06:00 runs into the next day."),
            fields=tuple(
                self.fields.text(f"week.{day}", title, place=f"week[{day}]", wide=True) for day, title in names.items()
            ),
            picture=week_bars(names, week),
        )

    def _holidays(self) -> Section:
        _ = self.fields.words.gettext
        rows = tuple(
            self._row("holidays", n, _("Holiday %(n)s", n=n + 1), self._holiday(n))
            for n, _row in enumerate(rows_of(self.fields.values, "holidays"))
        )
        return Section(
            _("Holidays"),
            rows=(
                Rows("holidays", _("Holidays"), _("Add a holiday"), _("None: the weekly hours apply all year."), rows),
            ),
        )

    def _holiday(self, n: int) -> tuple[Field, ...]:
        _, at = self.fields.words.gettext, f"holidays[{n}]"
        return (
            self.fields.text(f"holidays.{n}.day", _("Day"), place=f"{at}.day", kind="date", required=True),
            self.fields.text(f"holidays.{n}.name", _("Name"), place=f"{at}.name"),
            self.fields.text(f"holidays.{n}.hours", _("Open despite the holiday"), place=f"{at}.hours"),
        )

    def _workdays(self) -> Section:
        _ = self.fields.words.gettext
        rows = tuple(
            self._row("workdays", n, _("Workday %(n)s", n=n + 1), self._workday(n))
            for n, _row in enumerate(rows_of(self.fields.values, "workdays"))
        )
        return Section(
            _("Make-up workdays"),
            _("Working days that fall on a usual day off."),
            rows=(Rows("workdays", _("Make-up workdays"), _("Add a workday"), _("None."), rows),),
        )

    def _workday(self, n: int) -> tuple[Field, ...]:
        _, at, days = self.fields.words.gettext, f"workdays[{n}]", labels.weekdays(self.fields.words)
        return (
            self.fields.text(f"workdays.{n}.day", _("Day"), place=f"{at}.day", kind="date", required=True),
            self.fields.text(f"workdays.{n}.name", _("Name"), place=f"{at}.name"),
            self.fields.select(f"workdays.{n}.like", _("Same hours as"), days, place=f"{at}.like"),
            self.fields.text(f"workdays.{n}.hours", _("or these hours"), place=f"{at}.hours"),
        )

    def _row(self, group: str, n: int, title: str, fields: tuple[Field, ...]) -> FormRow:
        return FormRow(f"{group}.{n}", title, fields, troubles=self.fields.faults.at(f"{group}[{n}]"))
