"""The form of a rule: when it holds, and what is done then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from agent_ui.admin.routing import rings, treatment_form
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Matrix, MatrixRow, Section, Values, inside, number, numbers, without_empty
from agent_ui.admin.routing.rings import RingRows
from routing.policy.model import PolicyDocument
from routing.rules.model import LAST, OWNER, RulePart

NEW: Values = {"name": "", "enabled": "on", "priority": "0"}
CHECK = "/admin/routing/rules/check"


def values_of(rule: RulePart) -> Values:
    then = rule.then
    found = {"name": rule.name, "when": rule.when, "queue": then.queue or "", "priority": str(then.priority)}
    found |= {f"skill.{name}": str(level) for name, level in then.skills.items()}
    found |= {
        name: "on" for name, yes in (("enabled", rule.enabled), ("stop", rule.stop), ("at_head", then.at_head)) if yes
    }
    if then.preferred:
        found |= {"agent": then.preferred.agent, "agent_seconds": str(then.preferred.seconds)}
    found |= {"reply": str(then.reply_seconds)} if then.reply_seconds else {}
    return found | rings.all_values(then.rings) | treatment_form.values_of(then.treatment)


def data_of(values: Values) -> dict[str, Any]:
    get = values.get
    agent = get("agent")
    preferred = without_empty(agent=agent, seconds=number(get("agent_seconds", ""))) if agent else None
    return {
        "name": get("name", "").strip(),
        "when": get("when", ""),
        "then": {
            **without_empty(
                queue=get("queue"), priority=number(get("priority", "")), preferred=preferred,
                reply_seconds=number(get("reply", "")), treatment=treatment_form.data_of(values),
            ),
            "skills": numbers(values, "skill."),
            "at_head": "at_head" in values,
            "rings": rings.all_data(values),
        },
        "stop": "stop" in values,
        "enabled": "enabled" in values,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleForm:
    document: PolicyDocument
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        return (self._when(), self._then(), self._skills(), self._rings(), treatment_form.section(self.fields))

    def _when(self) -> Section:
        _ = self.fields.words.gettext
        when = self.fields.text("when", _("Condition"), kind="code", required=True, wide=True)
        return Section(
            _("When"),
            _("For example: erp.late_deliveries > 0 && interaction.channel == 'email'"),
            fields=(
                self.fields.text("name", _("Name"), required=True, wide=True),
                replace(when, check=CHECK),
                self.fields.check("enabled", _("In use")),
                self.fields.check("stop", _("If it is true, no later rule is tried")),
            ),
        )

    def _then(self) -> Section:
        _ = self.fields.words.gettext
        queues = {queue.name: queue.name for queue in self.document.queues}
        agents = {
            OWNER: _("the agent with the customer's open conversation"),
            LAST: _("the agent who last spoke with them"),
        }
        agents |= {login: login for login in self.document.agents}
        return Section(
            _("Then"),
            _("Empty fields keep the queue's settings."),
            fields=(
                self.fields.select("queue", _("To the queue"), queues, place="then.queue", nothing=_("unchanged")),
                self.fields.number("priority", _("Priority"), _("points more"), -1000, 1000, place="then.priority"),
                self.fields.select("agent", _("Preferred agent"), agents, place="then.preferred.agent", nothing="–"),
                self.fields.number(
                    "agent_seconds", _("kept for them"), _("s"), 1, 86_400, place="then.preferred.seconds"
                ),
                self.fields.number(
                    "reply", _("First reply within"), _("s"), 1, 30 * 86_400, place="then.reply_seconds"
                ),
                self.fields.check("at_head", _("Before all other work of its queue"), place="then.at_head"),
            ),
        )

    def _skills(self) -> Section:
        _ = self.fields.words.gettext
        names = dict.fromkeys([*self.document.skills, *inside(self.fields.values, "skill.")])
        rows = tuple(
            MatrixRow(name, (self.fields.level(f"skill.{name}", name, f"then.skills[{name}]", "–"),)) for name in names
        )
        matrix = Matrix(_("Skills"), _("Skill"), (_("At least"),), rows, _("There are no skills yet."))
        return Section(_("Additional required skills"), matrix=matrix)

    def _rings(self) -> Section:
        _ = self.fields.words.gettext
        own = [skill for skill, level in inside(self.fields.values, "skill.").items() if level]
        asked = tuple(dict.fromkeys([*own, *(skill for queue in self.document.queues for skill in queue.skills)]))
        queues = tuple(queue.name for queue in self.document.queues)
        drawn = RingRows(self.fields, "then.rings", asked, queues, _("None: the search widens as set in the queue."))
        return Section(
            _("Widening the search"),
            _("Replaces the queue's rings, in whichever queue the work is waiting."),
            rows=(drawn.rows(),),
        )
