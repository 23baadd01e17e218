"""Rings in a form, of a queue or of a rule: their typed values and their rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Field, FormRow, Rows, Values, inside, number, rows_of, without_empty
from routing.policy.rings import DAY, MAX_RINGS, RingPart

DROP = "drop"
FRESH: Values = {"after": ""}


def all_values(rings: Iterable[RingPart]) -> Values:
    return {f"rings.{n}.{name}": value for n, ring in enumerate(rings) for name, value in _values(ring).items()}


def _values(ring: RingPart) -> Values:
    lower = {f"skill.{skill}": str(level) for skill, level in ring.lower.items()}
    drop = {f"skill.{skill}": DROP for skill in ring.drop}
    return {"after": str(ring.after), **lower, **drop, **{f"queue.{name}": "on" for name in ring.queues}}


def all_data(values: Values) -> list[dict[str, Any]]:
    return [_data(row) for row in rows_of(values, "rings")]


def _data(row: Values) -> dict[str, Any]:
    skills = inside(row, "skill.")
    return {
        **without_empty(after=number(row.get("after", ""))),
        "lower": {name: number(level) for name, level in skills.items() if level and level != DROP},
        "drop": [name for name, level in skills.items() if level == DROP],
        "queues": list(inside(row, "queue.")),
    }


@dataclass(frozen=True, slots=True)
class RingRows:
    """`place` is where the document has them; `skills` and `queues` are what a ring may name."""

    fields: Fields
    place: str
    skills: tuple[str, ...]
    queues: tuple[str, ...]
    empty: str

    def rows(self) -> Rows:
        _ = self.fields.words.gettext
        drawn = tuple(self._ring(n, row) for n, row in enumerate(rows_of(self.fields.values, "rings")))
        return Rows("rings", _("Rings"), _("Add a ring"), self.empty, drawn, full=len(drawn) >= MAX_RINGS)

    def _ring(self, n: int, row: Values) -> FormRow:
        _ = self.fields.words.gettext
        key, at = f"rings.{n}", f"{self.place}[{n}]"
        after = self.fields.number(f"{key}.after", _("After"), _("s"), 1, 30 * DAY, place=f"{at}.after")
        skills = dict.fromkeys([*self.skills, *inside(row, "skill.")])
        relaxed = tuple(self._relaxed(key, at, skill) for skill in skills)
        others = dict.fromkeys([*self.queues, *inside(row, "queue.")])
        boxes = tuple(self.fields.check(f"{key}.queue.{name}", name, place=f"{at}.queues[{name}]") for name in others)
        return FormRow(
            key, _("Ring %(n)s", n=n + 1), (after, *relaxed), boxes,
            _("Agents of these queues may take it too") if boxes else "", n == 0, self.fields.faults.at(at),
        )  # fmt: skip

    def _relaxed(self, key: str, at: str, skill: str) -> Field:
        _ = self.fields.words.gettext
        choices = {**labels.levels(), DROP: _("not required")}
        name = f"{key}.skill.{skill}"
        return self.fields.select(name, skill, choices, place=f"{at}.lower[{skill}]", nothing=_("as before"))
