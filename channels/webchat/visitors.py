"""Visitors of the web chat, from the lines of this process (`interactions.presence.visitors`).

Whoever loses a line here is looked after here; one who was lost with another process is found by `watch`.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import structlog

from contact_center.interactions.presence import visitors
from contact_center.interactions.presence.visitors import FORGOTTEN_AFTER, GONE_AFTER
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import ChannelAccountId, TenantId, new_id
from contact_center.platform.trouble import passes
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

LOOKS_EVERY = timedelta(seconds=5)

T = TypeVar("T")
Key = tuple[TenantId, ChannelAccountId, str]


class Visitors:
    """`process` is the one whose heartbeat keeps the lines alive; without one nobody's does."""

    def __init__(self, database: Database, gone_after: timedelta = GONE_AFTER, process: UUID | None = None) -> None:
        self._database = database
        self._gone_after = gone_after
        self.process = process or new_id()
        self._turns: defaultdict[Key, int] = defaultdict(int)
        self._locks: defaultdict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._leaving: dict[Key, asyncio.Task[None]] = {}

    async def came(self, account: ChannelAccount, visitor: str) -> None:
        key = (account.tenant_id, account.id, visitor)
        self._turns[key] += 1
        task = self._leaving.pop(key, None)
        if task is not None:
            task.cancel()
        async with self._locks[key]:
            await self._run(key, lambda work: visitors.came(work, account.id, visitor, self.process))

    async def went(self, account: ChannelAccount, visitor: str, at: datetime | None = None) -> None:
        """The visitor's last line here has ended, now or, if it fell silent without a word, at `at`."""
        key = (account.tenant_id, account.id, visitor)
        turn, left = self._turns[key], at or self._database.clock.now()
        async with self._locks[key]:
            if self._turns[key] != turn:
                return  # back already
            await self._run(key, lambda work: visitors.went(work, account.id, visitor, self.process, left))
            if key not in self._leaving:
                self._leaving[key] = asyncio.create_task(self._gone(key, left))

    async def _gone(self, key: Key, left: datetime) -> None:
        await asyncio.sleep(self._gone_after.total_seconds())
        for known in (self._leaving, self._turns, self._locks):
            known.pop(key, None)
        try:
            await self._settle(key, left)
        except Exception as error:  # found again by `watch`
            log.warning("what follows from a visitor's leaving has to wait", reason=repr(error))

    async def _settle(self, key: Key, left: datetime | None = None) -> None:
        """`left`: only if they have not been here, or with another process, after that."""
        _, account, visitor = key
        if await self._run(key, lambda work: visitors.settle(work, account, visitor, since=left)):
            log.info("visitor left", account=str(account))

    async def _run(self, key: Key, function: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self._database.run(key[0], function, actor="customer")

    async def watch(self) -> None:
        """Finds whoever was lost with a process, but nobody before pages have had the time to come back to this one:
        that all web processes were away is no visitor's leaving."""
        await asyncio.sleep(self._gone_after.total_seconds())
        while True:
            try:
                await self.look()
            except Exception as error:
                if not passes(error):
                    raise
                log.warning("visitors could not be looked for, trying again", reason=repr(error))
            await asyncio.sleep(LOOKS_EVERY.total_seconds())

    async def look(self) -> int:
        """How many visitors had left."""
        now = self._database.clock.now()
        async with self._database.read_all() as reader:
            gone = await visitors.gone(reader, now - self._gone_after)
        for one in gone:
            await self._settle((TenantId(one.tenant_id), ChannelAccountId(one.channel_account_id), one.visitor))
        for tenant in {TenantId(one.tenant_id) for one in gone}:
            await self._database.run(
                tenant, lambda work: visitors.forget(work, now - FORGOTTEN_AFTER), actor="customer"
            )
        return len(gone)
