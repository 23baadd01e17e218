"""What the warehouse knows of a fact: its columns, and how what it holds is compared with what its owner has. Pure.

A *fact* is a table of rows of one grain, published by the room that owns it. A row has an id that never changes, and an
instant that never changes either (`at`): when the thing began that it is about. When the row changes at its owner, the
warehouse learns a new version of it, and keeps the old ones: asked *as of* an instant, it answers with the version that
it had learned by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

FactRow = Mapping[str, Any]
"""A row as its owner publishes it: `row_id`, and a value for every column of the fact."""

NAMED = 20
"""So many rows that differ are named, of one day and fact."""


class Kind(StrEnum):
    """What a column holds; as the engine calls it."""

    ID = "UUID"
    CODE = "VARCHAR"
    INSTANT = "TIMESTAMPTZ"
    SECONDS = "DOUBLE"
    AMOUNT = "DECIMAL(18,4)"
    COUNT = "BIGINT"
    FLAG = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class FactColumn:
    name: str
    kind: Kind
    meaning: str
    of_customer: bool = False
    """The id of a customer at its owner; the warehouse keeps a key of its own in its place, which erasing a customer
    makes nobody's."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table of the warehouse."""

    name: str
    grain: str
    source: str
    at: str
    """The column with the instant that says to which day and month a row belongs."""
    columns: tuple[FactColumn, ...]
    whole: str | None = None
    """The column whose rows come together: what its owner has no longer of it is gone, and what is the same again is
    no version. None: a row is never gone, and changes with each event about it."""

    @property
    def of_customers(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.columns if one.of_customer)

    @property
    def compared(self) -> tuple[str, ...]:
        """What must be the same at its owner: all but the customer, who may have been made nobody here or there."""
        return tuple(one.name for one in self.columns if not one.of_customer)


@dataclass(frozen=True, slots=True)
class FactDifference:
    """Where the warehouse is not what its owner has, on one day."""

    day: date
    owned: int
    """Rows at the owner."""
    loaded: int
    """Rows in the warehouse."""
    missing: int
    """Rows that only the owner has."""
    surplus: int
    """Rows that only the warehouse has."""
    changed: int
    """Rows that both have, with other values."""
    named: tuple[UUID, ...] = ()
    """The first of the rows that differ."""

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.surplus or self.changed)


def row_id(*parts: object) -> UUID:
    """The id of a row that has none of its own at its owner, from the values that are its key there."""
    return uuid5(NAMESPACE_OID, "/".join(str(part) for part in parts))


@dataclass(frozen=True, slots=True)
class Unlike:
    """The rows of one comparison that are not the same on both sides."""

    missing: frozenset[UUID]
    surplus: frozenset[UUID]
    changed: frozenset[UUID]

    @property
    def all(self) -> frozenset[UUID]:
        return self.missing | self.surplus | self.changed

    def still(self, before: frozenset[UUID]) -> Unlike:
        """Those that were unlike before, too: what merely changed between two looks is in one of them alone."""
        return Unlike(self.missing & before, self.surplus & before, self.changed & before)


def unlike(fact: FactTable, owned: Sequence[FactRow], loaded: Sequence[FactRow]) -> Unlike:
    """Row by row and column by column."""
    ours = {row["row_id"]: row for row in owned}
    theirs = {row["row_id"]: row for row in loaded}
    changed = frozenset(id for id in ours.keys() & theirs.keys() if not same_row(fact, ours[id], theirs[id]))
    return Unlike(frozenset(ours.keys() - theirs.keys()), frozenset(theirs.keys() - ours.keys()), changed)


def difference(day: date, owned: int, loaded: int, found: Unlike) -> FactDifference:
    named = tuple(sorted(found.all)[:NAMED])
    return FactDifference(day, owned, loaded, len(found.missing), len(found.surplus), len(found.changed), named)


def same_row(fact: FactTable, one: FactRow, other: FactRow | None) -> bool:
    """Whether both sides say the same of a row that the owner has."""
    return other is not None and all(one[name] == other[name] for name in fact.compared)


def same_version(fact: FactTable, one: FactRow, other: FactRow | None) -> bool:
    """Whether a row, with the warehouse's own keys in it, says nothing new."""
    return other is not None and all(one[column.name] == other[column.name] for column in fact.columns)


def month_of(at: datetime) -> date:
    return at.astimezone(UTC).date().replace(day=1)


def by_month(fact: FactTable, rows: Iterable[FactRow]) -> dict[date, list[FactRow]]:
    """The files of a fact hold a month each."""
    found: dict[date, list[FactRow]] = {}
    for row in rows:
        found.setdefault(month_of(row[fact.at]), []).append(row)
    return found


def days(first: date, last: date) -> Iterator[date]:
    """Both included."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def span(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of one day to the end of another, in UTC: the calendar that files and checks go by."""
    start = datetime.combine(first, datetime.min.time(), tzinfo=UTC)
    return start, datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
