"""Sends what waits for endpoints: of each subject one after another, again after a pause until it is taken.

One worker at a time sends (`LeaseKey.WEBHOOKS`). What was sent is noted after the answer: one that dies in between
leaves it waiting, and the next sends it once more, under the same id.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Final
from uuid import UUID

import structlog

from contact_center.directory import service as directory
from contact_center.directory.webhooks import store
from contact_center.directory.webhooks.domain import WebhookAnswer, WebhookDeliveryState, headers_of, verdict
from contact_center.directory.webhooks.ports import WebhookLine
from contact_center.directory.webhooks.store import DueDelivery
from contact_center.kernel.ids import TenantId
from contact_center.platform.lease import LeaseKey, lead
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.vault import Vault

log = structlog.get_logger()

EVERY: Final = 0.5
"""Seconds between two looks at what is due, where nothing says that there is more."""
AT_ONCE: Final = 8
"""Messages on the way to one endpoint; a slow one keeps no other waiting."""
AFTER_TROUBLE: Final = 5.0


class WebhookSender:
    def __init__(self, database: Database, vault: Vault, line: WebhookLine) -> None:
        self._database = database
        self._vault = vault
        self._line = line
        self._on_the_way: set[tuple[UUID, UUID, UUID]] = set()
        self._more = asyncio.Event()
        self._chance = random.SystemRandom()

    async def run(self) -> None:
        """For ever, while this process has the lease."""
        while True:
            try:
                async with lead(self._database, LeaseKey.WEBHOOKS) as still, asyncio.TaskGroup() as group:
                    while await still():
                        await self.start_due(group)
                        await self._rest()
            except* Exception:
                log.exception("webhooks could not be sent, trying again")
            await asyncio.sleep(AFTER_TROUBLE)

    async def start_due(self, group: asyncio.TaskGroup) -> int:
        """Sends what is due, in tasks of the group; returns how many were begun."""
        async with self._database.read_all() as reader:
            found = await store.due(reader, reader.now, AT_ONCE)
        busy = Counter((tenant, webhook) for tenant, webhook, _ in self._on_the_way)
        begun = 0
        for one in found:
            way, at = (one.tenant_id, one.webhook_id), (one.tenant_id, one.webhook_id, one.subject)
            if at in self._on_the_way or busy[way] >= AT_ONCE:
                continue
            busy[way] += 1
            begun += 1
            self._on_the_way.add(at)
            group.create_task(self._deliver(one))
        return begun

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(EVERY):
                await self._more.wait()
        except TimeoutError:
            return
        finally:
            self._more.clear()

    async def _deliver(self, one: DueDelivery) -> None:
        try:
            await self._send(one)
        except Exception:
            # What was sent is not noted: it is sent again, as it may have to be after a death of this process.
            log.exception("a webhook could not be sent, trying again", webhook=str(one.webhook_id))
            await asyncio.sleep(AFTER_TROUBLE)
        finally:
            self._on_the_way.discard((one.tenant_id, one.webhook_id, one.subject))
            self._more.set()

    async def _send(self, one: DueDelivery) -> None:
        began = self._database.clock.now()
        sealed = [one.secret]
        if one.former_secret is not None and one.former_until is not None and began < one.former_until:
            sealed.append(one.former_secret)
        secrets = [self._vault.open(bytes(each)) for each in sealed]
        answer = await self._line.post(one.url, one.body, headers_of(one.id, began, one.body, secrets))
        took = round((self._database.clock.now() - began).total_seconds() * 1000)

        async def settle(work: UnitOfWork) -> None:
            there = await store.lock(work, one.webhook_id, one.id)
            if there is None:
                return
            await store.note(work, one.webhook_id, one.id, answer, began, took)
            if there.state is WebhookDeliveryState.WAITING:
                await self._settle(work, one, there, answer)

        await self._database.run(TenantId(one.tenant_id), settle, actor="webhooks", role="system")

    async def _settle(
        self, work: UnitOfWork, one: DueDelivery, there: store.LockedDelivery, answer: WebhookAnswer
    ) -> None:
        if answer.trouble is None:
            await store.taken(work, one.webhook_id, one.id)
            return
        follows = verdict(there.tries + 1, there.failing_since, work.now, answer, self._chance.random())
        await store.not_taken(work, one.webhook_id, one.id, there.subject, follows.next_at)
        if follows.gives_up:
            await store.give_up(work, one.webhook_id, one.id, there.subject)
        if follows.switches_off and await store.switch_off(work, one.webhook_id):
            await directory.audit(
                work, "webhook failed", f"webhook:{one.webhook_id}", name=there.name, trouble=answer.trouble.value
            )
