"""Live push: every browser gets events with positions and resumes from its cursor after any gap (D11).

One log reader per process serves all its sockets. A socket that asks for more than the log still
gives, or that cannot keep up, is told to refresh.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog import Tail, head, read_events
from contact_center.platform.metrics import SOCKETS
from contact_center.platform.trouble import passes
from contact_center.platform.unit_of_work import Database
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

LONGEST_REPLAY = 5000
"""Events a returning page is given one by one; with more behind it a full refresh is cheaper."""
QUEUED = 2000


class TooFarBehind(Exception):
    """The page has to be loaded anew."""


@dataclass(eq=False, slots=True)
class Subscription:
    """One socket's view of its tenant's log, from its cursor on, gapless."""

    tenant_id: TenantId
    position: int
    at_once: Callable[[Sequence[Recorded]], None] | None = None
    """Hears of events as they come, before they are asked for; it must not wait."""
    _queue: asyncio.Queue[Sequence[Recorded]] = field(default_factory=lambda: asyncio.Queue(QUEUED))
    _overflowed: bool = False

    def push(self, events: Sequence[Recorded]) -> None:
        if self.at_once is not None:
            self.at_once(events)
        try:
            self._queue.put_nowait(events)
        except asyncio.QueueFull:
            self._overflowed = True

    async def next(self, at_most: float) -> list[Recorded]:
        """New events in order, all that are there; empty after `at_most` seconds of silence."""
        if self._overflowed:
            raise TooFarBehind
        try:
            async with asyncio.timeout(at_most):
                first = await self._queue.get()
        except TimeoutError:
            return []
        batch = list(first)
        while not self._queue.empty():
            batch.extend(self._queue.get_nowait())
        fresh = [event for event in batch if event.position > self.position]
        if fresh:
            self.position = fresh[-1].position
        return fresh


class Hub:
    """Fans the log out to the sockets of this process."""

    def __init__(self, database: Database, wakeups: Wakeups) -> None:
        self._database = database
        self._tail = Tail(database, wakeups, self._has_socket)
        self._subscriptions: set[Subscription] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._tail.start()
        self._task = asyncio.create_task(self._run(), name="live hub")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                async for batch in self._tail.batches():
                    for subscription in self._subscriptions:
                        if subscription.tenant_id == batch[0].tenant_id:
                            subscription.push(batch)
            except Exception as error:
                log.warning("live tail failed, trying again", error=repr(error), exc_info=not passes(error))
                await asyncio.sleep(0.5)

    def _has_socket(self, tenant: TenantId) -> bool:
        return any(subscription.tenant_id == tenant for subscription in self._subscriptions)

    async def subscribe(self, tenant: TenantId, cursor: int) -> tuple[Subscription, list[Recorded]]:
        """The socket's subscription, and what it missed. Raises `TooFarBehind`.

        Subscribed before reading, and filtered by position: nothing is lost between, nothing doubled.
        """
        subscription = Subscription(tenant, cursor)
        self._subscriptions.add(subscription)
        SOCKETS.inc()
        try:
            async with self._database.read(tenant) as reader:
                last = await head(reader, tenant)
                if cursor > last or last - cursor > LONGEST_REPLAY:
                    raise TooFarBehind
                missed = await read_events(reader, tenant, cursor, LONGEST_REPLAY)
        except BaseException:
            self.unsubscribe(subscription)
            raise
        if missed:
            subscription.position = missed[-1].position
        return subscription, missed

    def unsubscribe(self, subscription: Subscription) -> None:
        if subscription in self._subscriptions:
            self._subscriptions.discard(subscription)
            SOCKETS.dec()

    async def follow(self, tenant: TenantId, cursor: int) -> AsyncIterator[list[Recorded]]:
        """Batches from the cursor on; an empty list marks a second of silence."""
        subscription, missed = await self.subscribe(tenant, cursor)
        try:
            if missed:
                yield missed
            while True:
                yield await subscription.next(1.0)
        finally:
            self.unsubscribe(subscription)
