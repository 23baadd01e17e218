"""SQL of keys of the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory.api_keys.domain import ApiKey
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_COLUMNS = "id, name, user_id, scopes, per_minute, created_by, created_at, expires_at, revoked_at, used_at, used_from"


async def keys(reader: Reader, tenant: UUID) -> list[ApiKey]:
    """The newest first; revoked ones for a while, too."""
    return await reader.many(
        ApiKey,
        f"select {_COLUMNS} from core.api_key where tenant_id = %s order by revoked_at is not null, "
        "created_at desc, id limit 400",
        [tenant],
    )


async def in_use(reader: Reader, tenant: UUID) -> int:
    found: int = await reader.value(
        "select count(*)::int from core.api_key where tenant_id = %s and revoked_at is null and expires_at > %s",
        [tenant, reader.now],
    )
    return found


async def add(work: UnitOfWork, one: ApiKey, digest: bytes) -> None:
    await work.execute(
        "insert into core.api_key (tenant_id, id, name, user_id, scopes, per_minute, created_by, created_at, "
        "expires_at, secret_hash) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.name, one.user_id, one.scopes, one.per_minute, one.created_by, one.created_at,
            one.expires_at, digest,
        ],
    )  # fmt: skip


async def revoke(work: UnitOfWork, id: UUID) -> int:
    return await work.execute(
        "update core.api_key set revoked_at = %s where tenant_id = %s and id = %s and revoked_at is null",
        [work.now, work.tenant_id, id],
    )


async def exists(reader: Reader, tenant: UUID, id: UUID) -> bool:
    found: bool = await reader.value(
        "select exists (select from core.api_key where tenant_id = %s and id = %s)", [tenant, id]
    )
    return found


_LIVING = """
select k.id as key_id, k.secret_hash, k.scopes, k.per_minute, k.used_at, u.tenant_id, u.id, u.login, u.name, u.email,
  u.role, u.locale, u.active, u.demo, t.name as tenant_name, t.slug, t.time_zone
from core.api_key k
join core.user_account u on u.tenant_id = k.tenant_id and u.id = k.user_id
join core.tenant t on t.tenant_id = k.tenant_id
where k.tenant_id = %(tenant)s and k.id = %(id)s and k.revoked_at is null and k.expires_at > %(now)s and u.active
  and t.suspended_at is null
"""


async def living(reader: Reader, tenant: UUID, id: UUID) -> dict[str, Any] | None:
    """A key that may be used, and whom it acts for."""
    rows = await reader.dicts(_LIVING, {"tenant": tenant, "id": id, "now": reader.now})
    return rows[0] if rows else None


async def used(work: UnitOfWork, id: UUID, address: str | None, before: datetime) -> None:
    await work.execute(
        "update core.api_key set used_at = %s, used_from = %s where tenant_id = %s and id = %s "
        "and (used_at is null or used_at < %s)",
        [work.now, address, work.tenant_id, id, before],
    )
