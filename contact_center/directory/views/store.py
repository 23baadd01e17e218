"""SQL of saved views and of chosen columns."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.directory.views.domain import SavedView
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def of(reader: Reader, tenant: UUID, subject: str, user: UUID, limit: int) -> list[SavedView]:
    """The team's and one's own."""
    return await reader.many(
        SavedView,
        "select id, name, query, owner_id, created_by from core.saved_view where tenant_id = %s and subject = %s "
        "and (owner_id is null or owner_id = %s) order by owner_id nulls first, name, id limit %s",
        [tenant, subject, user, limit],
    )


async def insert(work: UnitOfWork, subject: str, view: SavedView) -> None:
    await work.execute(
        "insert into core.saved_view (tenant_id, id, subject, name, query, owner_id, created_by, created_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, view.id, subject, view.name, view.query, view.owner_id, view.created_by, work.now],
    )


async def delete(work: UnitOfWork, id: UUID, user: UUID) -> int:
    """One's own, or one that one has made for all."""
    return await work.execute(
        "delete from core.saved_view where tenant_id = %s and id = %s and created_by = %s", [work.tenant_id, id, user]
    )


async def columns_of(reader: Reader, tenant: UUID, subject: str, user: UUID) -> list[str]:
    return await reader.values(
        "select unnest(columns) from core.list_columns where tenant_id = %s and user_id = %s and subject = %s",
        [tenant, user, subject],
    )


async def keep_columns(work: UnitOfWork, subject: str, user: UUID, columns: Sequence[str]) -> None:
    await work.execute(
        "insert into core.list_columns (tenant_id, user_id, subject, columns, changed_at) values (%s, %s, %s, %s, %s) "
        "on conflict (tenant_id, user_id, subject) do update set columns = excluded.columns, "
        "changed_at = excluded.changed_at",
        [work.tenant_id, user, subject, list(columns), work.now],
    )


async def forget_columns(work: UnitOfWork, subject: str, user: UUID) -> None:
    await work.execute(
        "delete from core.list_columns where tenant_id = %s and user_id = %s and subject = %s",
        [work.tenant_id, user, subject],
    )
