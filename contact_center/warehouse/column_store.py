"""SQL of the files: how rows become Parquet, which versions count as of an instant, and the figures over them.

DuckDB runs in the process, on files that never change. It must download nothing (extensions are off, but for those that
it brings along), and it is not safe across threads on one connection: every question has a cursor of its own.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import gcd
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from contact_center.warehouse.definitions import waits
from contact_center.warehouse.domain import FactRow, FactTable, Kind

EMPTY = "nothing.parquet"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEPT: dict[str, str] = {
    "row_id": Kind.ID,
    "learned_at": Kind.INSTANT,
    "superseded_at": Kind.INSTANT,
    "gone": Kind.FLAG,
}
"""What every version of a row has beside the columns of its fact."""

# Of a merged file each version says until when it was the newest. Months that have other files, too, are few: there
# what these hold comes before it, and only there are rows looked up by their ids.
_NEWEST = "learned_at <= $as_of and (superseded_at is null or superseded_at > $as_of) and not gone"
_KNOWN = f"""
with recent as (
  select * exclude (superseded_at) from read_parquet($recent, union_by_name = true) where learned_at <= $as_of
  qualify row_number() over (partition by row_id order by learned_at desc) = 1),
known as (
  select * exclude (superseded_at) from read_parquet($settled, union_by_name = true) where {_NEWEST}
  union all by name
  select * exclude (superseded_at) from read_parquet($merged, union_by_name = true) m where {_NEWEST}
    and not exists (select 1 from recent r where r.row_id = m.row_id)
  union all by name select * from recent where not gone)
"""
_ROWS = f"{_KNOWN} select * exclude (learned_at, gone) from known"
_ROWS_OF = f"{_ROWS} where {{whole}} in (select unnest($ids::uuid[]))"
_WHOLES_OF = f"{_KNOWN} select distinct {{whole}} as id from known where {{customer}} in (select unnest($keys::uuid[]))"
_COUNT = f"{_KNOWN} select count(*) from known"
_MERGE = """
select * exclude (superseded_at),
  lead(learned_at) over (partition by row_id order by learned_at)::timestamptz as superseded_at
from read_parquet($files, union_by_name = true) order by row_id, learned_at
"""
_VERSIONS = "select count(*) from read_parquet($files)"
_NOW = "$as_of"
_COUNTED_WAITS = waits.counted(_NOW)
_ADDED = ", ".join(f"sum({name}) as {name}" for name in waits.NAMES)
# Joining each row with its interval would sort them all: they are counted in the widest steps that every edge is on,
# and these few are put into their intervals.
_WAITS = f"""{_KNOWN},
q as (select unnest($queues::uuid[]) as id, unnest($shorts::double[]) as short),
edge as (select unnest($edges::bigint[]) as at),
step as (
  select epoch_us(e.entered_at) // $grain * $grain as at, e.queue_id, e.channel, {_COUNTED_WAITS}
  from known e join q on q.id = e.queue_id
  where e.entered_at >= $start and e.entered_at < $end and (e.kind = 'next') = $next
    and ($channel is null or e.channel = $channel)
  group by all)
select make_timestamptz(b.at) as at, s.queue_id, s.channel, {_ADDED}
from step s asof join edge b on s.at >= b.at
group by all order by all
"""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of a fact that a question reads, on this machine."""

    fact: FactTable
    settled: Sequence[Path] = ()
    """Merged, of months that have no others."""
    merged: Sequence[Path] = ()
    recent: Sequence[Path] = ()


