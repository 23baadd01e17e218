"""SQL of the manifest: what was loaded, what waits to be, which files there are, what a check found."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from contact_center.warehouse.domain import FactDifference


@dataclass(frozen=True, slots=True)
class FactLoad:
    """How far a fact is loaded."""

    fact: str
    serial: int
    """Grows with every load; who loads says which it began from, so that nothing is loaded twice."""
    position: int
    """Of the log; changes up to it are loaded, but for those that still wait."""
    learned_at: datetime | None
    """When the last rows were learned."""
    fresh_at: datetime | None
    """Up to when it is complete: what may be asked as of."""
    reading_from: date | None
    reading_day: date | None
    """The next day to be read, while everything is read anew."""
    reading_upto: date | None
    reading_since: datetime | None
    read_at: datetime | None
    """When everything was last read."""
    check_asked_at: datetime | None
    checked_at: datetime | None
    complete_from: datetime | None
    """Since when it can be asked: everything had been read once."""


@dataclass(frozen=True, slots=True)
class FactFile:
    id: UUID
    fact: str
    month: date
    key: str
    rows: int
    bytes: int
    learned_from: datetime
    learned_upto: datetime
    merged: bool


@dataclass(frozen=True, slots=True)
class PendingSubject:
    subject: UUID
    position: int


@dataclass(frozen=True, slots=True)
class FactSize:
    fact: str
    rows: int
    """Versions of rows."""
    bytes: int
    files: int


@dataclass(frozen=True, slots=True)
class StoredCheck:
    fact: str
    day: date
    checked_at: datetime
    owned: int
    loaded: int
    missing: int
    surplus: int
    changed: int
    named: list[UUID]


_LOAD = (
    "select fact, serial, position, learned_at, fresh_at, reading_from, reading_day, reading_upto, reading_since, "
    "read_at, check_asked_at, checked_at, complete_from from measures.fact_load"
)
_FILE = (
    "select id, fact, month, key, rows, bytes, learned_from, learned_upto, merged from measures.fact_file "
    "where tenant_id = %(tenant)s and retired_at is null"
)
_PEND = """
insert into measures.fact_pending (tenant_id, fact, subject, position)
select %(tenant)s, fact, subject, max(position)
from json_to_recordset(%(rows)s::json) as given(fact text, subject uuid, position bigint) group by 2, 3
on conflict (tenant_id, fact, subject) do update
  set position = greatest(measures.fact_pending.position, excluded.position)
"""
_SETTLE = """
delete from measures.fact_pending p
using unnest(%(subjects)s::uuid[], %(positions)s::bigint[]) as done(subject, position)
where p.tenant_id = %(tenant)s and p.fact = %(fact)s and p.subject = done.subject and p.position <= done.position
"""
_KEYS = """
insert into measures.fact_customer (tenant_id, customer_id, key)
select %(tenant)s, id, gen_random_uuid() from unnest(%(ids)s::uuid[]) as id
on conflict (tenant_id, customer_id) do nothing
"""
_CHECKED = """
insert into measures.fact_check (tenant_id, fact, day, checked_at, owned, loaded, missing, surplus, changed, named)
values (%(tenant)s, %(fact)s, %(day)s, %(at)s, %(owned)s, %(loaded)s, %(missing)s, %(surplus)s, %(changed)s, %(named)s)
on conflict (tenant_id, fact, day) do update set checked_at = excluded.checked_at, owned = excluded.owned,
  loaded = excluded.loaded, missing = excluded.missing, surplus = excluded.surplus, changed = excluded.changed,
  named = excluded.named
