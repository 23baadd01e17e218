"""The form of an agent's profile: skills, queues, places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Matrix, MatrixRow, Section, Values, inside, number, numbers, without_empty
from routing.policy.model import AgentPart, PolicyDocument


def values_of(part: AgentPart) -> Values:
    found = {f"skill.{name}": str(level) for name, level in part.skills.items()}
    found |= {f"capacity.{channel}": str(places) for channel, places in part.capacity.items()}
    for name, access in part.queues.items():
        found |= {
            f"queue.{name}": "on",
            f"first.{name}": str(access.priority),
            f"delay.{name}": str(access.delay) if access.delay else "",
        }
    return found


def data_of(values: Values) -> dict[str, Any]:
    return {
        "skills": numbers(values, "skill."),
        "queues": {
            name: without_empty(
                priority=number(values.get(f"first.{name}", "")), delay=number(values.get(f"delay.{name}", ""))
            )
            for name in inside(values, "queue.")
        },
        "capacity": numbers(values, "capacity."),
    }


@dataclass(frozen=True, slots=True)
class AgentForm:
    document: PolicyDocument
    fields: Fields

    def sections(self) -> tuple[Section, ...]:
        return (self._skills(), self._queues(), self._capacity())

    def _names(self, known: tuple[str, ...], *prefixes: str) -> tuple[str, ...]:
        """Also those that are gone: what was set stays in sight until somebody takes it out."""
        set_already = [name for prefix in prefixes for name in inside(self.fields.values, prefix)]
        return tuple(dict.fromkeys([*known, *set_already]))

    def _skills(self) -> Section:
        _ = self.fields.words.gettext
        rows = tuple(
            MatrixRow(name, (self.fields.level(f"skill.{name}", name, f"skills[{name}]", _("does not have it")),))
            for name in self._names(self.document.skills, "skill.")
        )
        empty = _("There are no skills yet; add them under Skills first.")
        return Section(_("Skills"), _("1 is basic, 5 is expert."), matrix=Matrix(_("Skills"), _("Skill"), (_("Level"),), rows, empty))  # noqa: E501  # fmt: skip

    def _queues(self) -> Section:
        _ = self.fields.words.gettext
        known = tuple(queue.name for queue in self.document.queues)
        rows = tuple(self._queue(name) for name in self._names(known, "queue."))
        heads = (_("Serves this queue"), _("Priority, 1 first"), _("Only after, s"))
        empty = _("There are no queues yet; add one under Queues first.")
        return Section(
            _("Queues"),
            _(
                "Work of a queue with a lower number comes first. A delay keeps this agent in reserve for "
                "work that others could not take."
            ),
            matrix=Matrix(_("Queues"), _("Queue"), heads, rows, empty),
        )

    def _queue(self, name: str) -> MatrixRow:
        _, at = self.fields.words.gettext, f"queues[{name}]"
        first, delay = _("%(queue)s: priority", queue=name), _("%(queue)s: only after, s", queue=name)
        cells = (
            self.fields.number(f"first.{name}", first, "", 1, 99, place=f"{at}.priority", bare=True),
            self.fields.number(f"delay.{name}", delay, "", 0, 9999, place=f"{at}.delay", bare=True),
        )
        serves = self.fields.check(f"queue.{name}", _("serves %(queue)s", queue=name), place=at, bare=True)
        return MatrixRow(name, (serves, *cells))

    def _capacity(self) -> Section:
        _ = self.fields.words.gettext
        rows = tuple(
            self._places(name) for name in labels.channels(self.fields.words, inside(self.fields.values, "capacity."))
        )
        return Section(
            _("Work at the same time"),
            _("Places by channel; empty means none. The first line limits all channels together."),
            matrix=Matrix(_("Work at the same time"), _("Channel"), (_("Places"),), rows),
        )

    def _places(self, channel: str) -> MatrixRow:
        words = self.fields.words
        title = words.gettext("In total") if channel == labels.EVERY else labels.channel(words, channel)
        at = f"capacity[{channel}]"
        return MatrixRow(title, (self.fields.number(f"capacity.{channel}", title, "", 0, 100, place=at, bare=True),))
