"""After the database was away: nobody is given a connection from before."""

from __future__ import annotations

import asyncio

from contact_center.kernel.clock import SystemClock
from contact_center.platform.unit_of_work import Database
from tests.centre import Centre
from tests.servers import Database as Urls

CUT = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
"""


async def test_connections_that_the_server_closed_while_they_lay_in_the_pool_fail_nobody(
    centre: Centre, database: Urls
) -> None:
    db = Database(database.app, database.system, clock=SystemClock(), pool=4)
    await db.open()
    gate = asyncio.Barrier(4)

    async def together() -> None:
        async with db.read(centre.tenant) as reader:
            await gate.wait()
            await reader.value("select 1")

    await asyncio.gather(*(together() for _ in range(4)))
    async with db.own_connection("app") as other:
        while (await (await other.execute(CUT)).fetchone() or (0,))[0]:  # until the last of them has gone
            await asyncio.sleep(0.01)
    await asyncio.gather(*(together() for _ in range(4)))
    await db.close()


async def test_one_who_asks_finds_a_connection_though_the_server_closed_all_of_them(
    centre: Centre, database: Urls
) -> None:
    """More than there are pauses in the time that somebody waits."""
    db = Database(database.app, database.system, clock=SystemClock(), pool=8)
    await db.open()
    gate = asyncio.Barrier(8)

    async def together() -> None:
        async with db.read(centre.tenant):
            await gate.wait()

    await asyncio.gather(*(together() for _ in range(8)))
    async with db.own_connection("app") as other:
        while (await (await other.execute(CUT)).fetchone() or (0,))[0]:
            await asyncio.sleep(0.01)
    async with db.read(centre.tenant) as reader:
        assert await reader.value("select 1") == 1
    await db.close()


async def test_whether_the_database_answers_is_known_though_every_connection_is_in_use(
    centre: Centre, database: Urls
) -> None:
    db = Database(database.app, database.system, clock=SystemClock(), pool=2)
    await db.open()
    async with db.read(centre.tenant), db.read(centre.tenant):
        assert await db.answers()
    await db.close()
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing", database.system, clock=SystemClock())
    assert not await nowhere.answers()
