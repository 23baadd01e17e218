"""Reading the one ordered log: tails for live pages and the router, cursors for consumers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from traceback import extract_tb
from typing import Protocol

import structlog

from contact_center.kernel.events import Event, Recorded, event_class
from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog_store import (
    EventRow,
    begin_log,
    behind,
    claim,
    head,
    heads,
    history,
    interactions_between,
    last_of_each,
    move_cursor,
    park,
    read_at,
    read_between,
    read_events,
    read_of,
    recorded,
    rows_after,
    rows_between,
    take,
    tenants_behind,
    time_of,
)
from contact_center.platform.trouble import passes
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.wakeups import Wakeups

__all__ = [
    "FIRST_PAUSE",
    "LONGEST_PAUSE",
    "Consumer",
    "Pauses",
    "Tail",
    "attempt",
    "begin_log",
    "behind",
    "claim",
    "consume_once",
    "consume_or_rest",
    "digest",
    "fault_of",
    "feed",
    "head",
    "heads",
    "history",
    "interactions_between",
    "last_of_each",
    "move_cursor",
    "pause_after",
    "read_at",
    "read_between",
    "read_events",
    "read_of",
    "time_of",
    "types_of",
]
"""With the readers of the store: whoever follows the log needs both."""

log = structlog.get_logger()


MOST = 1000
"""Events of a tenant that a tail reads at once."""


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
                if not any(len(batch) >= MOST for _, _, batch in fresh):
                    # What is committed from now on rings; what was before it, has been read.
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
                rows = await rows_after(reader, tenant, self.positions[tenant], MOST)
                if rows:
                    found.append((tenant, rows[-1].position, _readable(rows)))
            return found


def _readable(rows: Sequence[EventRow]) -> list[Recorded]:
    """One that cannot be read as what it says it is must not hide those beside it."""
    found = []
    for row in rows:
        if event_class(row.type):
            try:
                found.append(recorded(row))
            except (TypeError, ValueError, KeyError):
                log.exception("an event cannot be read", type=row.type, position=row.position)
    return found


class Consumer(Protocol):
    """Something that follows the log with a cursor of its own, exactly once per event.

    `handle` runs in the transaction that moves the cursor: as role `system`, scoped to the tenant.
    """

    name: str

    @property
    def wants(self) -> Collection[type[Event]] | None:
        """Only events of these types are read for it; None: all."""

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

    def left(self, tenant: TenantId) -> float:
        """Seconds until it rests no more."""
        return max(0.0, self._until.get(tenant, 0.0) - _time())

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


async def consume_once(
    database: Database, consumer: Consumer, *, batch: int = 200, pauses: Pauses | None = None
) -> int:
    """One round over all tenants with news; returns how many events were taken.

    With `pauses` a tenant in trouble rests while the others go on; without, trouble is raised.
    """
    async with database.read_all() as reader:
        behind = await tenants_behind(reader, consumer.name)
    taken = 0
    for tenant in behind:
        if pauses is None:
            taken += await _consume_tenant(database, consumer, tenant, batch)
        elif not pauses.rests(tenant):
            taken += await consume_or_rest(database, consumer, tenant, batch, pauses)
    return taken


async def consume_or_rest(database: Database, consumer: Consumer, tenant: TenantId, batch: int, pauses: Pauses) -> int:
    """The next events of one tenant, which rests if it meets trouble; returns how many were taken."""
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
        return await _take(database, consumer, tenant, batch, give=_hand_over)
    except Exception as error:
        if passes(error):
            raise
    # Nothing of it has stayed. Now with care, which the many batches that go well do without.
    try:
        return await _take(database, consumer, tenant, batch)
    except Exception as error:
        if passes(error):
            raise
        log.exception("a batch failed where it ends, its events are taken one by one", consumer=consumer.name)
    taken = 0
    while taken < batch and await _take_alone(database, consumer, tenant):
        taken += 1
    return taken


async def _take_alone(database: Database, consumer: Consumer, tenant: TenantId) -> int:
    """The next event in a transaction of its own. One that makes even that fail is parked in another."""
    try:
        return await _take(database, consumer, tenant, 1)
    except Exception as error:
        if passes(error):
            raise
        return await _take(database, consumer, tenant, 1, fault=error)


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
            await park(work, consumer.name, events[0].position, fault_of(error))
            return
    for event in events:
        await digest(work, consumer, [event])


async def _hand_over(work: UnitOfWork, consumer: Consumer, events: list[Recorded]) -> None:
    """The whole batch, without the savepoints of `digest`: if it fails, so does the whole work."""
    if events:
        await consumer.handle(work, events)


Give = Callable[[UnitOfWork, Consumer, list[Recorded]], Awaitable[None]]


async def _take(
    database: Database,
    consumer: Consumer,
    tenant: TenantId,
    batch: int,
    *,
    give: Give = digest,
    fault: Exception | None = None,
) -> int:
    """Hands the next events to the consumer and moves its cursor; with a `fault` they are parked instead."""
    async with database.work(tenant, actor=f"consumer:{consumer.name}", role="system") as work:
        found = await take(work, consumer.name, batch, types_of(consumer))
        if found is None:
            return 0
        claimed, rows = found
        upto = min(claimed.position + batch, claimed.head)
        if upto <= claimed.position:
            return 0
        await _hand(work, consumer, rows, give, fault)
        await move_cursor(work, consumer.name, upto)
        return upto - claimed.position


async def feed(work: UnitOfWork, consumer: Consumer, after: int, upto: int) -> None:
    """Hands over the events above `after` and not above `upto`, which the log has reached."""
    rows = await rows_between(work, work.tenant_id, after, upto, types_of(consumer))
    await _hand(work, consumer, rows, digest, None)


async def _hand(
    work: UnitOfWork, consumer: Consumer, rows: Sequence[EventRow], give: Give, fault: Exception | None
) -> None:
    """One that cannot even be read as what it says it is, is parked like one that cannot be digested."""
    events = []
    for row in rows:
        if fault is not None:
            await park(work, consumer.name, row.position, fault_of(fault))
        elif event_class(row.type):
            try:
                events.append(recorded(row))
            except (TypeError, ValueError, KeyError) as bug:
                await park(work, consumer.name, row.position, fault_of(bug))
    await give(work, consumer, events)


def types_of(consumer: Consumer) -> list[str] | None:
    """The types that it wants, as the log names them; None: all."""
    return None if consumer.wants is None else sorted(one.type for one in consumer.wants)


async def attempt(work: UnitOfWork, consumer: Consumer, events: Sequence[Recorded]) -> None:
    """Hands events to the consumer; when it fails, nothing of what it did stays in this work."""
    recorded, jobs, last, after = list(work.events), list(work.jobs), list(work.last), list(work.after)
    try:
        async with work.connection.transaction():
            await consumer.handle(work, events)
    except BaseException:
        work.events[:], work.jobs[:], work.last[:], work.after[:] = recorded, jobs, last, after
        raise


def fault_of(bug: BaseException) -> str:
    """What went wrong and where, for a developer; not the words, which may hold what a customer wrote."""
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in extract_tb(bug.__traceback__)]
    return f"{type(bug).__name__} at {places[-1]}" if places else type(bug).__name__
