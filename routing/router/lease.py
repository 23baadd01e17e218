"""Being the one router of a shard: a connection that holds a session advisory lock (D15).

Whoever holds the lock decides, and all decisions are committed over the very connection that holds it: so
a router that was replaced cannot commit anything, whatever it believes. A standby asks for the lock again
and again (waiting inside the statement would hold a snapshot for hours and stop vacuum) and ends a holder
that has stopped giving signs of life: a frozen process keeps its connection, and with it the lock.
Ages are measured by the database's clock alone.

All routers of a database divide its tenants into the same number of shards, or two would route one tenant: beside
the lock of its shard each holds, shared, the lock of that number, and waits while another number is held.
"""

from __future__ import annotations

import asyncio
from uuid import UUID

import psycopg
import structlog

from contact_center.platform.unit_of_work import Connection
from routing.errors import LeaseLost
from routing.router import lease_store as store

log = structlog.get_logger()

ASK_EVERY = 0.2
BEAT_EVERY = 1.0
STALE_AFTER = 5.0

CONNECTION = {
    # Everything is found by key here: plans are kept, see `unit_of_work.begin`.
    "options": "-c timezone=UTC -c lock_timeout=3s -c idle_in_transaction_session_timeout=5s "
    "-c plan_cache_mode=force_generic_plan",
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}


class Lease:
    """The right to decide for a shard, for as long as `connection` lives."""

    def __init__(self, connection: Connection, shard: int, holder: UUID) -> None:
        self.connection = connection
        self.shard = shard
        self._holder = holder
        self._beat_at = 0.0

    async def beat(self) -> None:
        """A sign of life, at most once a second. To be called between transactions, also during long work."""
        now = asyncio.get_running_loop().time()
        if now - self._beat_at >= BEAT_EVERY:
            self._beat_at = now
            try:
                async with self.connection.transaction():
                    await store.beat(self.connection, self.shard, self._holder)
            except psycopg.OperationalError as error:
                raise LeaseLost(error) from error

    async def close(self) -> None:
        await self.connection.close()


async def take(url: str, shard: int, holder: UUID, *, shards: int = 1, stale_after: float = STALE_AFTER) -> Lease:
    """Waits until this process is the router of the shard. `url` leads to PostgreSQL itself, not to a pooler
    that lends connections for single transactions."""
    while True:
        try:
            return await _take(url, shard, shards, holder, stale_after)
        except (psycopg.OperationalError, LeaseLost) as error:
            log.warning("the database is not reachable, trying again", error=str(error))
            await asyncio.sleep(1)


async def _take(url: str, shard: int, shards: int, holder: UUID, stale_after: float) -> Lease:
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, **CONNECTION)  # type: ignore[arg-type]
    try:
        while not await _divides_alike(connection, shards):
            log.warning("routers with another number of shards still run: stop them", shards=shards)
            await asyncio.sleep(1)
        watch = _Watch(connection, shard, stale_after)
        while not await _lock(connection, shard):
            await watch.look()
            await asyncio.sleep(ASK_EVERY)
        lease = Lease(connection, shard, holder)
        await lease.beat()
    except BaseException:
        await connection.close()
        raise
    return lease


async def _lock(connection: Connection, shard: int) -> bool:
    async with connection.transaction():
        return await store.try_lock(connection, shard)


async def _divides_alike(connection: Connection, shards: int) -> bool:
    """Whether no other router divides the tenants into another number of shards."""
    async with connection.transaction():
        await store.share_division(connection, shards)
        otherwise = await store.divided_otherwise(connection, shards)
        if otherwise:
            await store.give_up_division(connection, shards)
    return not otherwise


class _Watch:
    """Looks after the holder of a lock that somebody else has."""

    def __init__(self, connection: Connection, shard: int, stale_after: float) -> None:
        self._connection = connection
        self._shard = shard
        self._stale_after = stale_after
        self._since: dict[int, float] = {}
        """When a holder was first seen that has given no sign of life at all."""

    async def look(self) -> None:
        async with self._connection.transaction():
            found = await store.holder(self._connection, self._shard)
            if found is not None and self._silence(*found) > self._stale_after:
                log.warning("the router gives no sign of life, ending its connection", backend=found[0])
                await store.end(self._connection, found[0])

    def _silence(self, pid: int, silent: float | None) -> float:
        """Seconds. One who has the lock but has not beaten yet is silent since we know of it."""
        now = asyncio.get_running_loop().time()
        self._since = {pid: self._since.get(pid, now)}
        return now - self._since[pid] if silent is None else silent


def lost(error: psycopg.Error, connection: Connection) -> LeaseLost | None:
    """Whether the error means that this process is the router no more."""
    return LeaseLost(error) if connection.closed or connection.broken else None
