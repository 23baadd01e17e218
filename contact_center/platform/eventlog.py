"""Reading the one ordered log: tails for live pages and the router, cursors for consumers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from contact_center.kernel.events import Recorded, event_class, revive
from contact_center.kernel.ids import EventId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Row:
    tenant_id: UUID
    position: int
    id: UUID
    type: str
    at: datetime
    actor: str
    correlation_id: UUID | None
    payload: dict[str, Any]


COLUMNS = "tenant_id, position, id, type, at, actor, correlation_id, payload"


async def head(reader: Reader, tenant_id: TenantId) -> int:
    """The last position of the tenant's log; 0 when empty."""
    return await reader.value("select position from core.event_head where tenant_id = %s", [tenant_id]) or 0


async def heads(reader: Reader) -> dict[TenantId, int]:
    rows = await reader.dicts("select tenant_id, position from core.event_head")
    return {TenantId(row["tenant_id"]): row["position"] for row in rows}


async def read_events(reader: Reader, tenant_id: TenantId, after: int, limit: int = 500) -> list[Recorded]:
    """Events with a position above `after`, in order, at most `limit`."""
    rows = await reader.many(
        _Row,
        f"select {COLUMNS} from core.event where tenant_id = %s and position > %s order by position limit %s",
        [tenant_id, after, limit],
    )
    return [_recorded(row) for row in rows if event_class(row.type)]


async def read_between(
    reader: Reader, tenant_id: TenantId, after: int, upto: int, types: Sequence[str]
) -> list[Recorded]:
    """Events of these types with positions above `after`, `upto` included, in order.

    As positions are dense, a reader that has asked for a range has read it whole, whatever came back.
    """
    rows = await reader.many(
        _Row,
        f"select {COLUMNS} from core.event where tenant_id = %s and position > %s and position <= %s "
        "and type = any(%s) order by position",
        [tenant_id, after, upto, list(types)],
    )
    return [_recorded(row) for row in rows]


async def read_at(reader: Reader, tenant_id: TenantId, positions: Sequence[int]) -> list[Recorded]:
    """The events at these positions, in order."""
    rows = await reader.many(
        _Row,
        f"select {COLUMNS} from core.event where tenant_id = %s and position = any(%s) order by position",
        [tenant_id, list(positions)],
    )
    return [_recorded(row) for row in rows]


async def read_of(
    reader: Reader, tenant_id: TenantId, interactions: Sequence[UUID], types: Sequence[str]
) -> list[Recorded]:
    """Events of these types about these interactions, in order (index event_interaction)."""
    rows = await reader.many(
        _Row,
        f"select {COLUMNS} from core.event where tenant_id = %s and payload ->> 'interaction_id' = any(%s) "
        "and type = any(%s) order by position",
        [tenant_id, [str(id) for id in interactions], list(types)],
    )
    return [_recorded(row) for row in rows]


async def history(reader: Reader, tenant_id: TenantId, key: str, value: UUID, limit: int = 500) -> list[Recorded]:
    """The latest events whose payload names this id under `key`, in order."""
    rows = await reader.many(
        _Row,
        f"select * from (select {COLUMNS} from core.event where tenant_id = %s and payload ->> %s = %s "
        "order by position desc limit %s) e order by position",
        [tenant_id, key, str(value), limit],
    )
    return [_recorded(row) for row in rows if event_class(row.type)]


def _recorded(row: _Row) -> Recorded:
    return Recorded(
        TenantId(row.tenant_id),
        row.position,
        EventId(row.id),
        row.at,
        row.actor,
        row.correlation_id,
        revive(row.type, row.payload),
    )


