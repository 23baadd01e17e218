"""Feeding the consumers of a process: what is new is looked at once for all of them.

Most events concern few consumers. Each says what it wants (`Consumer.wants`), works in a task of its own, and is
called only when there is such an event; its cursor passes over all others every `SWEEP` seconds. What a process has
looked at it knows in its memory, so a look costs as much as is new, however many consumers there are. The sweep
finds what that misses: what another process had taken when it died.

A consumer is called at once when it has been at rest; what happens within `GATHER` seconds of that comes in one batch,
as what a batch costs is its transaction, and a piece of work brings eight of them. One on which a call or the next
offer waits is called each time (`hurries`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog import Consumer, Pauses, consume_or_rest, pause_after, types_of
from contact_center.platform.eventlog_store import heads, lagging, types_there
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

POLL = 0.25
SWEEP = 5.0
GATHER = 0.25
"""Seconds."""


async def run_consumers(
    database: Database, wakeups: Wakeups, consumers: Sequence[Consumer], *, batch: int = 200
) -> None:
    """Feeds them for ever; many processes may run the same ones: cursors are claimed."""
    inboxes = {consumer.name: _Inbox() for consumer in consumers}
    async with asyncio.TaskGroup() as group:
        for consumer in consumers:
            group.create_task(_serve(database, consumer, inboxes[consumer.name], batch))
        group.create_task(_watch(database, wakeups, consumers, inboxes))


class _Inbox:
    """The tenants that a consumer has to look at."""

    def __init__(self) -> None:
        self._waiting: set[TenantId] = set()
        self._there = asyncio.Event()

    def put(self, tenant: TenantId) -> None:
        self._waiting.add(tenant)
        self._there.set()

    async def take(self) -> set[TenantId]:
        await self._there.wait()
        self._there.clear()
        waiting, self._waiting = self._waiting, set()
        return waiting


async def _serve(database: Database, consumer: Consumer, inbox: _Inbox, batch: int) -> None:
    pauses = Pauses()
    while True:
        for tenant in await inbox.take():
            while not pauses.rests(tenant):
                if await consume_or_rest(database, consumer, tenant, batch, pauses) < batch:
                    break
            if pauses.rests(tenant):
                asyncio.get_running_loop().call_later(pauses.left(tenant), inbox.put, tenant)
        if not hurries(consumer):
            await asyncio.sleep(GATHER)


def hurries(consumer: Consumer) -> bool:
    """True of one that says `hurries = True`."""
    return bool(getattr(consumer, "hurries", False))


class _Watch:
    """What is new in the logs, and for whom."""

    def __init__(self, database: Database, consumers: Sequence[Consumer], inboxes: dict[str, _Inbox]) -> None:
        self._database = database
        self._wants = {consumer.name: types_of(consumer) for consumer in consumers}
        self._inboxes = inboxes
        self._seen: dict[TenantId, int] = {}
        self._swept = -SWEEP

    async def look(self) -> None:
        """Raises what the database raises; then nothing counts as seen."""
        now = _time()
        async with self._database.read_all() as reader:
            if now - self._swept >= SWEEP:
                ends = await heads(reader)
                for one in await lagging(reader, list(self._wants)):
                    self._inboxes[one.consumer].put(TenantId(one.tenant_id))
                self._seen, self._swept = ends, now
            else:
                await self._look_at_new(reader)

    async def _look_at_new(self, reader: Reader) -> None:
        ends = await heads(reader)
        spans = [(tenant, self._seen.get(tenant, 0), end) for tenant, end in ends.items()]
        spans = [(tenant, after, end) for tenant, after, end in spans if end > after]
        if not spans:
            return
        for one in await types_there(reader, spans):
            for name, types in self._wants.items():
                if types is None or one.type in types:
                    self._inboxes[name].put(TenantId(one.tenant_id))
        self._seen = ends


async def _watch(
    database: Database, wakeups: Wakeups, consumers: Sequence[Consumer], inboxes: dict[str, _Inbox]
) -> None:
    watch, failures = _Watch(database, consumers, inboxes), 0
    with wakeups.listening() as bell:
        while True:
            try:
                await watch.look()
                failures = 0
            except Exception as error:
                log.warning("the log cannot be read, trying again", error=repr(error))
                await asyncio.sleep(pause_after(failures))
                failures += 1
                continue
            await bell.wait(POLL)


def _time() -> float:
    return asyncio.get_running_loop().time()
