"""A simulation as its page shows it: figures with their intervals of confidence, and by interval. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from agent_ui.admin.routing import chart
from agent_ui.admin.routing.chart import Chart
from agent_ui.admin.routing.rehearsal_views import Figure, FigureTable
from agent_ui.words import rehearsals
from agent_ui.words.languages import Words
from routing.rehearsal.simulation.intervals import Estimate
from routing.rehearsal.simulation.results import Figures, IntervalFigures, QueueFigures, Simulated
from routing.rehearsal.simulation.searching import FewestAgents, Planned


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    words: Words
    result: Simulated
    goal: float = 0.8
    begins_s: int = 0
    found: FewestAgents | None = None
    planned: Planned | None = None

    def say(self) -> tuple[str, ...]:
        _, total = self.words.gettext, self.result.total
        sentences = list(self._answer())
        sentences.append(
            _("%(percent)s in time, average wait %(wait)s, %(gave)s abandoned; occupancy %(busy)s.",
              percent=self._share(total.service_level), wait=self._wait(total.mean_wait_s),
              gave=self._share(total.abandoned), busy=self._share(total.occupancy))
        )  # fmt: skip
        if total.moved.value or total.ended.value:
            sentences.append(
                _("The policy moved %(moved)s to another queue and ended %(ended)s.",
                  moved=self._share(total.moved), ended=self._share(total.ended))
            )  # fmt: skip
        if self.result.not_simulated:
            what = self.words.gettext("; ").join(
                rehearsals.left_out(self.words, one) for one in self.result.not_simulated
            )
            sentences.append(_("Not simulated: %(what)s.", what=what))
        return tuple(sentences)

    def treatments(self) -> FigureTable | None:
        _ = self.words.gettext
        rows = [
            Figure(one.name, (self.words.gettext("; ").join(filter(None, self._handled(one))),))
            for one in self.result.queues
        ]
        if not rows:
            return None
        return FigureTable(
            _("How work is handled"),
            (_("Order and treatment"),),
            tuple(rows),
            " ".join(f"{rehearsals.statement(self.words, one)}{_('.')}" for one in self.result.followed),
            folded=True,
        )

    def _handled(self, one: QueueFigures) -> tuple[str, str]:
        return rehearsals.statements(self.words, one.discipline), rehearsals.statements(self.words, one.treatment)

    def _answer(self) -> tuple[str, ...]:
        _ = self.words.gettext
        percent = self.words.percent(self.goal)
        if self.found is not None:
            n = self.found.agents
            text = self.words.ngettext(
                "%(n)s agent reaches %(goal)s %%.", "%(n)s agents reach %(goal)s %%.", n, goal=percent
            )
            sure = "" if self.found.sure else _("Only just: the confidence interval reaches below the goal.")
            erlang = _("Erlang's formula says %(n)s.", n=self.found.erlang) if self.found.erlang is not None else ""
            return tuple(filter(None, (text, erlang, sure)))
        if self.planned is not None:
            most = max(self.planned.agents, default=0)
            if not self.planned.reached:
                return (_("However many agents are added, some half hours stay below %(goal)s %%.", goal=percent),)
            if not most:
                return (_("No more agents are needed: each half hour reaches %(goal)s %%.", goal=percent),)
            return (_("With at most %(n)s more in any half hour, each reaches %(goal)s %%.", n=most, goal=percent),)
        return ()

    def charts(self) -> tuple[Chart, ...]:
        intervals = self._shown()
        if len(intervals) < 2:
            return ()
        _ = self.words.gettext
        values = [self._mark(one) for one in intervals]
        title = _("Answered in time by half hour, with 95 % confidence; the line is the goal")
        labels = chart.ticks([self._clock(one) for one in intervals])
        return (Chart(title, "100 %", marks=chart.marks(values, self.goal), goal_y=round((1 - self.goal) * chart.HEIGHT, 1), ticks=labels),)  # noqa: E501  # fmt: skip

    def _shown(self) -> list[IntervalFigures]:
        """Without the empty hours at either end."""
        busy = [n for n, one in enumerate(self.result.intervals) if one.figures.offered > 0]
        return list(self.result.intervals[busy[0] : busy[-1] + 1]) if busy else []

    def _mark(self, one: IntervalFigures) -> tuple[float, float, float, str] | None:
        level = one.figures.service_level
        if level.value is None:
            return None
        low = level.value if level.low is None else level.low
        high = level.value if level.high is None else level.high
        return level.value, low, high, f"{self._clock(one)}: {self._share(level)}"

    def tables(self) -> tuple[FigureTable, ...]:
        _ = self.words.gettext
        heads = (_("Arrive"), _("In time"), _("Mean wait"), _("Had to wait"), _("Abandon"), _("Occupancy"))
        rows = [self._row(_("All together"), self.result.total)]
        rows += [self._row(one.name, one.figures) for one in self.result.queues if len(self.result.queues) > 1]
        groups = tuple(Figure(one.name, (str(one.agents), self._share(one.occupancy))) for one in self.result.groups)
        by_time = tuple(
            self._interval(n, one) for n, one in enumerate(self.result.intervals) if one.figures.offered > 0
        )
        tables = [FigureTable(_("Figures"), heads, tuple(rows), _("± is half of the 95 % confidence interval."))]
        if len(by_time) > 1:
            tables.append(FigureTable(_("By half hour"), (_("Agents"), *heads), by_time, folded=True))
        if len(groups) > 1:
            tables.append(FigureTable(_("Groups"), (_("Agents"), _("Occupancy")), groups, folded=True))
        treated = self.treatments()
        if treated is not None:
            tables.append(treated)
        if self.found is not None:
            tried = tuple(Figure(str(one.agents), (self._share(one.service_level),)) for one in self.found.tried)
            tables.append(FigureTable(_("What was tried"), (_("In time"),), tried, folded=True))
        return tuple(tables)

    def _interval(self, n: int, one: IntervalFigures) -> Figure:
        agents = self.words.number(round(one.agents, 1))
        if self.planned is not None and n < len(self.planned.agents):
            agents = self.words.gettext("%(n)s, of these %(more)s more", n=agents, more=self.planned.agents[n])
        row = self._row(self._clock(one), one.figures)
        return Figure(row.name, (agents, *row.values), ("", *row.tones))

    def _row(self, name: str, one: Figures) -> Figure:
        values = (
            self.words.number(round(one.offered)), self._share(one.service_level), self._wait(one.mean_wait_s),
            self._share(one.p_wait), self._share(one.abandoned), self._share(one.occupancy),
        )  # fmt: skip
        level = one.service_level.value
        return Figure(name, values, ("", "late" if level is not None and level < self.goal else ""))

    def _share(self, one: Estimate) -> str:
        share = self.words.percent(one.value, digits=1)
        return share if one.value is None else f"{share} %{self._give(one, 100, 1)}"

    def _wait(self, one: Estimate) -> str:
        if one.value is None:
            return "–"
        if one.value >= 600:
            return self.words.span_exact(timedelta(seconds=one.value))
        return self.words.gettext("%(n)s s", n=f"{one.value:.1f}{self._give(one, 1, 1)}")

    def _give(self, one: Estimate, scale: int, digits: int) -> str:
        if one.low is None or one.high is None:
            return ""
        return f" ± {(one.high - one.low) / 2 * scale:.{digits}f}"

    def _clock(self, one: IntervalFigures) -> str:
        minutes = (self.begins_s + one.begins_s) // 60
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
