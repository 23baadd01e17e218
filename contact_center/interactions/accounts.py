"""Channel accounts: the mailboxes, numbers and widgets of a tenant."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions import account_store
from contact_center.interactions.domain import AccountRow
from contact_center.kernel.contracts.accounts import ChannelAccountChanged
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.vault import Vault


class NoSuchChannelAccount(NotFound):
    """There is no such channel account, or it is switched off."""


FORGET_AFTER = timedelta(seconds=5)
"""How long a process goes on with what it read of an account: a change by an administrator is seen then."""


class ChannelAccounts:
    """Channel accounts with their secrets opened."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._read: dict[UUID, tuple[datetime, ChannelAccount | None]] = {}

    async def get(self, id: ChannelAccountId) -> ChannelAccount | None:
        """By id over all tenants, as webhooks name it; None if unknown or switched off."""
        now = self._database.clock.now()
        read = self._read.get(id)
        if read is None or now - read[0] > FORGET_AFTER:
            read = self._read[id] = (now, await self._fetch(id))
        return read[1]

    async def _fetch(self, id: ChannelAccountId) -> ChannelAccount | None:
        async with self._database.read_all() as reader:
            row = await account_store.active(reader, id)
        return self._opened(row) if row else None

    async def of_channel(self, channel: str) -> list[ChannelAccount]:
        async with self._database.read_all() as reader:
            rows = await account_store.active_of_channel(reader, channel)
        return [self._opened(row) for row in rows]

    async def all_of(self, work: Reader, tenant: UUID) -> list[AccountRow]:
        """Those of one tenant, switched off ones too, their secrets sealed."""
        return await account_store.all_of(work, tenant)

    async def load(self, work: Reader, tenant: UUID, id: UUID) -> ChannelAccount:
        row = await account_store.get(work, tenant, id)
        if row is None:
            raise NoSuchChannelAccount(id)
        return self._opened(row)

    def _opened(self, row: AccountRow) -> ChannelAccount:
        secrets = json.loads(self._vault.open(row.secrets)) if row.secrets else {}
        return ChannelAccount(
            id=ChannelAccountId(row.id),
            tenant_id=TenantId(row.tenant_id),
            channel=row.channel,
            name=row.name,
            address=row.address,
            settings=row.settings,
            secrets=secrets,
            queue_id=QueueId(row.queue_id) if row.queue_id else None,
        )

    async def create(
        self,
        work: UnitOfWork,
        *,
        channel: str,
        name: str,
        address: str,
        settings: dict[str, Any],
        secrets: dict[str, str],
        queue_id: QueueId | None,
        id: ChannelAccountId | None = None,
    ) -> ChannelAccountId:
        made = id or ChannelAccountId(new_id())
        sealed = self._vault.seal(json.dumps(secrets).encode()) if secrets else None
        row = AccountRow(work.tenant_id, made, channel, name, address, settings, sealed, queue_id, active=True)
        await account_store.insert(work, row)
        work.record(ChannelAccountChanged(account_id=made))
        return made

    async def edit(
        self,
        work: UnitOfWork,
        id: UUID,
        *,
        name: str,
        settings: dict[str, Any],
        secrets: dict[str, str],
        queue_id: QueueId | None,
    ) -> None:
        """All but the address, under which customers know it. Raises `NoSuchChannelAccount`."""
        sealed = self._vault.seal(json.dumps(secrets).encode()) if secrets else None
        if not await account_store.edit(
            work, id, name=name, settings=settings, secrets=sealed, queue_id=queue_id
        ):  # fmt: skip
            raise NoSuchChannelAccount(id)
        work.record(ChannelAccountChanged(account_id=ChannelAccountId(id)))

    async def change(self, work: UnitOfWork, id: UUID, *, settings: dict[str, Any], active: bool) -> None:
        if not await account_store.change(work, id, settings, active=active):
            raise NoSuchChannelAccount(id)
        work.record(ChannelAccountChanged(account_id=ChannelAccountId(id)))
