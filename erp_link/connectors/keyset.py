"""Following what changes in a source that stamps its rows: by keyset, with an overlap, line by line.

A stamp is older than its commit, and several rows share one: so a step asks for what comes after (stamp, id), never
after a stamp alone and never by offset, and each round begins a little before it ended. What was taken from the overlap
before is remembered and not read again. When nothing has moved for twice the overlap, whatever was stamped before the
position is committed by now, and the overlap is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

OVERLAP = timedelta(minutes=5)
DAY = timedelta(days=1)
MOST_REMEMBERED = 50_000

Id = int | str


@dataclass(frozen=True, slots=True)
class StampedPlace:
    """The last row that was read of a stream, as its source writes stamp and id."""

    stamp: str
    id: Id

    @property
    def is_day(self) -> bool:
        """A stamp without an hour tells nothing of what came first on its day: the day is read in every round."""
        return len(self.stamp) <= len("2026-12-05")


@dataclass(frozen=True, slots=True)
class StampedRow:
    """A row that changed: a document, or a line of one."""

    place: StampedPlace
    heads: tuple[str, ...]
    """Documents that are to be read anew, by external id."""


class StampedStream(Protocol):
    """One table or model of a source."""

    @property
    def name(self) -> str: ...

    async def rows(self, after: StampedPlace | None, limit: int) -> Sequence[StampedRow]:
        """In the order of (stamp, id), those after a place; from the beginning without one."""
        ...

    async def newest(self) -> StampedPlace | None: ...

    def before(self, place: StampedPlace, by: timedelta) -> StampedPlace:
        """The place that much earlier."""
        ...

    def reached(self, after: StampedPlace | None, rows: Sequence[StampedRow]) -> StampedPlace:
        """The place behind rows that were read after one."""
        ...


@dataclass(frozen=True, slots=True)
class KeysetStep:
    heads: tuple[str, ...]
    cursor: Mapping[str, Any]
    done: bool
    stamp: str | None
    """The newest that was seen."""


class KeysetFeed:
    """Steps through the streams of one kind of record; the first stream is its documents."""

    def __init__(self) -> None:
        self._taken: dict[str, dict[Id, str]] = {}
        self._pending: tuple[str, dict[str, dict[Id, str]]] | None = None

    async def step(
        self, streams: Sequence[StampedStream], cursor: Mapping[str, Any] | None, limit: int, now: datetime
    ) -> KeysetStep:
        state: dict[str, Any] = dict(cursor) if cursor else await _beginning(streams)
        self._kept(state)
        seen, moved = dict(state["seen"]), dict(state["moved"])
        heads, rows_of, newest = dict[str, None](), dict[str, dict[Id, str]](), None
        for index in range(int(state["at"]), len(streams)):
            stream = streams[index]
            place = StampedPlace(*seen[stream.name]) if seen.get(stream.name) else None
            start = place
            if place is not None and state.get("inside") != index and not _at_rest(moved, stream, place, now):
                start = stream.before(place, DAY if place.is_day else OVERLAP)
            rows = await stream.rows(start, limit)
            known = self._taken.get(stream.name, {})
            for row in rows:
                if row.place.is_day or known.get(row.place.id) != row.place.stamp:
                    heads.update(dict.fromkeys(row.heads))
            if rows:
                last = stream.reached(start, rows)
                # Of the newest instant not all may have been written yet when it was read.
                rows_of[stream.name] = {row.place.id: row.place.stamp for row in rows if row.place.stamp != last.stamp}
                newest = max(newest or last.stamp, last.stamp)
                if last != place:
                    seen[stream.name], moved[stream.name] = [last.stamp, last.id], now.isoformat()
            if len(rows) >= limit:
                after = {"at": index, "inside": index, "seen": seen, "moved": moved}
                return self._answer(KeysetStep(tuple(heads), after, False, newest), rows_of)
        return self._answer(KeysetStep(tuple(heads), {"at": 0, "seen": seen, "moved": moved}, True, newest), rows_of)

    def _kept(self, cursor: Mapping[str, Any]) -> None:
        """Being asked after the cursor that was given shows that its page is kept."""
        if self._pending is not None and self._pending[0] == _text(cursor):
            for name, rows in self._pending[1].items():
                taken = self._taken.setdefault(name, {})
                taken.update(rows)
                if len(taken) > MOST_REMEMBERED:
                    taken.clear()
        self._pending = None

    def _answer(self, step: KeysetStep, rows: dict[str, dict[Id, str]]) -> KeysetStep:
        self._pending = (_text(step.cursor), rows)
        return step


def _at_rest(moved: Mapping[str, str], stream: StampedStream, place: StampedPlace, now: datetime) -> bool:
    if place.is_day or stream.name not in moved:
        return False
    return now - datetime.fromisoformat(moved[stream.name]) > 2 * OVERLAP


async def _beginning(streams: Sequence[StampedStream]) -> dict[str, Any]:
    """Documents from the first; of lines what changes from now on, as their documents are read anyway."""
    seen: dict[str, Any] = {}
    for stream in streams[1:]:
        newest = await stream.newest()
        if newest is not None:
            seen[stream.name] = [newest.stamp, newest.id]
    return {"at": 0, "seen": seen, "moved": {}}


def _text(cursor: Mapping[str, Any]) -> str:
    return json.dumps(cursor, sort_keys=True)
