"""SQL of channel accounts."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.domain import AccountRow
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_COLUMNS = ", ".join(field.name for field in fields(AccountRow))


async def active(reader: Reader, id: UUID) -> AccountRow | None:
    """By id over all tenants; None if unknown or switched off."""
    return await reader.one(AccountRow, f"select {_COLUMNS} from core.channel_account where id = %s and active", [id])


async def active_of_channel(reader: Reader, channel: str) -> list[AccountRow]:
    return await reader.many(
        AccountRow,
        f"select {_COLUMNS} from core.channel_account where channel = %s and active order by tenant_id, id",
        [channel],
    )


async def all_of(reader: Reader, tenant: UUID) -> list[AccountRow]:
    return await reader.many(
        AccountRow,
        f"select {_COLUMNS} from core.channel_account where tenant_id = %s order by channel, name",
        [tenant],
    )


async def get(reader: Reader, tenant: UUID, id: UUID) -> AccountRow | None:
    return await reader.one(
        AccountRow, f"select {_COLUMNS} from core.channel_account where tenant_id = %s and id = %s", [tenant, id]
    )


async def insert(work: UnitOfWork, row: AccountRow) -> None:
    await work.execute(
        "insert into core.channel_account (tenant_id, id, channel, name, address, settings, secrets, queue_id, "
        "active, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            row.tenant_id, row.id, row.channel, row.name, row.address, Jsonb(row.settings), row.secrets, row.queue_id,
            row.active, work.now,
        ],
    )  # fmt: skip


async def edit(
    work: UnitOfWork, id: UUID, *, name: str, settings: dict[str, Any], secrets: bytes | None, queue_id: UUID | None
) -> bool:
    """False if there is no such account."""
    changed = await work.execute(
        "update core.channel_account set name = %s, settings = %s, secrets = %s, queue_id = %s "
        "where tenant_id = %s and id = %s",
        [name, Jsonb(settings), secrets, queue_id, work.tenant_id, id],
    )
    return changed > 0


async def change(work: UnitOfWork, id: UUID, settings: dict[str, Any], *, active: bool) -> bool:
    """False if there is no such account."""
    changed = await work.execute(
        "update core.channel_account set settings = %s, active = %s where tenant_id = %s and id = %s",
        [Jsonb(settings), active, work.tenant_id, id],
    )
    return changed > 0
