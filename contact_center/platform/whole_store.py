"""SQL of a whole organisation: every row that it has in the tables of the registry, read out or deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from graphlib import TopologicalSorter
from uuid import UUID

from psycopg import sql
from psycopg.rows import scalar_row

from contact_center.platform.personal import Table
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LOG = "core.event"
"""Which the product's roles may only add to."""
HEAD = "core.event_head"
AT_ONCE = 2000
"""Rows that one trip to the server brings."""

_REFERENCES = """
select a.nspname || '.' || source.relname as source, b.nspname || '.' || target.relname as target
from pg_constraint c
join pg_class source on source.oid = c.conrelid join pg_namespace a on a.oid = source.relnamespace
join pg_class target on target.oid = c.confrelid join pg_namespace b on b.oid = target.relnamespace
where c.contype = 'f' and c.conrelid <> c.confrelid
"""


async def rows(reader: Reader, table: str, tenant: UUID, without: Collection[str]) -> AsyncIterator[str]:
    """Each row as a line of JSON, but for these columns. What is sealed stays so, and bytes are hexadecimal."""
    query = sql.SQL("select (to_jsonb(t) - %s::text[])::text from {} t where t.tenant_id = %s").format(_name(table))
    async with reader.connection.cursor(name="whole", row_factory=scalar_row) as cursor:
        cursor.itersize = AT_ONCE
        await cursor.execute(query, [list(without), tenant])
        async for row in cursor:
            yield str(row)


async def count(reader: Reader, table: str, tenant: UUID) -> int:
    query = sql.SQL("select count(*) from {} where tenant_id = %s").format(_name(table))
    async with reader.connection.cursor(row_factory=scalar_row) as cursor:
        await cursor.execute(query, [tenant])
        return int(await cursor.fetchone() or 0)


async def delete_some(work: UnitOfWork, table: str, most: int) -> int:
    """So many rows of the organisation at most; how many went. Of its log, only once that has no head any more."""
    if table == LOG:
        return int(await work.value("select core.delete_log(%s, %s)", [work.tenant_id, most]))
    query = sql.SQL(
        "delete from {table} where ctid = any(array(select ctid from {table} where tenant_id = %s limit %s))"
    ).format(table=_name(table))
    async with work.connection.cursor() as cursor:
        await cursor.execute(query, [work.tenant_id, most])
        return cursor.rowcount


async def in_order_of_deletion(reader: Reader, tables: Sequence[Table], last: str) -> list[str]:
    """The names of the tables, none before one whose rows refer to its own.

    The head of the log comes first: without it nothing can be recorded any more, whichever process is still at work.
    The table of the organisation itself comes `last`.
    """
    names = [table.name for table in tables]
    before: dict[str, set[str]] = {name: set() for name in names}
    for row in await reader.dicts(_REFERENCES):
        if row["target"] in before and row["source"] in before:
            before[row["target"]].add(row["source"])
    found = [name for name in TopologicalSorter(before).static_order() if name not in (HEAD, last)]
    return [HEAD, *found, last]


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
