"""Reading the one ordered log: tails for live pages and the router, cursors for consumers.

Longer than 400 lines: reading, following and setting aside rest on one rule about positions, which is said once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from traceback import extract_tb
from typing import Any, Literal, Protocol
from uuid import UUID

import structlog

from contact_center.kernel.events import Recorded, event_class, revive
from contact_center.kernel.ids import EventId, TenantId
from contact_center.platform.trouble import passes
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


async def time_of(reader: Reader, tenant_id: TenantId, position: int) -> datetime | None:
    """When the event at this position happened."""
    at: datetime | None = await reader.value(
        "select at from core.event where tenant_id = %s and position = %s", [tenant_id, position]
    )
    return at


async def interactions_between(
    reader: Reader, tenant_id: TenantId, after: int, upto: int, types: Sequence[str]
) -> list[UUID]:
    """To which something of these types happened: positions above `after`, `upto` included."""
    return await reader.values(
        "select distinct (payload ->> 'interaction_id')::uuid from core.event "
        "where tenant_id = %s and position > %s and position <= %s and type = any(%s)",
        [tenant_id, after, upto, list(types)],
    )


async def last_of_each(
    reader: Reader, tenant_id: TenantId, upto: int, types: Sequence[str], whose: Literal["agent_id"]
) -> list[int]:
    """Positions of the latest event of each type for each of these ids, `upto` included."""
    return await reader.values(
        "select max(position) from core.event where tenant_id = %s and position <= %s and type = any(%s) "
        "group by payload ->> %s, type",
        [tenant_id, upto, list(types), whose],
    )


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
                for tenant, position, batch in fresh:
                    # Not before: when the reading of another tenant fails, this batch is read again.
                    self.positions[tenant] = position
                    if batch:
                        yield batch
                if not fresh:
                    await ring.wait(0.25)

    async def _fresh(self) -> list[tuple[TenantId, int, list[Recorded]]]:
        """What is new of each tenant, and the position up to which it has been read then."""
        async with self._database.read_all() as reader:
            moved = {
                tenant: position
                for tenant, position in (await heads(reader)).items()
                if position > self.positions.setdefault(tenant, 0)
            }
            found: list[tuple[TenantId, int, list[Recorded]]] = []
            for tenant, position in moved.items():
                # Asked after the heads were read: who begins to read from now on sees at least these positions.
                if not self._wanted(tenant):
                    found.append((tenant, position, []))
                    continue
                rows = await reader.many(
                    _Row,
                    f"select {COLUMNS} from core.event where tenant_id = %s and position > %s "
                    "order by position limit 1000",
                    [tenant, self.positions[tenant]],
                )
                if rows:
                    found.append((tenant, rows[-1].position, _readable(rows)))
            return found


def _readable(rows: Sequence[_Row]) -> list[Recorded]:
    """One that cannot be read as what it says it is must not hide those beside it."""
    found = []
    for row in rows:
        if event_class(row.type):
            try:
                found.append(_recorded(row))
            except (TypeError, ValueError, KeyError):
                log.exception("an event cannot be read", type=row.type, position=row.position)
    return found


class Consumer(Protocol):
    """Something that follows the log with a cursor of its own, exactly once per event.

    `handle` runs in the transaction that moves the cursor: as role `system`, scoped to the tenant.
    """

    name: str

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None: ...


FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
"""Seconds between two tries of a tenant whose events meet trouble that passes."""


class Pauses:
    """Which tenants rest because of trouble that passes, each for longer the longer it lasts; others go on."""

    def __init__(self) -> None:
        self._failures: dict[TenantId, int] = {}
        self._until: dict[TenantId, float] = {}

    def rests(self, tenant: TenantId) -> bool:
        return _time() < self._until.get(tenant, 0.0)

    def failed(self, tenant: TenantId) -> None:
        failures = self._failures.get(tenant, 0)
        self._failures[tenant] = failures + 1
        self._until[tenant] = _time() + pause_after(failures)

    def went_well(self, tenant: TenantId) -> None:
        self._failures.pop(tenant, None)
        self._until.pop(tenant, None)


def _time() -> float:
    return asyncio.get_running_loop().time()


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures before this one; doubled each time, up to a limit."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures, 10))


async def run_consumer(database: Database, wakeups: Wakeups, consumer: Consumer, *, batch: int = 200) -> None:
    """Feeds a consumer for ever; many processes may run the same one: cursors are claimed."""
    pauses, failures = Pauses(), 0
    with wakeups.listening() as ring:
        while True:
            try:
                moved = await consume_once(database, consumer, batch=batch, pauses=pauses)
                failures = 0
            except Exception as error:
                log.warning("the log cannot be read, trying again", consumer=consumer.name, error=repr(error))
                await asyncio.sleep(pause_after(failures))
                failures += 1
                continue
            if not moved:
                await ring.wait(0.25)


async def consume_once(
    database: Database, consumer: Consumer, *, batch: int = 200, pauses: Pauses | None = None
) -> int:
    """One round over all tenants with news; returns how many events were taken.

    With `pauses` a tenant in trouble rests while the others go on; without, trouble is raised.
    """
    async with database.read_all() as reader:
        behind = await reader.values(
            "select h.tenant_id from core.event_head h left join core.event_cursor c "
            "on c.tenant_id = h.tenant_id and c.consumer = %s where h.position > coalesce(c.position, 0)",
            [consumer.name],
        )
    taken = 0
    for tenant in map(TenantId, behind):
        if pauses is None:
            taken += await _consume_tenant(database, consumer, tenant, batch)
        elif not pauses.rests(tenant):
            taken += await _consume_or_rest(database, consumer, tenant, batch, pauses)
    return taken


async def _consume_or_rest(database: Database, consumer: Consumer, tenant: TenantId, batch: int, pauses: Pauses) -> int:
    try:
        taken = await _consume_tenant(database, consumer, tenant, batch)
    except Exception as error:
        log.warning("a reader of the log meets trouble, trying again", consumer=consumer.name, tenant_id=str(tenant),
                    error=repr(error))  # fmt: skip
        pauses.failed(tenant)
        return 0
    pauses.went_well(tenant)
    return taken


async def _consume_tenant(database: Database, consumer: Consumer, tenant: TenantId, batch: int) -> int:
    try:
        return await _take(database, consumer, tenant, batch)
    except Exception as error:
        if passes(error):
            raise
        log.exception("a batch failed where it ends, its events are taken one by one", consumer=consumer.name)
    return await _take_alone(database, consumer, tenant)


async def _take_alone(database: Database, consumer: Consumer, tenant: TenantId) -> int:
    """The next event in a transaction of its own. One that makes even that fail is parked in another."""
    try:
        return await _take(database, consumer, tenant, 1)
    except Exception as error:
        if passes(error):
            raise
        return await _take(database, consumer, tenant, 1, fault=error)


async def _take(
    database: Database, consumer: Consumer, tenant: TenantId, batch: int, *, fault: Exception | None = None
) -> int:
    """Hands the next events to the consumer and moves its cursor; with a `fault` they are parked instead."""
    async with database.work(tenant, actor=f"consumer:{consumer.name}", role="system") as work:
        position = await claim(work, consumer.name)
        if position is None:
            return 0
        taken = await feed(work, consumer, position, position + batch, fault=fault)
        if taken:
            await move_cursor(work, consumer.name, position + taken)
        return taken


async def feed(work: UnitOfWork, consumer: Consumer, after: int, upto: int, *, fault: Exception | None = None) -> int:
    """Hands over the events above `after` and not above `upto`; returns how many the log has there.

    One that cannot even be read as what it says it is, is parked like one that cannot be digested.
    """
    rows = await work.many(
        _Row,
        f"select {COLUMNS} from core.event where tenant_id = %s and position > %s and position <= %s order by position",
        [work.tenant_id, after, upto],
    )
    events = []
    for row in rows:
        if fault is not None:
            await _park(work, consumer, row.position, fault)
        elif event_class(row.type):
            try:
                events.append(_recorded(row))
            except (TypeError, ValueError, KeyError) as bug:
                await _park(work, consumer, row.position, bug)
    await digest(work, consumer, events)
    return len(rows)


async def move_cursor(work: UnitOfWork, consumer: str, position: int) -> None:
    await work.execute(
        "update core.event_cursor set position = %s, moved_at = %s where tenant_id = %s and consumer = %s",
        [position, work.now, work.tenant_id, consumer],
    )


CLAIM = "select position from core.event_cursor where tenant_id = %s and consumer = %s for update"
CLAIM_FREE = CLAIM + " skip locked"


async def claim(work: UnitOfWork, consumer: str, *, wait: bool = False) -> int | None:
    """The consumer's position, held until this work ends; None while another process has it, unless we `wait`."""
    await work.execute(
        "insert into core.event_cursor (tenant_id, consumer, position) values (%s, %s, 0) on conflict do nothing",
        [work.tenant_id, consumer],
    )
    found: int | None = await work.value(CLAIM if wait else CLAIM_FREE, [work.tenant_id, consumer])
    return found


