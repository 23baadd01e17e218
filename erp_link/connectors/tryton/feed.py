"""What has changed in Tryton since we last looked.

Tryton stamps a record when it is created and when it is written; there is no log of deletions. Each model is followed
in two streams, by `(create_date, id)` and by `(write_date, id)`: keyset, as bulk writes share a stamp and an offset
would skip rows while others are written. A line that changes does not touch its header, so the models of lines are
streams, too, and lead to their header. The stream of created headers from the beginning is the first copy (backfill);
all others begin with the newest stamp that stands there when it starts.

A stamp is set before its transaction commits: each round reads the last `OVERLAP` before the position once more. All
stamps are Tryton's own, so its clock and ours need not agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.erp import Capability
from erp_link.connectors.tryton.client import Record, TrytonClient
from erp_link.connectors.tryton.sources import TrytonModel

OVERLAP = timedelta(minutes=5)
BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001 - Tryton's stamps have no zone
_STAMPS = ("create_date", "write_date")


@dataclass(frozen=True, slots=True)
class Position:
    """The last row that was read of a stream."""

    stamp: datetime
    id: int

    def back(self) -> Position:
        """Where the next round begins."""
        return Position(max(self.stamp - OVERLAP, BEGINNING), 0) if self.stamp > BEGINNING else self

    def plain(self) -> list[Any]:
        return [self.stamp.isoformat(), self.id]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Position:
        return cls(datetime.fromisoformat(plain[0]), int(plain[1]))


@dataclass(frozen=True, slots=True)
class ChangeStream:
    """One model by one of its stamps."""

    model: str
    stamp: str
    parent: str | None = None
    of: str = ""
    domain: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.model} {self.stamp} {self.parent or ''}".strip()

    def after(self, position: Position) -> list[Any]:
        moment = _stamp(position.stamp)
        later = ["OR", [[self.stamp, ">", moment]], [[self.stamp, "=", moment], ["id", ">", position.id]]]
        return [*self.domain, later]

    def position(self, record: Record) -> Position:
        return Position(record[self.stamp], record["id"])

    def parents(self, record: Record) -> Iterable[int]:
        """Ids of the headers that a record is part of."""
        if self.parent is None:
            return (record["id"],)
        found = record.get(self.parent)
        if isinstance(found, str):
            model, _, id = found.partition(",")
            return (int(id),) if model == self.of and id.isdecimal() else ()
        if isinstance(found, list):
            return tuple(found)
        return (found,) if isinstance(found, int) else ()


def streams(source: TrytonModel, known: frozenset[Capability], readable: Collection[str]) -> tuple[ChangeStream, ...]:
    """Created headers first: in the first round they are the backfill."""
    own = [ChangeStream(source.model, stamp, domain=source.domain) for stamp in _STAMPS]
    lines = [
        ChangeStream(child.model, stamp, child.parent, child.of)
        for child in source.children
        if child.model in readable and (child.needs is None or child.needs in known)
        for stamp in _STAMPS
    ]
    return (*own, *lines)


async def newest(client: TrytonClient, stream: ChangeStream) -> Position:
    """The last stamp that stands in a stream now."""
    order = [[stream.stamp, "DESC NULLS LAST"], ["id", "DESC"]]
    found = await client.search_read(stream.model, list(stream.domain), (stream.stamp,), limit=1, order=order)
    if not found or found[0][stream.stamp] is None:
        return Position(BEGINNING, 0)
    return stream.position(found[0])


async def begin(client: TrytonClient, all_streams: Sequence[ChangeStream], now: datetime) -> dict[str, Any]:
    """The cursor of a feed from the beginning."""
    first = Position(BEGINNING, 0).plain()
    seen = {one.name: (await newest(client, one)).plain() for one in all_streams[1:]}
    moved = {one.name: now.isoformat() for one in all_streams}
    return {"at": 0, "seen": {all_streams[0].name: first, **seen}, "moved": moved}


class Remembered:
    """Rows of the overlap that were taken before: their headers are not read once more.

    Only what is in memory counts, and only once the next question shows that the page before was kept.
    """

    def __init__(self) -> None:
        self._taken: dict[str, dict[int, datetime]] = {}
        self._pending: tuple[str, dict[str, dict[int, datetime]]] | None = None

    def asked(self, cursor: str) -> None:
        """The next page is asked for, after this cursor."""
        if self._pending is not None and self._pending[0] == cursor:
            for name, rows in self._pending[1].items():
                taken = self._taken.setdefault(name, {})
                taken.update(rows)
                if len(taken) > MOST_REMEMBERED:
                    taken.clear()
        self._pending = None

    def answered(self, cursor: str, rows: dict[str, dict[int, datetime]]) -> None:
        self._pending = (cursor, rows)

    def knows(self, name: str, id: int, stamp: datetime) -> bool:
        return self._taken.get(name, {}).get(id) == stamp


MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Turn:
    """Which headers have changed, and where to go on."""

    ids: tuple[int, ...]
    cursor: Mapping[str, Any]
    done: bool
    """Nothing newer was there when it was read."""
    changed_at: datetime | None
    rows: dict[str, dict[int, datetime]]
    """What was seen, by stream."""


async def turn(
    client: TrytonClient,
    all_streams: Sequence[ChangeStream],
    cursor: Mapping[str, Any],
    limit: int,
    remembered: Remembered,
    now: datetime,
) -> Turn:
    """One step of a round: of the streams one after another, until one has more than `limit` changed rows.

    Rows are looked at before their headers are read, so a header that several lines lead to is read once. When nothing
    has moved in a stream for the length of the overlap, whatever was stamped before its position is committed by now,
    and the overlap is not read any more.
    """
    seen, moved = dict(cursor["seen"]), dict(cursor["moved"])
    ids, rows_of, changed = dict[int, None](), dict[str, dict[int, datetime]](), None
    for index in range(int(cursor["at"]), len(all_streams)):
        stream = all_streams[index]
        name = stream.name
        if name not in seen:
            seen[name], moved[name] = (await newest(client, stream)).plain(), now.isoformat()
        position = Position.of(seen[name])
        at_rest = now - datetime.fromisoformat(moved[name]) > 2 * OVERLAP
        start = position if cursor.get("inside") == index or at_rest else position.back()
        fields = (stream.stamp,) if stream.parent is None else (stream.stamp, stream.parent)
        order = [[stream.stamp, "ASC"], ["id", "ASC"]]
        rows = await client.search_read(stream.model, stream.after(start), fields, limit=limit, order=order)
        for row in rows:
            if not remembered.knows(name, row["id"], row[stream.stamp]):
                ids.update(dict.fromkeys(stream.parents(row)))
        rows_of[name] = {row["id"]: row[stream.stamp] for row in rows}
        if rows:
            last = stream.position(rows[-1])
            changed = max(changed or last.stamp, last.stamp)
            if last != position:
                # While the overlap is read again it may stand behind what was reached before.
                seen[name], moved[name] = last.plain(), now.isoformat()
        if len(rows) == limit:
            inside = {"at": index, "inside": index, "seen": seen, "moved": moved}
            return Turn(tuple(ids), inside, False, changed, rows_of)
    return Turn(tuple(ids), {"at": 0, "seen": seen, "moved": moved}, True, changed, rows_of)


def _stamp(moment: datetime) -> dict[str, Any]:
    """As Tryton's JSON-RPC writes an instant."""
    return {
        "__class__": "datetime", "year": moment.year, "month": moment.month, "day": moment.day, "hour": moment.hour,
        "minute": moment.minute, "second": moment.second, "microsecond": moment.microsecond,
    }  # fmt: skip
