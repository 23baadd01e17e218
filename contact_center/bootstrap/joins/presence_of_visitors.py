"""Visitors who close their page: a chat nobody has answered yet is abandoned after a while.

A reload or a lost network is not leaving: only a visitor who stays away counts (D31). The time runs
in the web process that saw the last socket close; another socket anywhere ends it.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog

from contact_center.interactions import work as use_cases
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

GONE_AFTER = timedelta(seconds=60)


class Visitors:
    def __init__(self, database: Database, gone_after: timedelta = GONE_AFTER) -> None:
        self._database = database
        self._gone_after = gone_after
        self._here: dict[tuple[UUID, str], int] = {}
        self._leaving: dict[tuple[UUID, str], asyncio.Task[None]] = {}

    async def came(self, account: ChannelAccount, visitor: str) -> None:
        key = (account.id, visitor)
        self._here[key] = self._here.get(key, 0) + 1
        task = self._leaving.pop(key, None)
        if task is not None:
            task.cancel()

    async def went(self, account: ChannelAccount, visitor: str) -> None:
        key = (account.id, visitor)
        self._here.pop(key, None)
        if key not in self._leaving:
            self._leaving[key] = asyncio.create_task(self._gone(account, visitor))

    async def _gone(self, account: ChannelAccount, visitor: str) -> None:
        await asyncio.sleep(self._gone_after.total_seconds())
        self._leaving.pop((account.id, visitor), None)

        async def abandon(work: UnitOfWork) -> None:
            waiting = await work.values(
                "select i.id from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
                "and c.id = i.conversation_id where i.tenant_id = %s and c.channel_account_id = %s "
                "and c.contact_value = %s and i.state = 'queued' and i.channel = 'webchat' and i.answered_at is null",
                [work.tenant_id, account.id, visitor],
            )
            for interaction in waiting:
                await use_cases.abandon(work, interaction)

        await self._database.run(account.tenant_id, abandon, actor="customer")
        log.info("visitor left", account=str(account.id))