async def digest(work: UnitOfWork, consumer: Consumer, events: list[Recorded]) -> None:
    """The whole batch at once; if that fails by a bug, one by one, and what cannot be digested is parked.

    Trouble that passes is raised: nothing of this work stays, and it is done again.
    """
    if not events:
        return
    try:
        await attempt(work, consumer, events)
        return
    except Exception as error:
        if passes(error):
            raise
        if len(events) == 1:
            log.exception("event parked", consumer=consumer.name, position=events[0].position)
            await _park(work, consumer, events[0].position, error)
            return
    for event in events:
        await digest(work, consumer, [event])


async def attempt(work: UnitOfWork, consumer: Consumer, events: Sequence[Recorded]) -> None:
    """Hands events to the consumer; when it fails, nothing of what it did stays in this work."""
    recorded, jobs, after = list(work.events), list(work.jobs), list(work.after)
    try:
        async with work.connection.transaction():
            await consumer.handle(work, events)
    except BaseException:
        work.events[:], work.jobs[:], work.after[:] = recorded, jobs, after
        raise


async def _park(work: UnitOfWork, consumer: Consumer, position: int, bug: Exception) -> None:
    await work.execute(
        "insert into core.event_parked (tenant_id, consumer, position, parked_at, error) values (%s, %s, %s, %s, %s) "
        "on conflict (tenant_id, consumer, position) do update set attempts = event_parked.attempts + 1, "
        "tried_at = excluded.parked_at, error = excluded.error",
        [work.tenant_id, consumer.name, position, work.now, fault_of(bug)],
    )


def fault_of(bug: BaseException) -> str:
    """What went wrong and where, for a developer; not the words, which may hold what a customer wrote."""
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(bug.__traceback__)]
    return f"{type(bug).__name__} at {places[-1]}" if places else type(bug).__name__


async def behind(reader: Reader, tenant: UUID, consumer: str) -> int:
    """How many events this consumer has not followed yet."""
    query = (
        "select h.position - coalesce(c.position, 0) from core.event_head h left join core.event_cursor c "
        "on c.tenant_id = h.tenant_id and c.consumer = %s where h.tenant_id = %s"
    )
    return int(await reader.value(query, [consumer, tenant]) or 0)


async def begin_log(work: UnitOfWork) -> None:
    """The empty log of a new tenant: without its head no event has a position."""
    await work.execute("insert into core.event_head (tenant_id) values (%s)", [work.tenant_id])
