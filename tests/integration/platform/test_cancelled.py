"""Pages and sockets are cancelled at any moment: what they held must be as good as new for the next."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from contact_center.kernel.clock import SystemClock
from contact_center.platform.unit_of_work import Database, UnitOfWork
from tests.centre import Centre
from tests.servers import Database as Urls


async def test_after_a_reader_was_cancelled_twice_its_connection_can_be_written_with(
    centre: Centre, database: Urls
) -> None:
    db = Database(database.app, database.system, clock=SystemClock(), pool=2)
    await db.open()
    reading = asyncio.Event()

    async def read() -> None:
        async with db.read(centre.tenant):
            reading.set()
            await asyncio.Event().wait()

    async def write(work: UnitOfWork) -> None:
        await work.execute("update core.tenant set name = name where tenant_id = %s", [work.tenant_id])

    for _ in range(5):
        reading.clear()
        reader = asyncio.create_task(read())
        await reading.wait()
        reader.cancel()
        await asyncio.sleep(0)
        reader.cancel()
        with suppress(asyncio.CancelledError):
            await reader
        await asyncio.gather(*(db.run(centre.tenant, write, actor="test") for _ in range(2)))
    await db.close()
