"""Forms as data: fields with their values as they were typed, and what is wrong beside each of them.

A form is described in Python and drawn by one template, so that every page has the same labels, the same place for
problems, and keeps what was typed. Values are flat: `rings.0.after` is a field of the first row of `rings`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from contact_center.kernel.whole import whole
from routing.policy.errors import Problem

Values = dict[str, str]
"""As typed, by name of field; a ticked box is there, an unticked one is not."""
_ROW = re.compile(r"(?P<group>[a-z_]+)\.(?P<n>[0-9]{1,6})\.(?P<rest>.+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """Something wrong, in words, and what to do."""

    reason: str
    remedy: str = ""
    where: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is one of text, number, date, password, area, code, select, check."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    troubles: tuple[FieldTrouble, ...] = ()
    least: int | None = None
    most: int | None = None
    required: bool = False
    wide: bool = False
    check: str = ""
    """Address that judges what is typed, while it is typed."""
    unseen_label: bool = False
    """The label stands beside it already, as the head of a table."""

    @property
    def id(self) -> str:
        return f"f-{crc32(self.name.encode()):x}"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One of several alike; `key` is what its buttons name: `rings.1`."""

    key: str
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...] = ()
    """Boxes to tick, below the fields."""
    more_title: str = ""
    first: bool = True
    troubles: tuple[FieldTrouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that can be added and taken out."""

    group: str
    title: str
    add: str
    empty: str
    rows: tuple[FormRow, ...] = ()
    full: bool = False
    ordered: bool = False
    """May be moved up."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Alike settings of several things: a table with a field in every cell."""

    title: str
    corner: str
    heads: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    hint: str = ""
    fields: tuple[Field, ...] = ()
    matrix: Matrix | None = None
    rows: tuple[Rows, ...] = ()
    picture: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()
    """Open hours by weekday: (day, spans as shares of the day)."""
    sentences: tuple[str, ...] = ()
    """Sentences on what the settings come to."""


@dataclass(frozen=True, slots=True)
class Form:
    action: str
    sections: tuple[Section, ...]
    seen: str = ""
    """Names what was shown, so that nobody overwrites what they have not seen."""
    back: str = ""
    remove: str = ""
    """Label of the button that takes the whole thing out of the draft; empty: there is none."""
    troubles: tuple[FieldTrouble, ...] = ()
    """Those that belong to no field."""
    focus: str = ""
    """The row that was just added."""
    submit: str = ""
    """Of a question, which saves nothing; empty for a part of the draft."""
    hidden: tuple[tuple[str, str], ...] = ()
    kept: bool = False
    """Shown again with what was typed, which is not saved."""


Tell = Callable[[Problem], FieldTrouble]
"""A problem in the reader's words."""


@dataclass(slots=True)
class Faults:
    """Problems of one part of the document, told once each at the nearest field."""

    tell: Tell
    problems: Sequence[Problem] = ()
    prefix: str = ""
    _told: set[int] = field(default_factory=set)

    def at(self, place: str) -> tuple[FieldTrouble, ...]:
        """Those at this place of the part and inside of it."""
        return self._take(lambda found: found == place or found.startswith((f"{place}.", f"{place}[", f"{place} (")))

    def here(self) -> tuple[FieldTrouble, ...]:
        """Those of the part as a whole."""
        return self._take(lambda found: found == "")

    def rest(self) -> tuple[FieldTrouble, ...]:
        return self._take(lambda _: True)

    def _take(self, wanted: Callable[[str], bool]) -> tuple[FieldTrouble, ...]:
        taken = []
        for n, problem in enumerate(self.problems):
            if n not in self._told and self._mine(problem.place) and wanted(self._within(problem.place)):
                self._told.add(n)
                taken.append(self.tell(problem))
        return tuple(taken)

    def _within(self, place: str) -> str:
        return place.removeprefix(self.prefix).removeprefix(".")

    def _mine(self, place: str) -> bool:
        return not self.prefix or place == self.prefix or place.startswith((f"{self.prefix}.", f"{self.prefix}["))


# --- rows


def rows_of(values: Values, group: str) -> list[Values]:
    """The values of each row, by the rest of their names."""
    found: dict[int, Values] = {}
    for name, value in values.items():
        match = _ROW.match(name)
        if match and match["group"] == group:
            found.setdefault(int(match["n"]), {})[match["rest"]] = value
    return [found[n] for n in sorted(found)]


def with_rows(values: Values, group: str, rows: Iterable[Values]) -> Values:
    """The same with other rows in this group."""
    kept = {name: value for name, value in values.items() if not ((m := _ROW.match(name)) and m["group"] == group)}
    for n, row in enumerate(rows):
        kept |= {f"{group}.{n}.{rest}": value for rest, value in row.items()}
    return kept


def acted(values: Values, do: str, fresh: Mapping[str, Values]) -> Values:
    """After a button of the rows: `add:rings`, `remove:rings.1`, `up:overflow.2`."""
    what, _, where = do.partition(":")
    group, _, number = where.partition(".")
    rows = rows_of(values, group)
    if what == "add" and group in fresh:
        return with_rows(values, group, [*rows, dict(fresh[group])])
    n = whole(number)
    if n is None or n >= len(rows):
        return values
    if what == "remove":
        del rows[n]
    elif what == "up" and n > 0:
        rows[n - 1], rows[n] = rows[n], rows[n - 1]
    return with_rows(values, group, rows)


# --- values to plain data


def number(text: str) -> int | str | None:
    """None for an empty field; what is no number stays as it is, and the document says so."""
    text = text.strip()
    if not text:
        return None
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,12}", text) else text


def without_empty(**fields: object) -> dict[str, object]:
    """Fields without those that say nothing."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def inside(values: Values, prefix: str) -> Values:
    """What follows the prefix in a name, with its value: names of queues and skills may hold any character."""
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def numbers(values: Values, prefix: str) -> dict[str, int | str]:
    """Entries by name that have a number."""
    return {name: read for name, text in inside(values, prefix).items() if (read := number(text)) is not None}


def texts(values: Values, prefix: str) -> dict[str, str] | None:
    """Messages by language; None if there is none."""
    return {name: text.strip() for name, text in inside(values, prefix).items() if text.strip()} or None