"""


async def loads(reader: Reader, tenant: UUID) -> dict[str, FactLoad]:
    rows = await reader.many(FactLoad, f"{_LOAD} where tenant_id = %s", [tenant])
    return {row.fact: row for row in rows}


async def load_of(reader: Reader, tenant: UUID, fact: str) -> FactLoad | None:
    return await reader.one(FactLoad, f"{_LOAD} where tenant_id = %s and fact = %s", [tenant, fact])


async def begin(work: UnitOfWork, fact: str) -> None:
    """The first load of a fact reads everything."""
    await work.execute(
        "insert into measures.fact_load (tenant_id, fact) values (%s, %s) on conflict do nothing",
        [work.tenant_id, fact],
    )


async def pend(work: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """`fact`, `subject` and `position` of what may have changed."""
    if rows:
        await work.execute(_PEND, {"tenant": work.tenant_id, "rows": json.dumps(list(rows), default=str)})


async def pending(reader: Reader, tenant: UUID, fact: str, upto: int, limit: int) -> list[PendingSubject]:
    """The first of those whose change is not above a position of the log, by `fact_pending_position`."""
    return await reader.many(
        PendingSubject,
        "select subject, position from measures.fact_pending where tenant_id = %s and fact = %s and position <= %s "
        "order by position limit %s",
        [tenant, fact, upto, limit],
    )


async def waiting(reader: Reader, tenant: UUID) -> dict[str, int]:
    """How many subjects of each fact wait to be loaded."""
    rows = await reader.dicts(
        "select fact, count(*)::int as n from measures.fact_pending where tenant_id = %s group by fact", [tenant]
    )
    return {row["fact"]: row["n"] for row in rows}


async def settle(work: UnitOfWork, fact: str, done: Sequence[PendingSubject]) -> None:
    """What has been loaded waits no more, unless it has changed again since."""
    given = {
        "tenant": work.tenant_id, "fact": fact, "subjects": [one.subject for one in done],
        "positions": [one.position for one in done],
    }  # fmt: skip
    await work.execute(_SETTLE, given)


async def advance(
    work: UnitOfWork, old: FactLoad, *, position: int, learned: datetime | None, fresh: datetime | None
) -> bool:
    """False: somebody else has loaded this fact since `old` was read, and nothing of this may stay."""
    moved = await work.execute(
        "update measures.fact_load set serial = serial + 1, position = %s, learned_at = coalesce(%s, learned_at), "
        "fresh_at = coalesce(%s, fresh_at), complete_from = coalesce(complete_from, %s) "
        "where tenant_id = %s and fact = %s and serial = %s",
        [position, learned, fresh, fresh, work.tenant_id, old.fact, old.serial],
    )
    return moved == 1


async def read_on(work: UnitOfWork, fact: str, first: date, day: date, upto: date, since: datetime) -> None:
    """Everything is being read: `day` is next."""
    await work.execute(
        "update measures.fact_load set reading_from = %s, reading_day = %s, reading_upto = %s, reading_since = %s "
        "where tenant_id = %s and fact = %s",
        [first, day, upto, since, work.tenant_id, fact],
    )


async def read_through(work: UnitOfWork, fact: str, at: datetime) -> None:
    """Everything has been read."""
    await work.execute(
        "update measures.fact_load set reading_from = null, reading_day = null, reading_upto = null, "
        "reading_since = null, read_at = %s where tenant_id = %s and fact = %s",
        [at, work.tenant_id, fact],
    )


async def read_again(work: UnitOfWork, facts: Collection[str]) -> None:
    """Everything is read from the beginning; what is known stays until then."""
    await work.execute(
        "update measures.fact_load set read_at = null, reading_from = null, reading_day = null, reading_upto = null, "
        "reading_since = null where tenant_id = %s and fact = any(%s)",
        [work.tenant_id, list(facts)],
    )


async def files(reader: Reader, tenant: UUID, fact: str, first: date | None, last: date | None) -> list[FactFile]:
    """Those that are in use, of the months in which a span of days lies; by `fact_file_month`."""
    return await reader.many(
        FactFile,
        f"{_FILE} and fact = %(fact)s and (%(first)s::date is null or month >= date_trunc('month', %(first)s::date)) "
        "and (%(last)s::date is null or month <= %(last)s) order by month, learned_from, id",
        {"tenant": tenant, "fact": fact, "first": first, "last": last},
    )


async def sizes(reader: Reader, tenant: UUID) -> dict[str, FactSize]:
    rows = await reader.many(
        FactSize,
        "select fact, sum(rows)::bigint as rows, sum(bytes)::bigint as bytes, count(*)::int as files "
        "from measures.fact_file where tenant_id = %s and retired_at is null group by fact",
        [tenant],
    )
    return {row.fact: row for row in rows}


async def add_file(work: UnitOfWork, file: FactFile) -> None:
    await work.execute(
        "insert into measures.fact_file (tenant_id, id, fact, month, key, rows, bytes, learned_from, learned_upto, "
        "merged) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, file.id, file.fact, file.month, file.key, file.rows, file.bytes, file.learned_from,
            file.learned_upto, file.merged,
        ],
    )  # fmt: skip


async def retire(work: UnitOfWork, ids: Sequence[UUID]) -> int:
    """Files that a merged one stands for; who reads them goes on for a while."""
    return await work.execute(
        "update measures.fact_file set retired_at = %s where tenant_id = %s and id = any(%s) and retired_at is null",
        [work.now, work.tenant_id, list(ids)],
    )


async def retired(reader: Reader, tenant: UUID, before: datetime) -> list[str]:
    return await reader.values(
        "select key from measures.fact_file where tenant_id = %s and retired_at < %s", [tenant, before]
    )


async def keys_of_files(reader: Reader, tenant: UUID) -> list[str]:
    """All that the manifest names, in use or retired."""
    return await reader.values("select key from measures.fact_file where tenant_id = %s", [tenant])


async def forget(work: UnitOfWork, keys: Sequence[str]) -> None:
    await work.execute(
        "delete from measures.fact_file where tenant_id = %s and key = any(%s) and retired_at is not null",
        [work.tenant_id, list(keys)],
    )


async def customer_keys(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """The warehouse's own keys, made where there was none; None for who was erased."""
    if not ids:
        return {}
    await work.execute(_KEYS, {"tenant": work.tenant_id, "ids": list(ids)})
    rows = await work.dicts(
        "select customer_id, key from measures.fact_customer where tenant_id = %s and customer_id = any(%s)",
        [work.tenant_id, list(ids)],
    )
    return {row["customer_id"]: row["key"] for row in rows}


