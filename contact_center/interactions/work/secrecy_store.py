"""SQL of times in which what is written about an interaction may be card data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def begin(work: UnitOfWork, interaction: UUID) -> None:
    await work.execute(
        "insert into core.secrecy (tenant_id, interaction_id, began_at) values (%s, %s, %s) "
        "on conflict (tenant_id, interaction_id) do update set began_at = excluded.began_at, ended_at = null",
        [work.tenant_id, interaction, work.now],
    )


async def over(work: UnitOfWork, interaction: UUID) -> None:
    await work.execute(
        "update core.secrecy set ended_at = %s where tenant_id = %s and interaction_id = %s and ended_at is null",
        [work.now, work.tenant_id, interaction],
    )


async def ended(reader: Reader, tenant: UUID, interaction: UUID) -> tuple[datetime | None] | None:
    """When it ended, None in it while it goes on; None for an interaction that never had one."""
    rows = await reader.dicts(
        "select ended_at from core.secrecy where tenant_id = %s and interaction_id = %s", [tenant, interaction]
    )
    return (rows[0]["ended_at"],) if rows else None
