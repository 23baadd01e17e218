"""Events that a consumer could not digest: seen, retried, replayed; and projections counted anew from the log.

What waits here waits for a mended program. A consumer whose rows rest on the order of events (a projection)
cannot take one late, when later ones have been counted, so trying again counts its tenant anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from contact_center.kernel.errors import NotFound
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import TenantId
from contact_center.platform import parked_store
from contact_center.platform.eventlog import Consumer, attempt, fault_of, feed
from contact_center.platform.eventlog_store import claim, head, move_cursor, read_at
from contact_center.platform.parked_store import ConsumerProgress, Parked
from contact_center.platform.trouble import passes
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

__all__ = [
    "RECOUNTED_AT_ONCE", "TASK", "ConsumerProgress", "NoSuchConsumer", "NotAProjection", "Parked", "Projection",
    "Recount", "Retried", "ask_again", "followers", "is_projection", "named", "parked", "rebuild", "recount", "retry",
]  # fmt: skip

TASK = "log.retry_parked"
RECOUNTED_AT_ONCE = 1000


class NoSuchConsumer(NotFound):
    """No reader of the log has this name."""


class NotAProjection(NotFound):
    """This reader of the log keeps no rows of its own that could be counted anew."""


class Projection(Consumer, Protocol):
    """A consumer that does nothing but keep rows, all of which follow from the log."""

    tables: Sequence[str]
    """`schema.table`, each with a `tenant_id` and a primary key: written by this consumer alone."""


@dataclass(frozen=True, slots=True)
class Retried:
    """How many of a consumer's parked events were digested this time, and how many are still parked."""

    digested: int
    left: int


@dataclass(frozen=True, slots=True)
class Recount:
    """What a projection holds against what the log gives, by table; rows that are on one side only."""

    upto: int
    """The position of the log up to which both were counted."""
    missing: Mapping[str, int] = field(default_factory=dict)
    surplus: Mapping[str, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return not any(self.missing.values()) and not any(self.surplus.values())


async def parked(reader: Reader, tenant: TenantId, limit: int = 200) -> list[Parked]:
    """Those that stand aside, the longest first."""
    return await parked_store.parked(reader, tenant, limit)


async def followers(reader: Reader, tenant: TenantId) -> list[ConsumerProgress]:
    """How far each consumer has read."""
    return await parked_store.followers(reader, tenant)


async def retry(
    database: Database, tenant: TenantId, consumer: Consumer, positions: Collection[int] | None = None
) -> Retried:
    """Gives a consumer its parked events again, all or those at `positions`, while nobody else feeds it.

    Trouble that passes is raised and changes nothing. A projection is counted anew instead, see above.
    """
    if is_projection(consumer):
        before = await _parked_of(database, tenant, consumer.name)
        await rebuild(database, tenant, consumer)
        left = await _parked_of(database, tenant, consumer.name)
        return Retried(max(0, before - left), left)
    async with database.work(tenant, actor=f"consumer:{consumer.name}", role="system") as work:
        await claim(work, consumer.name, wait=True)
        waiting = await parked_store.positions(work, tenant, consumer.name)
        chosen = [position for position in waiting if positions is None or position in positions]
        digested = 0
        for event in await read_at(work, tenant, chosen):
            digested += await _once_more(work, consumer, event)
    return Retried(digested, len(waiting) - digested)


async def ask_again(work: UnitOfWork, consumer: str) -> None:
    """A worker gives the consumer its parked events again once this work has committed."""
    if not await parked_store.has_cursor(work, work.tenant_id, consumer):
        raise NoSuchConsumer(consumer, field="consumer")
    work.defer(TASK, lock=f"parked:{work.tenant_id}:{consumer}", tenant_id=str(work.tenant_id), consumer=consumer)


async def rebuild(database: Database, tenant: TenantId, projection: Consumer) -> int:
    """Counts a projection anew from the start of the log, in one transaction: pages see the old rows until then.

    Returns the position counted up to. Raises `NotAProjection`.
    """
    async with database.work(tenant, actor=f"consumer:{projection.name}", role="system") as work:
        await claim(work, projection.name, wait=True)
        upto = await head(work, tenant)
        await _count_anew(work, projection, upto)
        return upto


async def recount(database: Database, tenant: TenantId, projection: Consumer) -> Recount:
    """Counts a projection anew beside what it holds, tells the differences and changes nothing."""
    tables = _tables(projection)
    try:
        async with database.work(tenant, actor=f"consumer:{projection.name}", role="system") as work:
            claimed = await claim(work, projection.name, wait=True)
            upto = claimed.position if claimed else 0
            for number, table in enumerate(tables):
                await parked_store.keep_copy(work, table, number)
            await _count_anew(work, projection, upto)
            missing = {table: await parked_store.missing(work, table, n) for n, table in enumerate(tables)}
            surplus = {table: await parked_store.surplus(work, table, n) for n, table in enumerate(tables)}
            raise _SeenError(Recount(upto, missing, surplus))
    except _SeenError as seen:
        return seen.recount


def is_projection(consumer: Consumer) -> bool:
    return bool(getattr(consumer, "tables", ()))


def named(consumers: Sequence[Consumer], name: str) -> Consumer:
    for consumer in consumers:
        if consumer.name == name:
            return consumer
    raise NoSuchConsumer(f"{name}; there are {', '.join(consumer.name for consumer in consumers)}", field="consumer")


class _SeenError(Exception):
    """Ends the transaction of a recount, so that nothing of it stays."""

    def __init__(self, recount: Recount) -> None:
        super().__init__()
        self.recount = recount


async def _once_more(work: UnitOfWork, consumer: Consumer, event: Recorded) -> int:
    """1 if it was digested. A fault is noted beside it; trouble that passes is raised."""
    try:
        await attempt(work, consumer, [event])
    except Exception as error:
        if passes(error):
            raise
        await parked_store.note_failure(work, consumer.name, event.position, fault_of(error))
        return 0
    await parked_store.remove(work, consumer.name, event.position)
    return 1


async def _parked_of(database: Database, tenant: TenantId, consumer: str) -> int:
    async with database.read(tenant) as reader:
        return await parked_store.count(reader, tenant, consumer)


async def _count_anew(work: UnitOfWork, projection: Consumer, upto: int) -> None:
    """Holding its cursor: empties the rows and hands over the log again."""
    for number, table in enumerate(_tables(projection)):
        await parked_store.empty(work, table, number)
    await parked_store.remove_all(work, projection.name)
    position = 0
    while position < upto:
        await feed(work, projection, position, min(upto, position + RECOUNTED_AT_ONCE))
        position += RECOUNTED_AT_ONCE
    await move_cursor(work, projection.name, upto)


def _tables(projection: Consumer) -> Sequence[str]:
    tables: Sequence[str] = getattr(projection, "tables", ())
    if not tables:
        raise NotAProjection(projection.name, field="consumer")
    return tables
