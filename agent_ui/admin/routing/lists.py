"""The lists of queues, agents, calendars and skills, as the draft has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.calendar_form import week_bars
from agent_ui.admin.routing.views import Frame, ListCell, ListRow, ListView
from agent_ui.words.languages import Words
from routing.flow.official import missing_years
from routing.policy.model import AgentPart, PolicyDocument, QueuePart
from routing.rules.model import Effect, RulePart

SHOWN = 4
"""Skills and queues named in a line before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Lists:
    words: Words
    document: PolicyDocument
    frame: Frame
    names: Mapping[str, str]
    """People by login."""

    def queues(self) -> ListView:
        _ = self.words.gettext
        heads = (
            (_("Name"), False), (_("Needed skills"), False), (_("Goal"), False), (_("Opening hours"), False),
            (_("Rings"), True), (_("Priority"), True), (_("Agents"), True),
        )  # fmt: skip
        return ListView(
            self.frame,
            _("Queues"),
            _("Incoming work waits in a queue until a suitable agent is free."),
            heads,
            tuple(self._queue(queue) for queue in self.document.queues),
            _("There is no queue yet. Add one; the agents who serve it are offered its work."),
            _("Add a queue"),
            "/admin/routing/queues/edit",
        )

    def _queue(self, queue: QueuePart) -> ListRow:
        words = self.words
        serving = sum(queue.name in agent.queues for agent in self.document.agents.values())
        skills = [f"{name} {level}" for name, level in queue.skills.items()]
        return ListRow(
            (
                ListCell(queue.name, href=edit("queues", queue.name)),
                ListCell(self._few(skills) or "–"),
                ListCell(self._goal(queue)),
                ListCell(queue.calendar or words.gettext("always open")),
                ListCell(words.number(len(queue.rings)), figure=True),
                ListCell(words.number(queue.priority), figure=True),
                ListCell(words.number(serving), figure=True, tone="" if serving else "late"),
            )
        )

    def _goal(self, queue: QueuePart) -> str:
        goal, seconds = queue.service_level, queue.service_level.seconds
        if not seconds:
            return self.words.gettext("%(goal)s %%, usual times", goal=goal.percent)
        first, last = (self.words.span(timedelta(seconds=end(seconds.values()))) for end in (min, max))
        if first != last:
            return self.words.gettext("%(goal)s %% in %(least)s to %(most)s", goal=goal.percent, least=first, most=last)
        return self.words.gettext("%(goal)s %% in %(target)s", goal=goal.percent, target=first)

    def agents(self) -> ListView:
        _ = self.words.gettext
        heads = ((_("Name"), False), (_("Skills"), False), (_("Queues"), False), (_("Work at the same time"), False))
        known = {**dict.fromkeys(self.names, AgentPart()), **self.document.agents}
        ordered = sorted(known.items(), key=lambda one: (not one[1].queues, self.names.get(one[0], one[0])))
        return ListView(
            self.frame,
            _("Agents"),
            _("Which work each agent can be offered, and how much at once. People are added under Organisation."),
            heads,
            tuple(self._agent(login, part) for login, part in ordered),
            _("There are no agents yet. Add people under Organisation first."),
        )

    def _agent(self, login: str, part: AgentPart) -> ListRow:
        words = self.words
        skills = [f"{name} {level}" for name, level in sorted(part.skills.items(), key=lambda one: (-one[1], one[0]))]
        queues = sorted(part.queues, key=lambda name: (part.queues[name].priority, name))
        places = [
            f"{labels.channel(words, channel)} {n}"
            for channel, n in part.capacity.items()
            if n and channel != labels.EVERY
        ]
        none = ListCell(words.gettext("none: gets no work"), tone="soft")
        return ListRow(
            (
                ListCell(self.names.get(login, login), meta=login, href=edit("agents", login)),
                ListCell(self._few(skills) or "–"),
                ListCell(self._few(queues)) if queues else none,
                ListCell(words.gettext(", ").join(places) or "–"),
            )
        )

    def calendars(self) -> ListView:
        _ = self.words.gettext
        names = labels.weekdays(self.words)
        lines = []
        for name, part in self.document.calendars.items():
            used = [queue.name for queue in self.document.queues if queue.calendar == name]
            cells = (
                ListCell(name, meta=part.time_zone, href=edit("calendars", name)),
                ListCell(self._few(used) or "–"),
                ListCell(self.words.number(len(part.holidays)), figure=True),
                ListCell(self.words.number(len(part.workdays)), figure=True),
            )
            week = {day.value: list(spans) for day, spans in part.week.items()}
            lines.append(ListRow(cells, week_bars(names, week)))
        heads = ((_("Name"), False), (_("Queues"), False), (_("Holidays"), True), (_("Make-up workdays"), True), (_("The week"), False))  # noqa: E501  # fmt: skip
        return ListView(
            self.frame,
            _("Opening hours"),
            _("Reply targets count only these hours. A queue without a calendar is always open."),
            heads,
            tuple(lines),
            _("There are no opening hours yet: every queue is always open."),
            _("Add opening hours"),
            "/admin/routing/calendars/edit",
            alarms=tuple(
                _(
                    "%(name)s has no holidays of %(year)s yet; take over the official calendar below.",
                    name=name,
                    year=year,
                )
                for name, year in missing_years(self.document.calendars, self.words.today).items()
            ),
            calendars=tuple(self.document.calendars),
        )

    def skills(self) -> ListView:
        _ = self.words.gettext
        heads = (
            (_("Name"), False),
            (_("Required by"), False),
            (_("Agents with this skill"), True),
            (_("Also includes"), False),
        )
        return ListView(
            self.frame,
            _("Skills"),
            _("What work can require and agents can have, at a level from 0 to 5."),
            heads,
            tuple(self._skill(name) for name in self.document.skills),
            _("There are no skills yet: every agent of a queue can take all of its work."),
            _("Add a skill"),
            "/admin/routing/skills/edit",
        )

    def _skill(self, name: str) -> ListRow:
        asking = [queue.name for queue in self.document.queues if name in queue.skills]
        having = sum(name in agent.skills for agent in self.document.agents.values())
        return ListRow(
            (
                ListCell(name, href=edit("skills", name)),
                ListCell(self._few(asking) or "–"),
                ListCell(self.words.number(having), figure=True, tone="late" if asking and not having else ""),
                ListCell(self._few(list(self.document.implies.get(name, ()))) or "–"),
            )
        )

    def rules(self) -> ListView:
        _ = self.words.gettext
        heads = ((_("Name"), False), (_("When"), False), (_("Then"), False), (_("State"), False), (_("Order"), False))
        lines = tuple(self._rule(n, rule) for n, rule in enumerate(self.document.rules))
        return ListView(
            self.frame,
            _("Rules"),
            _("Checked in this order when work enters a queue; each rule whose condition is true is applied."),
            heads,
            lines,
            _("There are no rules yet: work goes to the queue of its channel account, with that queue's priority."),
            _("Add a rule"),
            "/admin/routing/rules/edit",
        )

    def _rule(self, n: int, rule: RulePart) -> ListRow:
        _ = self.words.gettext
        state = [] if rule.enabled else [_("switched off")]
        state += [_("then stops")] if rule.stop else []
        cells = (
            ListCell(rule.name, href=edit("rules", rule.name)),
            ListCell(rule.when, code=True),
            ListCell(self._effect(rule.then)),
            ListCell(_(", ").join(state), tone="soft"),
            ListCell("", move=rule.name if n else ""),
        )
        return ListRow(cells)

    def _effect(self, then: Effect) -> str:
        _ = self.words.gettext
        parts = [_("to %(queue)s", queue=then.queue)] if then.queue else []
        parts += [_("%(n)s points", n=f"{then.priority:+d}")] if then.priority else []
        parts += [f"{name} {level}" for name, level in then.skills.items()]
        parts += [_("first to %(who)s", who=then.preferred.agent)] if then.preferred else []
        parts += [_("before all other work")] if then.at_head else []
        parts += (
            [_("reply in %(span)s", span=self.words.span(timedelta(seconds=then.reply_seconds)))]
            if then.reply_seconds
            else []
        )
        parts += [_("widens in %(n)s rings", n=len(then.rings))] if then.rings else []
        parts += [_("special treatment while waiting")] if then.treatment else []
        return _(", ").join(parts) or "–"

    def _few(self, names: list[str]) -> str:
        shown = self.words.gettext(", ").join(names[:SHOWN])
        if len(names) <= SHOWN:
            return shown
        return self.words.gettext("%(some)s and %(n)s more", some=shown, n=len(names) - SHOWN)


def edit(path: str, name: str) -> str:
    return f"/admin/routing/{path}/edit?name={quote(name, safe='')}"
