"""A report as a file for spreadsheets: the lines of the page with all of their figures.

Times in seconds, shares in hundredths, instants with their offset; columns stand in the same order in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent_ui.compose.lens import Lens
from agent_ui.supervisor.report_asked import DAY, SPLITS, By, ReportAsked
from agent_ui.supervisor.report_words import (
    ReportNames,
    columns_of,
    figure_name,
    line_name,
    names_of,
    reason_name,
    what_name,
)
from agent_ui.words.csv_lines import BOM, csv_line
from agent_ui.words.languages import Words
from contact_center.measures import reporting
from contact_center.measures.report import AgentReport, Handled, ReasonReport, Report, ReportLine
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import likely


async def exported(reader: Reader, lens: Lens, asked: ReportAsked, zone: str) -> str:
    """The lines of the page; times in seconds, shares in hundredths, instants with their zone."""
    words, names = lens.words, await names_of(reader, lens)
    make = _File(words, asked, names)
    if asked.by is By.AGENT:
        lines = make.of_agents(await reporting.agents(reader, lens.tenant, asked.span(zone)))
    elif asked.by is By.REASON:
        lines = make.of_reasons(await reporting.branches(reader, lens.tenant, asked.span(zone), asked.under or None))
    else:
        found = await reporting.report(
            reader, lens.tenant, asked.span(zone), SPLITS[asked.by], minutes=asked.step
        )  # fmt: skip
        lines = make.of_work(found)
    return BOM + "".join(csv_line(line) for line in lines)


def seconds_of(value: float | None) -> object:
    return "" if value is None else round(value, 1)


@dataclass(frozen=True, slots=True)
class _File:
    words: Words
    asked: ReportAsked
    names: ReportNames

    def of_work(self, found: Report) -> Iterator[list[object]]:
        words = self.words
        columns = columns_of(words)
        seconds = words.gettext("seconds")
        yield [
            what_name(words, self.asked.by), *(figure_name(words, one.what) for one in columns),
            words.gettext("Answered in time"), words.gettext("Due"), f"{words.gettext('Service level')}, %",
            f"{words.gettext('Range')}: {words.gettext('from')}, %",
            f"{words.gettext('Range')}: {words.gettext('to')}, %",
            f"{words.gettext('Goal')}, %", f"{words.gettext('Average wait')}, {seconds}", *self._handling_heads(),
            words.gettext("Begun by us"),
        ]  # fmt: skip
        for one in (*found.lines, found.total):
            sure = likely(one.level)
            shares = (one.level.share, sure.low if sure else None, sure.high if sure else None, one.goal)
            yield [
                self._name(one), *(getattr(one.counts, column.count) for column in columns), one.level.within,
                one.level.due, *("" if share is None else round(100 * share, 1) for share in shares),
                seconds_of(one.average_wait_seconds), *self._handling(one.handled), one.begun,
            ]  # fmt: skip

    def of_agents(self, found: AgentReport) -> Iterator[list[object]]:
        words = self.words
        seconds = words.gettext("seconds")
        times = (words.gettext("Signed in"), words.gettext("Ready"), words.gettext("In contact"),
                 words.gettext("After contact"), words.gettext("Away"), words.gettext("Not responding"))  # fmt: skip
        yield [
            what_name(words, self.asked.by), words.gettext("Answered"), words.gettext("Begun by us"),
            words.gettext("Missed"), words.gettext("Rejected"), *self._handling_heads(),
            *(f"{one}, {seconds}" for one in times), f"{words.gettext('Occupancy')}, %",
        ]  # fmt: skip
        for n, one in enumerate((*found.lines, found.total)):
            name = words.gettext("Total") if n == len(found.lines) else one.name
            spent = (one.signed_in_seconds, one.ready_seconds, one.contact_seconds, one.wrap_seconds, one.away_seconds,
                     one.not_responding_seconds)  # fmt: skip
            busy = "" if one.occupancy is None else round(100 * one.occupancy, 1)
            yield [
                name, one.answered, one.begun, one.missed, one.rejected, *self._handling(one.handled),
                *(seconds_of(value) for value in spent), busy,
            ]  # fmt: skip

    def of_reasons(self, found: ReasonReport) -> Iterator[list[object]]:
        words = self.words
        yield [
            what_name(words, self.asked.by),
            words.gettext("Closed"),
            f"{words.gettext('Share')}, %",
            *self._handling_heads(),
        ]
        for one in found.lines:
            name = reason_name(words, self.names, one.reason, self.asked)
            yield [name, one.closed, round(100 * one.share, 1), *self._handling(one.handled)]

    def _name(self, one: ReportLine) -> str:
        if one.at is not None:
            at = one.at.astimezone(self.words.zone)
            return at.date().isoformat() if self.asked.step >= DAY else at.isoformat(timespec="minutes")
        return line_name(self.words, one, self.names, minutes=self.asked.step, days=self.asked.days)

    def _handling_heads(self) -> list[str]:
        words = self.words
        seconds = words.gettext("seconds")
        parts = (words.gettext("In contact"), words.gettext("On hold"), words.gettext("After contact"))
        return [words.gettext("Finished"), f"{words.gettext('Handling')}, {seconds}",
                *(f"{words.gettext('Finished')}: {one}, {seconds}" for one in parts)]  # fmt: skip

    def _handling(self, one: Handled) -> list[object]:
        sums = (one.contact_seconds, one.hold_seconds, one.wrap_seconds)
        return [one.pieces, seconds_of(one.average), *(seconds_of(value) for value in sums)]
