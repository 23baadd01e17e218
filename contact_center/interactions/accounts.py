"""Channel accounts: the mailboxes, numbers and widgets of a tenant."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.vault import Vault


class NoSuchChannelAccount(NotFound):
    """There is no such channel account, or it is switched off."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    tenant_id: UUID
    id: UUID
    channel: str
    name: str
    address: str
    settings: dict[str, Any]
    secrets: bytes | None
    queue_id: UUID | None
    active: bool


COLUMNS = "tenant_id, id, channel, name, address, settings, secrets, queue_id, active"


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
            row = await reader.one(
                AccountRow, f"select {COLUMNS} from core.channel_account where id = %s and active", [id]
            )
        return self._opened(row) if row else None

    async def of_channel(self, channel: str) -> list[ChannelAccount]:
        async with self._database.read_all() as reader:
            rows = await reader.many(
                AccountRow,
                f"select {COLUMNS} from core.channel_account where channel = %s and active order by tenant_id, id",
                [channel],
            )
        return [self._opened(row) for row in rows]

    async def all_of(self, work: Reader, tenant: UUID) -> list[AccountRow]:
        """Those of one tenant, switched off ones too, their secrets sealed."""
        return await work.many(
            AccountRow,
            f"select {COLUMNS} from core.channel_account where tenant_id = %s order by channel, name",
            [tenant],
        )

    async def load(self, work: Reader, tenant: UUID, id: UUID) -> ChannelAccount:
        row = await work.one(
            AccountRow,
            f"select {COLUMNS} from core.channel_account where tenant_id = %s and id = %s",
            [tenant, id],
        )
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
        await work.execute(
            "insert into core.channel_account (tenant_id, id, channel, name, address, settings, secrets, queue_id, "
            "created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                work.tenant_id, made, channel, name, address, Jsonb(settings),
                self._vault.seal(json.dumps(secrets).encode()) if secrets else None, queue_id, work.now,
            ],
        )  # fmt: skip
        return made

    async def change(self, work: UnitOfWork, id: UUID, *, settings: dict[str, Any], active: bool) -> None:
        changed = await work.execute(
            "update core.channel_account set settings = %s, active = %s where tenant_id = %s and id = %s",
            [Jsonb(settings), active, work.tenant_id, id],
        )
        if not changed:
            raise NoSuchChannelAccount(id)
