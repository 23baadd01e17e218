"""Reports as a page and as a file: the figures of the wallboard over any days, each a way to the work behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agent_ui.compose import lists
from agent_ui.compose.lens import Lens
from agent_ui.supervisor.drilldown import piece_line
from agent_ui.supervisor.report_asked import DAY, PAGE, SPLITS, WEEK, By, ReportAsked, usual
from agent_ui.supervisor.report_chart import chart
from agent_ui.supervisor.report_views import (
    ReportCell,
    ReportChart,
    ReportHead,
    ReportRow,
    ReportView,
)
from agent_ui.supervisor.report_words import (
    ReportColumn,
    ReportNames,
    chosen,
    columns_of,
    days_named,
    figure_name,
    line_name,
    names_of,
    reason_name,
    signed,
    span_shown,
    step_name,
    what_name,
)
from agent_ui.supervisor.views import BreakdownView, Filter, WorkLines
from agent_ui.views.common import FilterChoice, Tone
from agent_ui.words import labels, levels
from agent_ui.words import menus as menu_words
from agent_ui.words.dispositions import full_name
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.views.service import ViewSubject
from contact_center.measures import reporting, service
from contact_center.measures.menus import MenuCounts
from contact_center.measures.queries import Pieces
from contact_center.measures.report import AgentReport, AgentReportLine, ReasonReport, Report, ReportLine
from contact_center.platform.paging import MOST_ROWS
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import likely


async def page(reader: Reader, lens: Lens, asked: ReportAsked, zone: str) -> ReportView:
    names = await names_of(reader, lens)
    make = ReportPage(lens.words, asked, names)
    view = await _shown(reader, lens, asked, zone, make)
    kept = await lists.saved_views(reader, lens, ViewSubject.REPORTS, PAGE, asked.query())
    return replace(view, views=kept, usual=asked == usual(lens.words.today))


async def _shown(reader: Reader, lens: Lens, asked: ReportAsked, zone: str, make: ReportPage) -> ReportView:
    if asked.by is By.AGENT:
        return make.of_agents(await reporting.agents(reader, lens.tenant, asked.span(zone)))
    if asked.by is By.REASON:
        return make.of_reasons(await reporting.branches(reader, lens.tenant, asked.span(zone), asked.under or None))
    split = SPLITS[asked.by]
    found = await reporting.report(reader, lens.tenant, asked.span(zone), split, minutes=asked.step)
    before = None
    if asked.compared:
        span = asked.before().span(zone)
        before = await reporting.report(reader, lens.tenant, span, split, minutes=asked.step)
    of = asked.span(zone)
    all_calls = asked.queue is None and not asked.channel
    menus = await service.menus(reader, lens.tenant, of.start, of.end) if all_calls and of.start < of.end else None
    return make.of_work(found, before, menus)


async def behind(
    reader: Reader, lens: Lens, asked: ReportAsked, zone: str, what: Pieces, agent: UUID | None, at: datetime | None
) -> BreakdownView:
    """The work that a figure is made of, the latest first; of the interval that begins at `at`, else of all days."""
    words = lens.words
    span = asked.interval(zone, at) if at else asked.span(zone)
    found = await reporting.pieces(
        reader, lens.tenant, span, what, agent=agent, limit=MOST_ROWS
    )  # fmt: skip
    ids = {one.agent_id for one in found if one.agent_id} | ({agent} if agent else set())
    people = await directory.names(reader, lens.tenant, ids)
    names = await names_of(reader, lens)

    def where(queue: UUID, by: UUID | None) -> str:
        parts = (names.queues.get(queue, ""), people.get(by, "") if by and not agent else "")
        return words.gettext(", ").join(part for part in parts if part)

    title = figure_name(words, what)
    if agent:
        title = words.gettext("%(name)s: %(figure)s", name=people.get(agent, ""), figure=title)
    lines = tuple(piece_line(words, one, where(one.queue_id, one.agent_id)) for one in found)
    time = words.gettext("%(from)s to %(to)s", **{"from": words.when(span.start), "to": words.when(span.end)})
    facts = [time if at else days_named(words, asked), *chosen(words, asked, names)]
    if len(found) == MOST_ROWS:
        facts.append(words.gettext("The latest %(n)s are shown; choose fewer days for all.", n=words.number(MOST_ROWS)))
    return BreakdownView(
        title, tuple(facts), (WorkLines(words.gettext("Work"), lines, words.gettext("None.")),),
        back=(words.gettext("Reports"), asked.address()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportPage:
    words: Words
    asked: ReportAsked
    names: ReportNames

    def of_work(self, found: Report, before: Report | None, menus: MenuCounts | None = None) -> ReportView:
        words = self.words
        then = self._then(found, before)
        columns = [one for one in columns_of(words) if one.always or getattr(found.total.counts, one.count)]
        begun = bool(found.total.begun)
        rows = tuple(
            ReportRow(self._name(one), self._alone(one), self._cells(one, earlier, columns, begun=begun))
            for one, earlier in zip(found.lines, then, strict=True)
        )
        total = self._cells(found.total, before.total if before else None, columns, begun=begun)
        picture = None
        if self.asked.by is By.TIME:
            same = list(before.lines) if before and len(before.lines) == len(found.lines) else []
            picture = chart(words, found.lines, same, self._name, found.total.goal)
        notes = [levels.of_all(words, found.switches), words.gettext(
            "Waits run in open hours; handling is contact, holds and after-contact work of what was finished in this "
            "time. The range of a level is Wilson’s interval at 95 percent: a level of few cases says little."
        )]  # fmt: skip
        if not self.asked.channel:
            notes.append(words.gettext("Tasks begin with us: they are in no total, and can be chosen as a channel."))
        if menus is not None and menus.calls:
            notes.insert(0, menu_words.counts(words, menus))
        if found.events_behind:
            notes.append(words.ngettext(
                "%(n)s event has not been counted yet.", "%(n)s events have not been counted yet.", found.events_behind
            ))  # fmt: skip
        return self._view(
            self._headline(found, before), self._detail(found, before), self._heads(columns, begun=begun),
            rows, ReportRow(words.gettext("Total"), None, total), notes, picture,
        )  # fmt: skip

    def _then(self, found: Report, before: Report | None) -> Sequence[ReportLine | None]:
        if before is None:
            return [None] * len(found.lines)
        if self.asked.by is By.TIME:
            return [*before.lines, *[None] * len(found.lines)][: len(found.lines)]
        earlier = {(one.queue_id, one.channel): one for one in before.lines}
        return [earlier.get((one.queue_id, one.channel)) for one in found.lines]

    def _headline(self, found: Report, before: Report | None) -> str:
        words, level = self.words, found.total.level
        if level.share is None:
            return words.gettext("Nothing was due in this time.")
        share = words.percent(level.share)
        if before is None or before.total.level.share is None:
            return words.gettext("%(share)s %% was answered in time.", share=share)
        points = round(100 * level.share) - round(100 * before.total.level.share)
        if not points:
            return words.gettext("%(share)s %% was answered in time, as in the same days before.", share=share)
        some = words.ngettext("%(n)s point", "%(n)s points", abs(points))
        if points > 0:
            return words.gettext(
                "%(share)s %% was answered in time, %(points)s more than in the same days before.",
                share=share, points=some,
            )  # fmt: skip
        return words.gettext(
            "%(share)s %% was answered in time, %(points)s less than in the same days before.", share=share, points=some
        )

    def _detail(self, found: Report, before: Report | None) -> str:
        words, total = self.words, found.total
        parts = [words.ngettext("%(n)s contact", "%(n)s contacts", total.counts.contacts)]
        if total.goal is not None:
            parts.append(words.gettext("goal %(share)s %%", share=words.percent(total.goal)))
        sure = likely(total.level)
        if sure is not None:
            parts.append(words.gettext(
                "the true level lies between %(low)s and %(high)s %%",
                low=words.percent(sure.low), high=words.percent(sure.high),
            ))  # fmt: skip
        if before is not None:
            parts.append(words.gettext("compared with %(days)s", days=days_named(words, self.asked.before())))
        return self._about(*parts)

    def _heads(self, columns: Sequence[ReportColumn], *, begun: bool) -> tuple[ReportHead, ...]:
        words = self.words
        heads = [ReportHead(figure_name(words, one.what), one.meaning) for one in columns]
        heads += [
            ReportHead(words.gettext("Service level"), words.gettext("Answered inside the target, of all that count.")),
            ReportHead(words.gettext("Range"), words.gettext("Where the true level lies, 95 times of 100.")),
            ReportHead(words.gettext("Average wait"), words.gettext("Average of the answered, in open hours.")),
            self._handling_head(),
        ]  # fmt: skip
        if begun:
            heads.append(ReportHead(words.gettext("Begun by us"), words.gettext("In no level and no contact.")))
        return tuple(heads)

    def _handling_head(self) -> ReportHead:
        meaning = self.words.gettext("Average contact, holds and after-contact work of finished pieces.")
        return ReportHead(self.words.gettext("Handling"), meaning)

    def _about(self, *more: str) -> str:
        """Of what days, queue and channel it is, and more."""
        return self.words.gettext("; ").join(
            [days_named(self.words, self.asked), *chosen(self.words, self.asked, self.names), *more]
        )

    def _cells(
        self, one: ReportLine, before: ReportLine | None, columns: Sequence[ReportColumn], *, begun: bool
    ) -> tuple[ReportCell, ...]:
        words = self.words
        cells = [self._count(one, before, column) for column in columns]
        level, earlier = one.level, before.level.share if before else None
        change = ""
        if level.share is not None and earlier is not None:
            change = signed(words, round(100 * level.share) - round(100 * earlier))
        sure = likely(level)
        late = level.due - level.within
        cells += [
            ReportCell(
                words.gettext("%(share)s %%", share=words.percent(level.share)) if level.due else "–",
                self._behind(one, Pieces.LATE) if late else None, self._tone(one), change,
            ),
            ReportCell(f"{words.percent(sure.low)}–{words.percent(sure.high)}" if sure else "–"),
            ReportCell(span_shown(words, one.average_wait_seconds)),
            ReportCell(span_shown(words, one.handled.average)),
        ]  # fmt: skip
        if begun:
            cells.append(ReportCell(words.number(one.begun)))
        return tuple(cells)

    def _count(self, one: ReportLine, before: ReportLine | None, column: ReportColumn) -> ReportCell:
        n = getattr(one.counts, column.count)
        change = ""
        if before is not None and column.what is Pieces.OFFERED:
            change = signed(self.words, n - before.counts.offered)
        return ReportCell(self.words.number(n), self._behind(one, column.what) if n else None, change=change)

    def _tone(self, one: ReportLine) -> Tone:
        """Below its goal: beyond doubt, or perhaps."""
        sure = likely(one.level)
        if one.goal is None or sure is None or (one.level.share or 0) >= one.goal:
            return Tone.PLAIN
        return Tone.LATE if sure.high < one.goal else Tone.SOON

    def _behind(self, one: ReportLine, what: Pieces) -> str:
        more: dict[str, Any] = {"what": what}
        if one.at is not None:
            more["at"] = one.at.isoformat()
        return replace(
            self.asked, queue=one.queue_id or self.asked.queue, channel=one.channel or self.asked.channel
        ).address(f"{PAGE}/work", **more)

    def _alone(self, one: ReportLine) -> str | None:
        """The next finer report of a line."""
        if one.queue_id is not None:
            return replace(self.asked, queue=one.queue_id, by=By.TIME).address()
        if one.channel is not None:
            return replace(self.asked, channel=one.channel, by=By.TIME).address()
        if one.at is not None and self.asked.step >= DAY:
            day = one.at.astimezone(self.words.zone).date()
            end = min(day + timedelta(days=6), self.asked.end) if self.asked.step == WEEK else day
            return replace(self.asked.of_days(day, end), minutes=DAY if end > day else 60).address()
        return None

    def _name(self, one: ReportLine) -> str:
        return line_name(self.words, one, self.names, minutes=self.asked.step, days=self.asked.days)

    def of_agents(self, found: AgentReport) -> ReportView:
        words = self.words
        heads = (
            ReportHead(words.gettext("Answered"), words.gettext("Also customers who wrote again.")),
            ReportHead(words.gettext("Begun by us"), words.gettext("Conversations they began.")),
            ReportHead(words.gettext("Missed"), words.gettext("Offers that rang out.")),
            ReportHead(words.gettext("Rejected"), words.gettext("Offers they turned down.")),
            ReportHead(words.gettext("Finished"), words.gettext("Pieces that left their hands in this time.")),
            self._handling_head(),
            ReportHead(words.gettext("Signed in"), ""),
            ReportHead(words.gettext("Ready"), words.gettext("Available with nothing in hand.")),
            ReportHead(words.gettext("In contact"), words.gettext("Time with at least one piece in contact.")),
            ReportHead(words.gettext("After contact"), ""),
            ReportHead(words.gettext("Away"), words.gettext("Breaks and the like, with nothing in hand.")),
            ReportHead(words.gettext("Occupancy"),
                       words.gettext("Handling of the time spent available or handling work; breaks do not count.")),
        )  # fmt: skip
        rows = tuple(
            ReportRow(one.name or words.gettext("a former agent"), f"/supervisor/agents/{one.agent_id}",
                      self._agent(one))
            for one in found.lines
        )  # fmt: skip
        title = words.ngettext(
            "%(n)s piece of work was answered.", "%(n)s pieces of work were answered.", found.total.answered
        )  # fmt: skip
        people = words.ngettext("%(n)s agent", "%(n)s agents", sum(one.answered > 0 for one in found.lines))
        notes = [words.gettext("Times are of the clock, and of all queues and channels whatever is chosen: nobody is "
                               "present for one of them alone.")]  # fmt: skip
        total = ReportRow(words.gettext("Total"), None, self._agent(found.total, all=True))
        return self._view(title, self._about(people), heads, rows, total, notes)

    def _agent(self, one: AgentReportLine, *, all: bool = False) -> tuple[ReportCell, ...]:
        words = self.words
        behind = None
        if one.answered and not all:
            behind = self.asked.address(f"{PAGE}/work", what=Pieces.OF_AGENT, agent=one.agent_id)
        busy = "–" if one.occupancy is None else words.gettext("%(share)s %%", share=words.percent(one.occupancy))
        return (
            ReportCell(words.number(one.answered), behind),
            ReportCell(words.number(one.begun)),
            ReportCell(words.number(one.missed), tone=Tone.SOON if one.missed and not all else Tone.PLAIN),
            ReportCell(words.number(one.rejected)),
            ReportCell(words.number(one.handled.pieces)),
            ReportCell(span_shown(words, one.handled.average)),
            *(
                ReportCell(span_shown(words, value or None))
                for value in (one.signed_in_seconds, one.ready_seconds, one.contact_seconds, one.wrap_seconds,
                              one.away_seconds)
            ),
            ReportCell(busy),
        )  # fmt: skip

    def of_reasons(self, found: ReasonReport) -> ReportView:
        words = self.words
        heads = (
            ReportHead(words.gettext("Closed"), words.gettext("Work that was closed in this time.")),
            ReportHead(words.gettext("Share"), ""),
            ReportHead(words.gettext("Finished"), words.gettext("Pieces that left an agent’s hands in this time.")),
            self._handling_head(),
        )  # fmt: skip
        rows = tuple(
            ReportRow(
                reason_name(words, self.names, one.reason, self.asked),
                self.asked.address(under=one.reason) if one.is_branch else None,
                (
                    ReportCell(words.number(one.closed)),
                    ReportCell(words.gettext("%(share)s %%", share=words.percent(one.share))),
                    ReportCell(words.number(one.handled.pieces)),
                    ReportCell(span_shown(words, one.handled.average)),
                ),
            )
            for one in found.lines
        )  # fmt: skip
        title = words.gettext("Nothing was closed in this time.")
        if found.lines:
            title = words.gettext(
                "Most of what was closed was about: %(reason)s.",
                reason=reason_name(words, self.names, found.lines[0].reason, self.asked),
            )  # fmt: skip
        blank = ReportCell("")
        total = ReportRow(
            words.gettext("Total"), None, (ReportCell(words.number(found.closed)), blank, blank, blank)
        )  # fmt: skip
        branch = [self.branch_name()] if self.asked.under else []
        return self._view(title, self._about(*branch), heads, rows, total, [])

    def branch_name(self) -> str:
        return full_name(self.words, self.names.codes, self.asked.under, self.asked.ended(self.words.zone))

    def _view(
        self, title: str, detail: str, heads: tuple[ReportHead, ...], rows: tuple[ReportRow, ...],
        total: ReportRow, notes: Sequence[str], picture: ReportChart | None = None,
    ) -> ReportView:  # fmt: skip
        words, asked = self.words, self.asked
        named = {
            "today": words.gettext("Today"), "yesterday": words.gettext("Yesterday"),
            "week": words.gettext("This week"), "last_week": words.gettext("Last week"),
            "month": words.days(30), "year": words.gettext("A year"),
        }  # fmt: skip
        presets = dict(asked.presets(words.today))
        shown = next((code for code, one in presets.items() if (one.begin, one.end) == (asked.begin, asked.end)), "")
        spans = tuple(Filter(named[code], one.address(), code == shown) for code, one in presets.items())
        splits = {
            By.TIME: words.gettext("By time"), By.QUEUE: words.gettext("By queue"),
            By.CHANNEL: words.gettext("By channel"), By.AGENT: words.gettext("By agent"),
            By.REASON: words.gettext("By reason"),
        }  # fmt: skip
        steps = asked.steps() if asked.by is By.TIME else []
        return ReportView(
            title, detail, spans,
            tuple(Filter(name, replace(asked, by=by, under="").address(), by is asked.by)
                  for by, name in splits.items()),
            asked.begin.isoformat(), asked.end.isoformat(), asked.by,
            tuple(FilterChoice(str(one), step_name(words, one), one == asked.step) for one in steps),
            tuple(FilterChoice(str(id), name, id == asked.queue) for id, name in self.names.queues.items()),
            tuple(FilterChoice(code, labels.channel(words, code), code == asked.channel)
                  for code in labels.channel_codes(words)),
            asked.compared, asked.by in SPLITS, what_name(words, asked.by), heads, rows, total if rows else None,
            picture, tuple(notes), asked.address(f"{PAGE}.csv"), asked.query(), asked.preset,
        )  # fmt: skip