class FactEngine:
    """The columnar engine of a process, with a folder of its own for files that it makes. It starts with first use."""

    def __init__(self, *, threads: int = 2, memory: str = "1GB") -> None:
        self._threads, self._memory = threads, memory
        self._lock = threading.Lock()
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def folder(self) -> Path:
        with self._lock:
            return self._folder()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            if self._own is not None:
                self._own.cleanup()
            self._connection = self._own = None

    def write(
        self, fact: FactTable, rows: Sequence[FactRow], learned: datetime, target: Path, *, gone: bool = False
    ) -> None:
        """Versions of rows as a Parquet file. With `gone` the rows are at their owner no more."""
        columns = _columns(fact)
        lines = target.with_suffix(".json")
        try:
            with lines.open("w", encoding="utf-8") as file:
                for row in rows:
                    known = row if not gone else {"row_id": row["row_id"], fact.at: row[fact.at]}
                    line = {name: _plain(known.get(name)) for name in columns}
                    line |= {"learned_at": learned.isoformat(), "gone": gone}
                    file.write(json.dumps(line) + "\n")
            with self._cursor() as cursor:
                read = cursor.read_json(str(lines), format="newline_delimited", columns=columns)
                read.order("row_id").write_parquet(str(target), compression="zstd")
        finally:
            lines.unlink(missing_ok=True)

    def merge(self, files: Sequence[Path], target: Path) -> int:
        """One file that stands for all of these; how many versions it has."""
        with self._cursor() as cursor:
            cursor.sql(_MERGE, params={"files": _names(files)}).write_parquet(str(target), compression="zstd")
            found = cursor.execute(_VERSIONS, {"files": _names([target])}).fetchone()
            return int(found[0]) if found else 0

    def rows(self, paths: Paths, as_of: datetime) -> list[dict[str, Any]]:
        return self._ask(_ROWS, self._given(paths, as_of))

    def rows_of(self, paths: Paths, as_of: datetime, ids: Collection[UUID]) -> list[dict[str, Any]]:
        """The rows of some of what comes together."""
        statement = _ROWS_OF.format(whole=paths.fact.whole)
        return self._ask(statement, self._given(paths, as_of) | {"ids": [str(id) for id in ids]})

    def wholes_of(self, paths: Paths, as_of: datetime, keys: Collection[UUID]) -> set[UUID]:
        """What of these customers comes together."""
        (customer,) = paths.fact.of_customers
        statement = _WHOLES_OF.format(whole=paths.fact.whole, customer=customer)
        return {
            row["id"] for row in self._ask(statement, self._given(paths, as_of) | {"keys": [str(key) for key in keys]})
        }

    def count(self, paths: Paths, as_of: datetime) -> int:
        return int(self._ask(_COUNT, self._given(paths, as_of))[0]["count_star()"])

    def waits(self, paths: Paths, as_of: datetime, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Counts by interval of entry, queue and channel; who waits past the target is decided as of the instant."""
        edges = [_microseconds(edge) for edge in chosen["edges"]]
        stepped = {"edges": edges, "grain": gcd(*edges, _microseconds(chosen["end"]))}
        return self._ask(_WAITS, self._given(paths, as_of) | dict(chosen) | stepped)

    def _given(self, paths: Paths, as_of: datetime) -> dict[str, Any]:
        empty = self._empty(paths.fact)
        kinds = {"settled": paths.settled, "merged": paths.merged, "recent": paths.recent}
        return {name: _names([*found, empty]) for name, found in kinds.items()} | {"as_of": as_of}

    def _empty(self, fact: FactTable) -> Path:
        """A file without rows: a fact of which nothing was loaded yet is empty, and no error."""
        path = self.folder / f"{fact.name}.{EMPTY}"
        if not path.exists():
            fresh = path.with_suffix(f".{threading.get_ident()}.parquet")
            self.write(fact, [], datetime.min.replace(tzinfo=UTC), fresh)
            fresh.replace(path)
        return path

    def _ask(self, statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
        with self._cursor() as cursor:
            cursor.execute(statement, given)
            names = [one[0] for one in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                config: dict[str, Any] = {
                    "threads": str(self._threads),
                    "memory_limit": self._memory,
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "temp_directory": str(self._folder() / "spill"),
                }
                self._connection = duckdb.connect(":memory:", config=config)
            return self._connection.cursor()

    def _folder(self) -> Path:
        if self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix="warehouse-")
        return Path(self._own.name)


def _columns(fact: FactTable) -> dict[str, str]:
    return {name: str(kind) for name, kind in _KEPT.items()} | {one.name: str(one.kind) for one in fact.columns}


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def _plain(value: object) -> object:
    """As JSON takes it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
