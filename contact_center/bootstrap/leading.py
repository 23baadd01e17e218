"""What only one process may do at a time: whoever holds the lease does it, the others try again later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from contact_center.platform.unit_of_work import Database


@asynccontextmanager
async def leading(database: Database, lease: int) -> AsyncIterator[bool]:
    """Whether this process has the lease for the length of the block; a dead holder loses it with its connection."""
    async with database.pools["system"].connection() as connection:
        await connection.set_autocommit(True)
        row = await (await connection.execute("select pg_try_advisory_lock(%s)", [lease])).fetchone()
        leads = bool(row and row[0])
        try:
            yield leads
        finally:
            if not connection.closed:
                if leads:
                    await connection.execute("select pg_advisory_unlock(%s)", [lease])
                await connection.set_autocommit(False)
