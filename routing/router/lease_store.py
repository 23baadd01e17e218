"""SQL of being the router of a shard: session advisory locks, and signs of life of who holds one."""

from __future__ import annotations

from uuid import UUID

from contact_center.platform.unit_of_work import Connection

LOCK_CLASS = 0x6363
"""First half of the advisory lock's key; the second is the shard."""
DIVISION_CLASS = 0x6364
"""The same for the lock on the number of shards."""

HOLDER = """
select l.pid, extract(epoch from clock_timestamp() - s.beat_at)::float8 as silent
from pg_locks l left join routing.shard s on s.shard = %(shard)s and s.backend_pid = l.pid
where l.locktype = 'advisory' and l.classid = %(class)s and l.objid = %(shard)s and l.objsubid = 2 and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
"""

OTHERWISE = """
select exists (
  select 1 from pg_locks where locktype = 'advisory' and classid = %(class)s and objid <> %(shards)s and granted
    and objsubid = 2 and database = (select oid from pg_database where datname = current_database()))
"""

BEAT = """
insert into routing.shard (shard, holder, backend_pid, beat_at)
values (%s, %s, pg_backend_pid(), clock_timestamp())
on conflict (shard) do update set holder = excluded.holder, backend_pid = excluded.backend_pid,
  beat_at = excluded.beat_at
"""


async def try_lock(connection: Connection, shard: int) -> bool:
    cursor = await connection.execute("select pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, shard])
    (mine,) = await cursor.fetchone() or (False,)
    return bool(mine)


async def beat(connection: Connection, shard: int, holder: UUID) -> None:
    await connection.execute(BEAT, [shard, holder])


async def holder(connection: Connection, shard: int) -> tuple[int, float | None] | None:
    """The backend that holds the shard's lock, and for how many seconds it has given no sign; None: never one."""
    cursor = await connection.execute(HOLDER, {"class": LOCK_CLASS, "shard": shard})
    row: tuple[int, float | None] | None = await cursor.fetchone()
    return row


async def end(connection: Connection, backend: int) -> None:
    await connection.execute("select pg_terminate_backend(%s)", [backend])


async def share_division(connection: Connection, shards: int) -> None:
    """The shared lock of this number of shards, waited for."""
    await connection.execute("select pg_advisory_lock_shared(%s, %s)", [DIVISION_CLASS, shards])


async def give_up_division(connection: Connection, shards: int) -> None:
    await connection.execute("select pg_advisory_unlock_shared(%s, %s)", [DIVISION_CLASS, shards])


async def divided_otherwise(connection: Connection, shards: int) -> bool:
    """Whether somebody holds the lock of another number."""
    values = {"class": DIVISION_CLASS, "shards": shards}
    (otherwise,) = await (await connection.execute(OTHERWISE, values)).fetchone() or (True,)
    return bool(otherwise)
