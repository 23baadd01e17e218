"""SQL of parked events, and of a projection counted anew beside what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that stands aside until the program that could not digest it is mended."""

    consumer: str
    position: int
    type: str
    at: datetime
    parked_at: datetime
    tried_at: datetime | None
    attempts: int
    error: str | None
    """Kind and place of the fault; None: parked by a version that did not say."""


@dataclass(frozen=True, slots=True)
class ConsumerProgress:
    """How far a consumer has read the tenant's log."""

    consumer: str
    position: int
    behind: int
    """Events that it has still to read."""
    moved_at: datetime | None
    parked: int


PARKED = """
select p.consumer, p.position, e.type, e.at, p.parked_at, p.tried_at, p.attempts, p.error
from core.event_parked p join core.event e on e.tenant_id = p.tenant_id and e.position = p.position
where p.tenant_id = %s order by p.parked_at, p.consumer, p.position limit %s
"""

FOLLOWERS = """
select c.consumer, c.position, h.position - c.position as behind, c.moved_at,
  (select count(*) from core.event_parked p where p.tenant_id = c.tenant_id and p.consumer = c.consumer) as parked
from core.event_cursor c join core.event_head h on h.tenant_id = c.tenant_id where c.tenant_id = %s order by 1
"""


async def parked(reader: Reader, tenant: TenantId, limit: int = 200) -> list[Parked]:
    """Those that stand aside, the longest first."""
    return await reader.many(Parked, PARKED, [tenant, limit])


async def followers(reader: Reader, tenant: TenantId) -> list[ConsumerProgress]:
    return await reader.many(ConsumerProgress, FOLLOWERS, [tenant])


async def positions(reader: Reader, tenant: TenantId, consumer: str) -> list[int]:
    """Of this consumer's parked events, in order."""
    return await reader.values(
        "select position from core.event_parked where tenant_id = %s and consumer = %s order by position",
        [tenant, consumer],
    )


async def count(reader: Reader, tenant: TenantId, consumer: str) -> int:
    counted: int = await reader.value(
        "select count(*) from core.event_parked where tenant_id = %s and consumer = %s", [tenant, consumer]
    )
    return counted


async def note_failure(work: UnitOfWork, consumer: str, position: int, fault: str) -> None:
    """It was tried again in vain."""
    await work.execute(
        "update core.event_parked set attempts = attempts + 1, tried_at = %s, error = %s "
        "where tenant_id = %s and consumer = %s and position = %s",
        [work.now, fault, work.tenant_id, consumer, position],
    )


async def remove(work: UnitOfWork, consumer: str, position: int) -> None:
    await work.execute(
        "delete from core.event_parked where tenant_id = %s and consumer = %s and position = %s",
        [work.tenant_id, consumer, position],
    )


async def remove_all(work: UnitOfWork, consumer: str) -> None:
    await work.execute(
        "delete from core.event_parked where tenant_id = %s and consumer = %s", [work.tenant_id, consumer]
    )


async def has_cursor(reader: Reader, tenant: TenantId, consumer: str) -> bool:
    """Whether a consumer of this name has ever read the tenant's log."""
    known = await reader.value(
        "select 1 from core.event_cursor where tenant_id = %s and consumer = %s", [tenant, consumer]
    )
    return bool(known)


# A projection's rows beside a copy of them that lives as long as the transaction


async def keep_copy(work: UnitOfWork, table: str, number: int) -> None:
    """Copy `number` of the tenant's rows of a projection's table, to be told apart from what is counted anew."""
    await _execute(
        work,
        "create temporary table {kept} on commit drop as select * from {table} where tenant_id = %s",
        table,
        number,
    )


async def empty(work: UnitOfWork, table: str, number: int) -> None:
    await _execute(work, "delete from {table} where tenant_id = %s", table, number)


def _named(statement: str, table: str, number: int) -> sql.Composed:
    """Table names are constants of the projections; `kept` is the copy beside the table."""
    return sql.SQL(statement).format(
        table=sql.Identifier(*table.split(".")), kept=sql.Identifier("pg_temp", f"kept_{number}")
    )


async def _execute(work: UnitOfWork, statement: str, table: str, number: int) -> None:
    await work.connection.execute(_named(statement, table, number), [work.tenant_id])


MORE_NOW = (
    "select count(*) from (select * from {table} where tenant_id = %s "
    "except select * from {kept} where tenant_id = %s) only_here"
)
MORE_BEFORE = (
    "select count(*) from (select * from {kept} where tenant_id = %s "
    "except select * from {table} where tenant_id = %s) only_here"
)


async def missing(work: UnitOfWork, table: str, number: int) -> int:
    """Rows that were counted anew and were not there before."""
    return await _differing(work, MORE_NOW, table, number)


async def surplus(work: UnitOfWork, table: str, number: int) -> int:
    """Rows that were there before and were not counted anew."""
    return await _differing(work, MORE_BEFORE, table, number)


async def _differing(work: UnitOfWork, statement: str, table: str, number: int) -> int:
    cursor = await work.connection.execute(_named(statement, table, number), [work.tenant_id, work.tenant_id])
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
