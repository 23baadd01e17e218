"""The kinds of field, each with what was typed and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.admin.routing import labels
from agent_ui.admin.routing.form import Faults, Field, FieldTrouble, Option, Values, inside
from agent_ui.words.languages import CHINESE, ENGLISH, Words

ROOM = 26
"""Letters for which a select of usual width has room; a Chinese one takes the room of two."""


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


@dataclass(frozen=True, slots=True)
class Fields:
    """`place` is where the document has the field; left out, it has the same name there."""

    words: Words
    values: Values
    faults: Faults

    def text(
        self,
        name: str,
        label: str,
        *,
        place: str | None = None,
        hint: str = "",
        required: bool = False,
        wide: bool = False,
        kind: str = "text",
        bare: bool = False,
    ) -> Field:
        return Field(
            name, label, self._value(name), kind, hint=hint, required=required, wide=wide, unseen_label=bare,
            troubles=self._wrong(name, place),
        )  # fmt: skip

    def area(self, name: str, label: str, place: str | None = None) -> Field:
        return Field(name, label, self._value(name), "area", wide=True, troubles=self._wrong(name, place))

    def number(
        self,
        name: str,
        label: str,
        unit: str,
        least: int,
        most: int,
        *,
        place: str | None = None,
        bare: bool = False,
        required: bool = False,
    ) -> Field:
        return Field(
            name, label, self._value(name), "number", unit=unit, least=least, most=most, unseen_label=bare,
            required=required, troubles=self._wrong(name, place),
        )  # fmt: skip

    def select(
        self,
        name: str,
        label: str,
        choices: dict[str, str],
        *,
        place: str | None = None,
        nothing: str | None = None,
        bare: bool = False,
    ) -> Field:
        """A value that is no choice any more stays chosen, so that saving something else does not change it."""
        value = self._value(name)
        options = labels.options(choices, nothing)
        if value and value not in choices:
            options = (*options, Option(value, value))
        wide = not bare and any(_width(one.label) > ROOM for one in options)
        return Field(
            name, label, value, "select", options=options, unseen_label=bare, wide=wide,
            troubles=self._wrong(name, place),
        )  # fmt: skip

    def check(self, name: str, label: str, *, place: str | None = None, bare: bool = False) -> Field:
        value = "on" if name in self.values else ""
        return Field(name, label, value, "check", unseen_label=bare, troubles=self._wrong(name, place))

    def texts(self, prefix: str, label: str, row: Values, place: str) -> tuple[Field, ...]:
        """A text in the languages of the product and those it is there in; `row` has them by the last of `prefix`."""
        tags = dict.fromkeys([ENGLISH, CHINESE, *inside(row, prefix.rpartition(".")[2] + ".")])
        return tuple(
            self.area(f"{prefix}.{tag}", label % {"language": labels.language(self.words, tag)}, place) for tag in tags
        )

    def level(self, name: str, label: str, place: str, nothing: str) -> Field:
        """A skill's level in a table."""
        return self.select(name, label, labels.levels(), place=place, nothing=nothing, bare=True)

    def _value(self, name: str) -> str:
        return self.values.get(name, "")

    def _wrong(self, name: str, place: str | None) -> tuple[FieldTrouble, ...]:
        return self.faults.at(name if place is None else place)
