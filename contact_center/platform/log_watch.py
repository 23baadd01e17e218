"""Feeding the consumers of a process: who has something to read is asked once for all of them.

Most events concern few consumers. Each says what it wants (`Consumer.wants`), works in a task of its own, and is
called only when there is such an event; its cursor passes over all others every `SWEEP` seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog import Consumer, Pauses, consume_or_rest, pause_after, types_of
from contact_center.platform.eventlog_store import NewsRow, news
from contact_center.platform.unit_of_work import Database
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

POLL = 0.25
SWEEP = 5.0
"""Seconds."""


async def run_consumers(
    database: Database, wakeups: Wakeups, consumers: Sequence[Consumer], *, batch: int = 200
) -> None:
    """Feeds them for ever; many processes may run the same ones: cursors are claimed."""
    inboxes = {consumer.name: _Inbox() for consumer in consumers}
    async with asyncio.TaskGroup() as group:
        for consumer in consumers:
            group.create_task(_serve(database, consumer, inboxes[consumer.name], batch))
        group.create_task(_watch(database, wakeups, consumers, inboxes, batch))


class _Inbox:
    """The tenants that a consumer has to look at."""

    def __init__(self) -> None:
        self._waiting: set[TenantId] = set()
        self._told: dict[TenantId, tuple[int, float]] = {}
        """The head of a tenant's log that it was told of last, and when."""
        self._there = asyncio.Event()

    def put(self, tenant: TenantId, head: int) -> None:
        """Once for each head, while the consumer may be at it; again after `POLL`, as it may have rested."""
        known, at = self._told.get(tenant, (0, 0.0))
        if head == known and _time() - at < POLL:
            return
        self._told[tenant] = (head, _time())
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


async def _watch(
    database: Database, wakeups: Wakeups, consumers: Sequence[Consumer], inboxes: dict[str, _Inbox], batch: int
) -> None:
    wants = {consumer.name: types_of(consumer) for consumer in consumers}
    swept, failures = _time() - SWEEP, 0
    with wakeups.listening() as bell:
        while True:
            everything = _time() - swept >= SWEEP
            try:
                async with database.read_all() as reader:
                    found: list[NewsRow] = await news(reader, wants, unread=batch, everything=everything)
                failures = 0
            except Exception as error:
                log.warning("the log cannot be read, trying again", error=repr(error))
                await asyncio.sleep(pause_after(failures))
                failures += 1
                continue
            swept = _time() if everything else swept
            for one in found:
                inboxes[one.consumer].put(TenantId(one.tenant_id), one.head)
            await bell.wait(POLL)


def _time() -> float:
    return asyncio.get_running_loop().time()
