"""SQL of whole organisations."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.tenancy.domain import Organisation
from contact_center.platform.unit_of_work import Reader, UnitOfWork

ITSELF = "core.tenant"
"""The table with a row for each organisation."""


async def organisations(reader: Reader) -> list[Organisation]:
    """Of every tenant, so for the system's role alone."""
    return await reader.many(
        Organisation,
        "select t.tenant_id, t.slug, t.name, t.created_at, t.suspended_at, t.suspended_why, "
        "(select count(*)::int from core.user_account u where u.tenant_id = t.tenant_id and u.active) as people, "
        "(select max(coalesce(s.seen_at, s.created_at)) from core.session s where s.tenant_id = t.tenant_id) "
        "as last_seen_at from core.tenant t order by t.created_at, t.slug",
    )


async def suspend(work: UnitOfWork, why: str) -> bool:
    """False if it is suspended already."""
    changed = await work.execute(
        "update core.tenant set suspended_at = %s, suspended_why = %s where tenant_id = %s and suspended_at is null",
        [work.now, why, work.tenant_id],
    )
    return changed > 0


async def resume(work: UnitOfWork) -> bool:
    """False if it is in service."""
    changed = await work.execute(
        "update core.tenant set suspended_at = null, suspended_why = '' where tenant_id = %s "
        "and suspended_at is not null",
        [work.tenant_id],
    )
    return changed > 0


async def end_sessions(work: UnitOfWork) -> list[UUID]:
    """Whose there were."""
    return await work.values(
        "with ended as (update core.session set revoked_at = %s where tenant_id = %s and revoked_at is null "
        "and expires_at > %s returning user_id) select distinct user_id from ended",
        [work.now, work.tenant_id, work.now],
    )
