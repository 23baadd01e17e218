"""What a report is asked for, as its address says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from agent_ui.compose.queries import query_of
from contact_center.kernel.ids import QueueId
from contact_center.measures.report import Split
from contact_center.measures.reporting import ReportSpan

PAGE: Final = "/supervisor/reports"
LONGEST: Final = 3660
"""Days that can be asked for at once."""
DAY: Final = 1440
WEEK: Final = 7 * DAY
STEPS: Final = ((15, 2), (30, 4), (60, 10), (DAY, 370), (WEEK, LONGEST))
"""(minutes, most days that are told apart so finely)"""


class By(StrEnum):
    """What the lines are told apart by."""

    TIME = "time"
    QUEUE = "queue"
    CHANNEL = "channel"
    AGENT = "agent"
    REASON = "reason"


SPLITS: Final = {By.TIME: Split.TIME, By.QUEUE: Split.QUEUE, By.CHANNEL: Split.CHANNEL}
"""Those whose lines count the work that came in."""


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """Days are whole, of the organisation's time zone, and both included."""

    begin: date
    end: date
    by: By = By.TIME
    minutes: int = DAY
    queue: UUID | None = None
    channel: str = ""
    compared: bool = True
    preset: str = ""
    """Which of `presets` it is: its days move on with the calendar, also where it is kept under a name."""
    under: str = ""
    """The branch of reasons that is looked into."""

    @property
    def days(self) -> int:
        return (self.end - self.begin).days + 1

    @property
    def step(self) -> int:
        """The interval that was asked for, or the finest that a span of this length is told apart by."""
        allowed = [minutes for minutes, most in STEPS if self.days <= most]
        return self.minutes if self.minutes in allowed else allowed[0]

    def steps(self) -> list[int]:
        return [minutes for minutes, most in STEPS if self.days <= most and (minutes < WEEK or self.days > 7)]

    def ended(self, zone: tzinfo) -> datetime:
        return datetime.combine(self.end + timedelta(days=1), time(), tzinfo=zone)

    def span(self, zone: str) -> ReportSpan:
        where = ZoneInfo(zone)
        return ReportSpan(
            datetime.combine(self.begin, time(), tzinfo=where),
            datetime.combine(self.end + timedelta(days=1), time(), tzinfo=where),
            zone, QueueId(self.queue) if self.queue else None, self.channel or None,
        )  # fmt: skip

    def interval(self, zone: str, at: datetime) -> ReportSpan:
        """One interval of the span."""
        whole = self.span(zone)
        begin = at.astimezone(ZoneInfo(zone))
        long = timedelta(minutes=self.step)
        end = begin + long if self.step >= DAY else (at.astimezone(UTC) + long)
        return replace(whole, start=max(at, whole.start), end=min(end, whole.end))

    def before(self) -> ReportAsked:
        """The same weekdays before, as many weeks back as the span is long."""
        back = timedelta(days=-(-self.days // 7) * 7)
        return self.of_days(self.begin - back, self.end - back)

    def of_days(self, begin: date, end: date) -> ReportAsked:
        return replace(self, begin=begin, end=end, preset="")

    def query(self, **more: object) -> str:
        """As its address says it."""
        days: dict[str, object] = {"days": self.preset}
        if not self.preset:
            days = {"from": self.begin.isoformat(), "to": self.end.isoformat()}
        chosen: dict[str, object] = {
            **days, "by": self.by, "minutes": self.step if self.by is By.TIME else "", "queue": self.queue or "",
            "channel": self.channel, "compare": "" if self.compared else "no",
            "under": self.under if self.by is By.REASON else "",
        }  # fmt: skip
        return query_of(chosen | more)

    def address(self, path: str = PAGE, **more: object) -> str:
        return f"{path}?{self.query(**more)}"

    def presets(self, today: date) -> Iterator[tuple[str, ReportAsked]]:
        """(code, the same report of these days)"""
        monday = today - timedelta(days=today.weekday())
        yesterday = today - timedelta(days=1)
        last = monday - timedelta(days=1)
        spans = {
            "today": (today, today, 60),
            "yesterday": (yesterday, yesterday, 60),
            "week": (monday, today, DAY),
            "last_week": (monday - timedelta(days=7), last, DAY),
            "month": (today - timedelta(days=29), today, DAY),
            "year": (today - timedelta(days=364), today, WEEK),
        }
        for code, (begin, end, minutes) in spans.items():
            yield code, replace(self, begin=begin, end=end, minutes=minutes, preset=code)


def usual(today: date) -> ReportAsked:
    """What the page shows where nothing is asked for: the last seven days, day by day."""
    return ReportAsked(today - timedelta(days=6), today)
