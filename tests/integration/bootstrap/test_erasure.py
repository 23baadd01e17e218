"""The registry of personal data is complete, and erasing a customer leaves nothing of them."""

from __future__ import annotations

import psycopg
import pytest

from contact_center.bootstrap.erasure import erase
from contact_center.bootstrap.registry import TABLES
from contact_center.interactions.work import closing, replies
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import AgentId
from contact_center.platform.personal import Table
from crm_core.consent.service import ConsentBook
from crm_core.customers import service as customers
from crm_core.customers.merging import service as merging
from tests.centre import Centre
from tests.servers import Database

SECRET = "Xyzzyva"


async def test_every_column_of_the_database_is_in_the_registry(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await (
            await connection.execute(
                "select table_schema || '.' || table_name, column_name from information_schema.columns "
                "join information_schema.tables using (table_schema, table_name) "
                "where table_schema in ('core', 'channels', 'routing', 'crm', 'erp', 'measures') "
                "and table_type = 'BASE TABLE' and table_name <> 'migration'"
            )
        ).fetchall()
    declared = {(table.name, column) for table in TABLES for column in table.columns}
    assert set(rows) == declared


async def test_who_names_a_file_is_found_by_an_index_in_every_table(database: Database) -> None:
    """Erasing and sweeping ask it of each file: without one they read the whole table each time."""
    async with await psycopg.AsyncConnection.connect(database.owner) as connection:
        rows = await (
            await connection.execute("select schemaname || '.' || tablename, indexdef from pg_indexes")
        ).fetchall()
    naming = [table for table in TABLES if table.blobs]
    assert {"core.attachment", "channels.voicemail"} <= {table.name for table in naming}
    for table in naming:
        wanted = f"(tenant_id, {table.blobs})"
        assert any(name == table.name and wanted in index for name, index in rows), table.name


async def test_an_erased_customer_leaves_no_trace_in_any_column(centre: Centre, database: Database) -> None:
    mei: AgentId = await centre.agent("Mei")
    lin = await centre.run(customers.create_customer, name=f"Lin {SECRET}", emails=[f"{SECRET}@x.example"])
    mail = await centre.customer_writes(
        f"{SECRET}@x.example".lower(),
        f"I am {SECRET}",
        channel="email",
        kind="email",
        name=SECRET,
        subject=f"About {SECRET}",
        own_keys=[f"<{SECRET}@x>"],
    )
    await centre.give(mail, mei)
    await centre.run(replies.reply, centre.ports, mail, mei, "Mei", f"Dear {SECRET}", client_key="k")
    await centre.run(replies.note, mail, mei, "Mei", f"{SECRET} again", client_key="n")
    await centre.run(closing.close, centre.ports, mail, mei)
    assert await _traces(database)
    await centre.run(erase, lin)
    assert await _traces(database) == []
    assert await centre.value("select count(*) from core.interaction_record") == 1


async def test_a_refusal_on_a_shared_address_stands_until_everybody_who_has_it_is_erased(centre: Centre) -> None:
    both = Address(AddressKind.EMAIL, "family@x.example")
    lin = await centre.run(customers.create_customer, name="Lin", emails=[both.value, "lin@x.example"])
    wei = await centre.run(customers.create_customer, name="Wei", emails=[both.value])
    for address in (both, Address(AddressKind.EMAIL, "lin@x.example")):
        await centre.run(ConsentBook().stop, address, "email", "stop")
    await centre.run(erase, lin)
    assert {row["value"] for row in await centre.rows("select value from crm.consent")} == {both.value}
    await centre.run(erase, wei)
    assert await centre.rows("select value from crm.consent union all select value from crm.consent_change") == []


async def test_who_was_merged_is_erased_whole_whichever_of_them_was_asked_for(
    centre: Centre, database: Database
) -> None:
    lin = await centre.run(customers.create_customer, name=f"Lin {SECRET}", emails=["lin@x.example"])
    same = await centre.run(customers.create_customer, name=f"Linn {SECRET}", emails=[f"{SECRET}@y.example"])
    await centre.customer_writes(f"{SECRET}@y.example".lower(), f"I am {SECRET}", channel="email", kind="email")
    await centre.run(merging.merge, lin, same)
    await centre.run(erase, same)
    assert await _traces(database) == []


def test_a_declaration_that_asks_by_what_the_erasure_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="knows no customer"):
        Table("crm.thing", "tenant_id id", of_customer="customer_id = %(customer)s")


async def _traces(database: Database) -> list[str]:
    """Tables in which the secret word stands anywhere, jobs included."""
    found = []
    async with await psycopg.AsyncConnection.connect(database.system) as connection:
        tables = await (
            await connection.execute(
                "select table_schema || '.' || table_name from information_schema.tables "
                "where table_schema in ('core', 'channels', 'routing', 'crm', 'erp', 'measures', 'jobs') "
                "and table_type = 'BASE TABLE' and table_name <> 'migration'"
            )
        ).fetchall()
        for (table,) in tables:
            query = f"select count(*) from {table} t where lower(t::text) like %s"
            row = await (await connection.execute(query, [f"%{SECRET.lower()}%"])).fetchone()
            raw = 0
            if table == "core.envelope":
                counted = await (
                    await connection.execute("select count(*) from core.envelope where raw is not null")
                ).fetchone()
                raw = counted[0] if counted else 0
            if (row and row[0]) or raw:
                found.append(table)
    return found
