"""What only one process may do at a time: whoever holds the lease does it, the others stand by or try again later.

A lease is a session advisory lock on a connection of its own: closing the connection gives it back, and so
does the death of its holder, however it comes about.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import IntEnum, unique

from contact_center.platform.unit_of_work import Connection, Database

ASK_EVERY = 1.0
"""Seconds between two questions of one who stands by."""


@unique
class LeaseKey(IntEnum):
    """Keys of the advisory locks. All in one place: two jobs with one key would keep each other from working.

    The router's lock (`routing.router.lease`) has two keys and so a room of its own.
    """

    MAILBOXES = 71_000_001
    CALLS = 71_000_002
    MISSED_SMS = 71_000_003
    DEAD_WORKERS = 71_000_004
    SWEEPING = 71_000_005
    LOBBY = 71_000_006
    TRANSCRIPTS = 71_000_008
    RETENTION = 71_000_007
    WAREHOUSE = 71_000_060
    WEBHOOKS = 71_000_050


@asynccontextmanager
async def leading(database: Database, lease: LeaseKey) -> AsyncIterator[bool]:
    """Whether this process has the lease for the length of the block."""
    async with database.own_connection("system") as connection:
        yield await _take(connection, lease)


@asynccontextmanager
async def lead(database: Database, lease: LeaseKey) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Waits until this process has the lease. Yields a question, whether it still has it.

    The question raises `psycopg.OperationalError` when the connection is lost, and the lease with it.
    """
    async with database.own_connection("system") as connection:
        while not await _take(connection, lease):
            await asyncio.sleep(ASK_EVERY)

        async def still() -> bool:
            # Taking a lock that is already ours counts up and does no harm.
            return await _take(connection, lease)

        yield still


async def _take(connection: Connection, lease: LeaseKey) -> bool:
    row = await (await connection.execute("select pg_try_advisory_lock(%s)", [int(lease)])).fetchone()
    return bool(row and row[0])
