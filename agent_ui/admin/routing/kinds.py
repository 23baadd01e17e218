"""The kinds of thing a page edits: how each is read from the policy, drawn, and put back into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from agent_ui.admin.routing import agent_form, calendar_form, other_forms, queue_values, referring, rings, rule_form
from agent_ui.admin.routing.agent_form import AgentForm
from agent_ui.admin.routing.calendar_form import CalendarForm
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Section, Values, inside
from agent_ui.admin.routing.other_forms import SharingForm, SkillForm
from agent_ui.admin.routing.queue_form import QueueForm
from agent_ui.admin.routing.rule_form import RuleForm
from agent_ui.words.languages import Words
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.model import AgentPart, PolicyDocument, QueuePart

Data = dict[str, Any]


class PartKind(Protocol):
    """`name` is None for a new one."""

    @property
    def path(self) -> str:
        """Of its pages, below /admin/routing/."""
        ...

    @property
    def fresh(self) -> Mapping[str, Values]:
        """What a new row begins with, by group."""
        ...

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        """None: there is no such thing."""
        ...

    def place(self, values: Values, name: str | None) -> str:
        """Where the document has it."""
        ...

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]: ...

    def put(self, data: Data, name: str | None, values: Values) -> str:
        """Puts what was typed into the document's plain data; returns its name from now on.

        Raises `PolicyInvalid` for a name that cannot be used.
        """
        ...

    def remove(self, data: Data, name: str) -> None: ...

    def title(self, words: Words, name: str | None) -> str: ...


def _new_name(values: Values, taken: list[str], was: str | None, place: str) -> str:
    name = values.get("name", "").strip()
    if not name:
        raise PolicyInvalid((Problem(f"{place}.name", ProblemCode.NAME_MISSING),))
    if name in taken and name != was:
        raise PolicyInvalid((Problem(f"{place}.name", ProblemCode.NAME_TAKEN),))
    return name


class Queues:
    path: Final = "queues"
    fresh: Final[Mapping[str, Values]] = queue_values.FRESH

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        if name is None:
            return queue_values.values_of(QueuePart(name="-")) | {"name": ""}
        found = next((queue for queue in document.queues if queue.name == name), None)
        return queue_values.values_of(found) if found else None

    def place(self, values: Values, name: str | None) -> str:
        return f"queues[{values.get('name', '').strip()}]"

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return QueueForm(document, fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        names = [queue["name"] for queue in data["queues"]]
        new = _new_name(values, names, name, self.place(values, name))
        if name is not None and new != name:
            referring.rename_queue(data, name, new)
        part = queue_values.data_of(values)
        if name in names:
            data["queues"][names.index(name)] = part
        else:
            data["queues"].append(part)
        return new

    def remove(self, data: Data, name: str) -> None:
        referring.remove_queue(data, name)

    def title(self, words: Words, name: str | None) -> str:
        return words.gettext("New queue") if name is None else name


class Agents:
    path: Final = "agents"
    fresh: Final[Mapping[str, Values]] = {}

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        return agent_form.values_of(document.agents.get(name or "", AgentPart()))

    def place(self, values: Values, name: str | None) -> str:
        return f"agents[{name}]"

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return AgentForm(document, fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        data["agents"][name] = agent_form.data_of(values)
        return name or ""

    def remove(self, data: Data, name: str) -> None:
        """Takes all work from the agent; who nobody names in a policy would keep what they have."""
        data["agents"][name] = {}

    def title(self, words: Words, name: str | None) -> str:
        return name or ""


class Calendars:
    path: Final = "calendars"
    fresh: Final[Mapping[str, Values]] = calendar_form.FRESH

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        if name is None:
            return {"name": "", **calendar_form.NEW}
        found = document.calendars.get(name)
        return calendar_form.values_of(name, found) if found else None

    def place(self, values: Values, name: str | None) -> str:
        return f"calendars[{values.get('name', '').strip()}]"

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return CalendarForm(fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        calendars = data["calendars"]
        new = _new_name(values, list(calendars), name, self.place(values, name))
        if name is not None and new != name:
            referring.rename_calendar(data, name, new)
            data["calendars"] = {new if one == name else one: part for one, part in calendars.items()}
        data["calendars"][new] = calendar_form.data_of(values)
        return new

    def remove(self, data: Data, name: str) -> None:
        data["calendars"].pop(name, None)

    def title(self, words: Words, name: str | None) -> str:
        return words.gettext("New calendar") if name is None else name


class Skills:
    path: Final = "skills"
    fresh: Final[Mapping[str, Values]] = {}

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        if name is None:
            return {"name": ""}
        return other_forms.skill_values(document, name) if name in document.skills else None

    def place(self, values: Values, name: str | None) -> str:
        return f"implies[{values.get('name', '').strip()}]"

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return SkillForm(document, fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        new = _new_name(values, data["skills"], name, self.place(values, name))
        if name is None:
            data["skills"].append(new)
        elif new != name:
            referring.rename_skill(data, name, new)
        implied = list(inside(values, "implies."))
        data["implies"].pop(new, None)
        if implied:
            data["implies"][new] = implied
        return new

    def remove(self, data: Data, name: str) -> None:
        referring.remove_skill(data, name)

    def title(self, words: Words, name: str | None) -> str:
        return words.gettext("New skill") if name is None else name


class Sharing:
    path: Final = "sharing"
    fresh: Final[Mapping[str, Values]] = other_forms.FRESH_INTERRUPT

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        return other_forms.sharing_values(document)

    def place(self, values: Values, name: str | None) -> str:
        return ""

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return SharingForm(document, fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        data |= other_forms.sharing_data(values)
        return ""

    def remove(self, data: Data, name: str) -> None:
        """There is always one."""

    def title(self, words: Words, name: str | None) -> str:
        return words.gettext("Channels together")


class Rules:
    path: Final = "rules"
    fresh: Final[Mapping[str, Values]] = {"rings": rings.FRESH}

    def values(self, document: PolicyDocument, name: str | None) -> Values | None:
        if name is None:
            return dict(rule_form.NEW)
        found = next((rule for rule in document.rules if rule.name == name), None)
        return rule_form.values_of(found) if found else None

    def place(self, values: Values, name: str | None) -> str:
        return f"rules[{values.get('name', '').strip()}]"

    def sections(self, document: PolicyDocument, fields: Fields) -> tuple[Section, ...]:
        return RuleForm(document, fields).sections()

    def put(self, data: Data, name: str | None, values: Values) -> str:
        names = [rule["name"] for rule in data["rules"]]
        new = _new_name(values, names, name, self.place(values, name))
        part = rule_form.data_of(values)
        if name in names:
            data["rules"][names.index(name)] = part
        else:
            data["rules"].append(part)
        return new

    def remove(self, data: Data, name: str) -> None:
        data["rules"] = [rule for rule in data["rules"] if rule["name"] != name]

    def title(self, words: Words, name: str | None) -> str:
        return words.gettext("New rule") if name is None else name


KINDS: tuple[PartKind, ...] = (Queues(), Agents(), Calendars(), Skills(), Rules(), Sharing())
