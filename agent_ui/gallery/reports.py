"""Samples of reports: a day by hour with its charts, and a week by agent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from agent_ui.gallery.people import sample_id
from agent_ui.supervisor.report_asked import By, ReportAsked
from agent_ui.supervisor.report_compose import ReportPage
from agent_ui.supervisor.report_views import ReportView
from agent_ui.supervisor.report_words import ReportNames
from agent_ui.words.languages import Words
from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.measures.figures import AgentTime
from contact_center.measures.report import (
    AgentReport,
    AgentReportLine,
    Handled,
    Report,
    ReportLine,
    agent_line,
    total_of,
)
from contact_center.measures.reporting import all_agents
from contact_center.warehouse.definitions.counts import Counts, level

HOURS = (
    (31, 29, 1, 28, 9), (44, 41, 2, 37, 12), (52, 46, 4, 38, 24), (47, 46, 1, 40, 17), (33, 33, 0, 30, 8),
    (41, 37, 2, 34, 13), (50, 38, 6, 26, 52), (46, 42, 4, 33, 31), (38, 37, 1, 34, 11),
)  # fmt: skip
"""Offered, answered, abandoned, answered in time, average wait in seconds."""
REPAIRS = sample_id(701)


def _line(at: datetime, n: int, offered: int, answered: int, lost: int, within: int, wait: int) -> ReportLine:
    counts = Counts(
        offered=offered, contacts=offered - n % 2, transferred=n % 2, answered=answered, answered_within=within,
        answered_late=answered - within, abandoned=lost, flowed_out=offered - answered - lost,
        answered_wait_seconds=float(wait * answered),
    )  # fmt: skip
    handled = Handled(answered, 640.0 * answered, 20.0 * answered, 120.0 * answered)
    return ReportLine(
        at, None, None, counts, level(within, answered + lost), counts.average_wait, handled, n % 3, 0.8
    )  # fmt: skip


def _lines(start: datetime, less: int = 0) -> list[ReportLine]:
    return [
        _line(start + timedelta(hours=n), n, offered - less, answered - less, lost,
              min(within + less, answered - less), wait)
        for n, (offered, answered, lost, within, wait) in enumerate(HOURS)
    ]  # fmt: skip


def day(words: Words) -> ReportView:
    """One queue by hour, compared with the same day a week before."""
    asked = ReportAsked(words.today, words.today, By.TIME, 60, REPAIRS, "voice")
    begin = datetime.combine(words.today, time(9), tzinfo=words.zone).astimezone(UTC)
    page = ReportPage(words, asked, ReportNames({REPAIRS: "Repairs", sample_id(702): "帳務"}, DispositionTree([])))

    def report(lines: list[ReportLine]) -> Report:
        return Report(begin, begin + timedelta(hours=9), tuple(lines), total_of(lines, 0.8), 0, (ServiceLevelRule(),))

    return page.of_work(report(_lines(begin)), report(_lines(begin - timedelta(days=7), less=3)))


def agents(words: Words) -> ReportView:
    asked = ReportAsked(words.today - timedelta(days=6), words.today, By.AGENT)
    begin = words.now - timedelta(days=7)

    times: list[AgentTime] = []

    def one(n: int, name: str, answered: int) -> AgentReportLine:
        id: UUID = sample_id(800 + n)
        own = [
            AgentTime(id, "available", "idle", 21_000.0), AgentTime(id, "available", "working", 74_000.0 + 900 * n),
            AgentTime(id, "available", "wrapping", 9_000.0), AgentTime(id, "away", "idle", 14_000.0),
        ]  # fmt: skip
        times.extend(own)
        return agent_line(
            id, name, answered, n, (n % 2, n % 3), Handled(answered, 610.0 * answered, 0.0, 90.0 * answered), own
        )

    lines = tuple(one(n, *who) for n, who in enumerate((("Mei Chen 陳美", 121), ("Wei 王偉", 96), ("Ana Ruiz", 88))))
    page = ReportPage(words, asked, ReportNames({}, DispositionTree([])))
    return page.of_agents(AgentReport(begin, words.now, lines, all_agents(lines, times)))