async def known_keys(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[UUID]:
    """The keys of those of these that are customers known here."""
    return await reader.values(
        "select key from measures.fact_customer where tenant_id = %s and customer_id = any(%s) and key is not null",
        [tenant, list(ids)],
    )


async def keys_in_use(reader: Reader, tenant: UUID, keys: Collection[UUID]) -> set[UUID]:
    """Those that still stand for somebody."""
    return set(
        await reader.values(
            "select key from measures.fact_customer where tenant_id = %s and key = any(%s)", [tenant, list(keys)]
        )
    )


async def ask_check(work: UnitOfWork, facts: Collection[str]) -> None:
    await work.execute(
        "update measures.fact_load set check_asked_at = %s where tenant_id = %s and fact = any(%s)",
        [work.now, work.tenant_id, list(facts)],
    )


async def save_check(work: UnitOfWork, fact: str, found: Sequence[FactDifference]) -> None:
    """One line a day; days on which there is nothing on either side have none."""
    for one in found:
        given = {
            "tenant": work.tenant_id, "fact": fact, "day": one.day, "at": work.now, "owned": one.owned,
            "loaded": one.loaded, "missing": one.missing, "surplus": one.surplus, "changed": one.changed,
            "named": list(one.named),
        }  # fmt: skip
        await work.execute(_CHECKED, given)


async def check_done(work: UnitOfWork, fact: str) -> None:
    await work.execute(
        "update measures.fact_load set checked_at = %s, check_asked_at = null where tenant_id = %s and fact = %s",
        [work.now, work.tenant_id, fact],
    )


async def checks(reader: Reader, tenant: UUID) -> list[StoredCheck]:
    return await reader.many(
        StoredCheck,
        "select fact, day, checked_at, owned, loaded, missing, surplus, changed, named from measures.fact_check "
        "where tenant_id = %s order by fact, day desc",
        [tenant],
    )
