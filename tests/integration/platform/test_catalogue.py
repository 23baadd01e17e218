"""The live database keeps the rules on who owns what (decision 0032)."""

from __future__ import annotations

import psycopg

from tests.servers import Database
from tools.house.ownership import OWNER, PUBLISHED, SCHEMAS

OURS = [schema for schema in SCHEMAS if schema != "jobs"]


async def test_every_table_has_one_owner_and_every_view_is_published(database: Database) -> None:
    found = await _rows(
        database,
        "select table_type, table_schema || '.' || table_name from information_schema.tables "
        "where table_schema = any(%s) and table_name <> 'migration'",
    )
    assert {name for kind, name in found if kind == "BASE TABLE"} == set(OWNER)
    assert {name for kind, name in found if kind == "VIEW"} == set(PUBLISHED)


async def test_no_foreign_key_crosses_a_schema_or_an_owner(database: Database) -> None:
    keys = await _rows(
        database,
        "select c.conname, here.nspname || '.' || a.relname, there.nspname || '.' || b.relname from pg_constraint c "
        "join pg_class a on a.oid = c.conrelid join pg_namespace here on here.oid = a.relnamespace "
        "join pg_class b on b.oid = c.confrelid join pg_namespace there on there.oid = b.relnamespace "
        "where c.contype = 'f' and here.nspname = any(%s)",
    )
    assert keys
    assert [(name, of, to) for name, of, to in keys if OWNER[of] != OWNER[to]] == []


async def _rows(database: Database, query: str) -> list[tuple[str, ...]]:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        return await (await connection.execute(query, [OURS])).fetchall()
