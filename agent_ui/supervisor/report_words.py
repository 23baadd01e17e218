"""The words of reports: what lines and figures are called, on the page and in the file alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.supervisor.report_asked import DAY, WEEK, By, ReportAsked
from agent_ui.words import labels
from agent_ui.words.dispositions import own_name
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.measures.queries import Pieces
from contact_center.measures.report import ReportLine
from contact_center.platform.unit_of_work import Reader
from routing.policy import administration as routing


@dataclass(frozen=True, slots=True)
class ReportNames:
    queues: Mapping[UUID, str]
    codes: DispositionTree


async def names_of(reader: Reader, lens: Lens) -> ReportNames:
    return ReportNames(await routing.queue_names(reader, lens.tenant), await dispositions.tree(reader, lens.tenant))


def days_named(words: Words, asked: ReportAsked) -> str:
    if asked.days == 1:
        return words.long_date(asked.begin)
    return words.gettext(
        "%(from)s to %(to)s", **{"from": words.long_date(asked.begin), "to": words.long_date(asked.end)}
    )


def chosen(words: Words, asked: ReportAsked, names: ReportNames) -> list[str]:
    queue = [names.queues.get(asked.queue, "")] if asked.queue else []
    return queue + ([labels.channel(words, asked.channel)] if asked.channel else [])


def figure_name(words: Words, what: Pieces) -> str:
    return {
        Pieces.OFFERED: words.gettext("Offered"),
        Pieces.CONTACTS: words.gettext("Customer contacts"),
        Pieces.ANSWERED: words.gettext("Answered"),
        Pieces.LATE: words.gettext("Late"),
        Pieces.LOST: words.gettext("Abandoned"),
        Pieces.SHORT: words.gettext("Left at once"),
        Pieces.FLOWED_OUT: words.gettext("Moved on"),
        Pieces.CLOSED: words.gettext("Closed unanswered"),
        Pieces.WAITING: words.gettext("Still waiting"),
        Pieces.OF_AGENT: words.gettext("Answered"),
    }[what]


def line_name(words: Words, one: ReportLine, names: ReportNames, *, minutes: int, days: int) -> str:
    if one.at is not None:
        at = one.at.astimezone(words.zone)
        if minutes == WEEK:
            return words.gettext(
                "%(from)s to %(to)s",
                **{"from": words.date(at.date()), "to": words.date(at.date() + timedelta(days=6))},
            )
        if minutes == DAY:
            return words.long_date(at.date())
        return words.clock(at) if days == 1 else f"{words.long_date(at.date())} {words.clock(at)}"
    if one.queue_id is not None:
        return names.queues.get(one.queue_id, words.gettext("a former queue"))
    return labels.channel(words, one.channel) if one.channel else words.gettext("Total")


def reason_name(words: Words, names: ReportNames, code: str | None, asked: ReportAsked) -> str:
    """In the words of the day on which the span ends; below a branch, without it."""
    if code is None:
        return words.gettext("without a reason")
    at = asked.ended(words.zone)
    if code == asked.under:
        return words.gettext("%(branch)s itself", branch=own_name(words, names.codes, code, at))
    return own_name(words, names.codes, code, at)


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A figure of `Counts` with the work behind it."""

    what: Pieces
    count: str
    always: bool
    """Shown also where all lines have none of it."""
    meaning: str


def columns_of(words: Words) -> tuple[ReportColumn, ...]:
    return (
        ReportColumn(Pieces.CONTACTS, "contacts", True,
                words.gettext("Customers’ contacts: each counts once, where and when it began.")),
        ReportColumn(Pieces.OFFERED, "offered", True,
                words.gettext("Pieces of work: a contact that was moved to another queue is two. What was carried over "
                              "from before is no part of it.")),
        ReportColumn(Pieces.ANSWERED, "answered", True, words.gettext("By the first agent who accepted.")),
        ReportColumn(Pieces.LOST, "lost", True,
                words.gettext("Customers who gave up after the time within which leaving does not count.")),
        ReportColumn(Pieces.SHORT, "abandoned_short", False,
                words.gettext("Customers who left within that time, or before the queue opened.")),
        ReportColumn(Pieces.FLOWED_OUT, "flowed_out", False,
                words.gettext("To another queue before an answer; counted there anew.")),
        ReportColumn(Pieces.CLOSED, "closed", False, words.gettext("Spam and the like.")),
        ReportColumn(Pieces.WAITING, "waiting", False, words.gettext("Of what came in this time, not yet answered.")),
    )  # fmt: skip


def step_name(words: Words, minutes: int) -> str:
    if minutes == WEEK:
        return words.gettext("week")
    if minutes == DAY:
        return words.gettext("day")
    return words.gettext("hour") if minutes == 60 else words.gettext("%(n)s minutes", n=words.number(minutes))


def span_shown(words: Words, seconds: float | None) -> str:
    """As a clock; hours are never made days, so that lines can be compared."""
    if seconds is None:
        return "–"
    if seconds < 3600:
        return words.span_exact(timedelta(seconds=seconds))
    hours, rest = divmod(int(seconds), 3600)
    return words.gettext("%(h)s h %(mm)s", h=words.number(hours), mm=f"{rest // 60:02d}")


def signed(words: Words, n: int) -> str:
    if not n:
        return words.number(0)
    return f"+{words.number(n)}" if n > 0 else f"−{words.number(-n)}"


def what_name(words: Words, by: By) -> str:
    """Head of the first column."""
    return {
        By.TIME: words.gettext("Time"), By.QUEUE: words.gettext("Queue"), By.CHANNEL: words.gettext("Channel"),
        By.AGENT: words.gettext("Agent"), By.REASON: words.gettext("Reason"),
    }[by]  # fmt: skip
