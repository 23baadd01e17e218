"""Row-level security: one tenant never sees another's rows, whatever the code forgets (D13)."""

from __future__ import annotations

import psycopg
import pytest

from contact_center.directory import service as directory
from tests.centre import Centre
from tests.servers import Database


async def test_every_table_with_a_tenant_is_protected(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await (
            await connection.execute(
                "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
                "where n.nspname in ('core', 'channels', 'routing', 'crm', 'erp', 'measures') and c.relkind = 'r' "
                "and not (c.relrowsecurity and c.relforcerowsecurity)"
            )
        ).fetchall()
    # Rows of processes and shards belong to the installation; only role `system` may touch them.
    assert {row[0] for row in rows} == {"core.migration", "core.process", "routing.shard"}


async def test_a_forgotten_tenant_sees_nothing(centre: Centre, database: Database) -> None:
    await centre.customer_writes("+886911000001", "hello")
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        for table in ("core.message", "core.interaction", "crm.customer", "core.event", "core.user_account"):
            count = await (await connection.execute(f"select count(*) from {table}")).fetchone()
            assert count == (0,), table


async def test_another_tenant_sees_and_changes_nothing(centre: Centre) -> None:
    await centre.customer_writes("+886911000001", "hello")
    other = await directory.create_tenant(centre.db, slug="lantern", name="Lantern")
    async with centre.db.work(other, actor="test") as work:
        assert await work.value("select count(*) from core.message") == 0
        assert await work.execute("update core.message set text = 'mine now'") == 0
    assert await centre.value("select text from core.message") == "hello"


async def test_another_tenant_cannot_write_into_ours(centre: Centre) -> None:
    other = await directory.create_tenant(centre.db, slug="lantern", name="Lantern")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with centre.db.work(other, actor="test") as work:
            await work.execute("insert into routing.policy_head (tenant_id) values (%s)", [centre.tenant])


@pytest.mark.parametrize("role", ["app", "system", "owner"])
async def test_no_process_is_superuser_or_past_the_policies(database: Database, role: str) -> None:
    async with await psycopg.AsyncConnection.connect(getattr(database, role)) as connection:
        found = await (
            await connection.execute("select rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        ).fetchone()
    assert found == (False, False)


async def test_the_log_cannot_be_rewritten(centre: Centre, database: Database) -> None:
    await centre.customer_writes("+886911000001", "hello")
    for url in (database.app, database.system):
        async with await psycopg.AsyncConnection.connect(url) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await connection.execute("update core.event set type = 'x'")


async def test_every_key_starts_with_the_tenant(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await (
            await connection.execute(
                "select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid "
                "join pg_namespace n on n.oid = c.relnamespace "
                "join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0] "
                "where n.nspname in ('core', 'channels', 'routing', 'crm', 'erp', 'measures') and i.indisunique "
                "and a.attname <> 'tenant_id'"
            )
        ).fetchall()
    assert {row[0] for row in rows} == {
        "core.migration_pkc",
        "core.process_pkey",
        "core.tenant_slug_key",
        "routing.shard_pkey",
    }