class Tail:
    """Follows the logs of all tenants from where it starts; one per process.

    Wakes on Redis, and polls at most 250 ms later when Redis is silent or down (D6).
    """

    def __init__(
        self, database: Database, wakeups: Wakeups, wanted: Callable[[TenantId], bool] = lambda _: True
    ) -> None:
        """`wanted` says of which tenants anybody reads now; the events of others are passed over."""
        self._database = database
        self._wakeups = wakeups
        self._wanted = wanted
        self.positions: dict[TenantId, int] = {}

    async def start(self, positions: dict[TenantId, int] | None = None) -> None:
        """Begin after `positions`; tenants not named begin at their present head."""
        async with self._database.read_all() as reader:
            self.positions = {**(await heads(reader)), **(positions or {})}

    async def batches(self) -> AsyncIterator[list[Recorded]]:
        """Batches of new events of one tenant each, in order, for ever."""
        with self._wakeups.listening() as ring:
            while True:
                fresh = await self._fresh()
                for batch in fresh:
                    yield batch
                if not fresh:
                    await ring.wait(0.25)

    async def _fresh(self) -> list[list[Recorded]]:
        async with self._database.read_all() as reader:
            moved = {
                tenant: position
                for tenant, position in (await heads(reader)).items()
                if position > self.positions.setdefault(tenant, 0)
            }
            batches = []
            for tenant, position in moved.items():
                # Asked after the heads were read: who begins to read from now on sees at least these positions.
                if not self._wanted(tenant):
                    self.positions[tenant] = position
                    continue
                rows = await reader.many(
                    _Row,
                    f"select {COLUMNS} from core.event where tenant_id = %s and position > %s "
                    "order by position limit 1000",
                    [tenant, self.positions[tenant]],
                )
                if rows:
                    self.positions[tenant] = rows[-1].position
                    batches.append([_recorded(row) for row in rows if event_class(row.type)])
            return [batch for batch in batches if batch]


class Consumer(Protocol):
    """Something that follows the log with a cursor of its own, exactly once per event.

    `handle` runs in the transaction that moves the cursor: as role `system`, scoped to the tenant.
    """

    name: str

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None: ...


async def run_consumer(database: Database, wakeups: Wakeups, consumer: Consumer, *, batch: int = 200) -> None:
    """Feeds a consumer for ever; many processes may run the same one: cursors are claimed."""
    with wakeups.listening() as ring:
        while True:
            try:
                moved = await consume_once(database, consumer, batch=batch)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("consumer failed, trying again", consumer=consumer.name)
                await asyncio.sleep(1)
                continue
            if not moved:
                await ring.wait(0.25)


async def consume_once(database: Database, consumer: Consumer, *, batch: int = 200) -> int:
    """One round over all tenants with news; returns how many events were taken."""
    async with database.read_all() as reader:
        behind = await reader.values(
            "select h.tenant_id from core.event_head h left join core.event_cursor c "
            "on c.tenant_id = h.tenant_id and c.consumer = %s where h.position > coalesce(c.position, 0)",
            [consumer.name],
        )
    taken = 0
    for tenant in behind:
        taken += await _consume_tenant(database, consumer, TenantId(tenant), batch)
    return taken


async def _consume_tenant(database: Database, consumer: Consumer, tenant: TenantId, batch: int) -> int:
    async with database.work(tenant, actor=f"consumer:{consumer.name}", role="system") as work:
        await work.execute(
            "insert into core.event_cursor (tenant_id, consumer, position) values (%s, %s, 0) on conflict do nothing",
            [tenant, consumer.name],
        )
        position = await work.value(
            "select position from core.event_cursor where tenant_id = %s and consumer = %s for update skip locked",
            [tenant, consumer.name],
        )
        if position is None:
            return 0
        rows = await work.many(
            _Row,
            f"select {COLUMNS} from core.event where tenant_id = %s and position > %s order by position limit %s",
            [tenant, position, batch],
        )
        if not rows:
            return 0
        await _digest(work, consumer, [_recorded(row) for row in rows if event_class(row.type)])
        await work.execute(
            "update core.event_cursor set position = %s, moved_at = %s where tenant_id = %s and consumer = %s",
            [rows[-1].position, work.now, tenant, consumer.name],
        )
        return len(rows)


async def _digest(work: UnitOfWork, consumer: Consumer, events: list[Recorded]) -> None:
    """The whole batch at once; if that fails, one by one, and what cannot be digested is parked."""
    if not events:
        return
    recorded, jobs = list(work.events), list(work.jobs)
    try:
        async with work.connection.transaction():
            await consumer.handle(work, events)
        return
    except Exception:
        work.events[:], work.jobs[:] = recorded, jobs
        if len(events) == 1:
            log.exception("event parked", consumer=consumer.name, position=events[0].position)
            await _park(work, consumer, events[0])
            return
    for event in events:
        await _digest(work, consumer, [event])


async def _park(work: UnitOfWork, consumer: Consumer, event: Recorded) -> None:
    await work.execute(
        "insert into core.event_parked (tenant_id, consumer, position, parked_at) values (%s, %s, %s, %s) "
        "on conflict do nothing",
        [event.tenant_id, consumer.name, event.position, work.now],
    )
