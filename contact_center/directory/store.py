"""SQL of organisations, people, sessions, links and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from contact_center.directory.domain import OpenedLink, Session, SignInCandidate, Tenant, User
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_USER = ", ".join(field.name for field in fields(User))
_OF_USER = ", ".join(f"u.{field.name}" for field in fields(User))
_LIVING = (
    "revoked_at is null and expires_at > %(now)s and (idle is null or coalesce(seen_at, created_at) + idle > %(now)s)"
)
"""Of a session that is good: not ended, not too old, and not idle for longer than it may."""
_SIGNED_IN = f"""
select s.token_hash, s.seen_at, t.name as tenant_name, t.slug, t.time_zone, {_OF_USER}
from (select * from core.session where tenant_id = %(tenant)s and id = %(id)s and {_LIVING}) s
join core.user_account u on u.tenant_id = s.tenant_id and u.id = s.user_id
join core.tenant t on t.tenant_id = s.tenant_id where u.active and t.suspended_at is null
"""


async def insert_tenant(work: UnitOfWork, tenant: Tenant) -> None:
    await work.execute(
        "insert into core.tenant (tenant_id, slug, name, locale, time_zone, created_at) "
        "values (%s, %s, %s, %s, %s, %s)",
        [tenant.tenant_id, tenant.slug, tenant.name, tenant.locale, tenant.time_zone, work.now],
    )


async def tenants(reader: Reader) -> list[Tenant]:
    return await reader.many(
        Tenant, "select tenant_id, slug, name, locale, time_zone from core.tenant order by created_at, slug"
    )


async def tenant(reader: Reader, id: UUID) -> Tenant | None:
    return await reader.one(
        Tenant, "select tenant_id, slug, name, locale, time_zone from core.tenant where tenant_id = %s", [id]
    )


async def tenant_called(reader: Reader, slug: str) -> Tenant | None:
    return await reader.one(
        Tenant, "select tenant_id, slug, name, locale, time_zone from core.tenant where slug = %s", [slug]
    )


async def is_suspended(reader: Reader, tenant: UUID) -> bool:
    return bool(
        await reader.value("select 1 from core.tenant where tenant_id = %s and suspended_at is not null", [tenant])
    )


async def language(reader: Reader, tenant: UUID) -> str:
    return str(await reader.value("select locale from core.tenant where tenant_id = %s", [tenant]))


async def time_zone(reader: Reader, tenant: UUID) -> str:
    return str(await reader.value("select time_zone from core.tenant where tenant_id = %s", [tenant]))


async def settings(reader: Reader, tenant: UUID) -> dict[str, Any]:
    return dict(await reader.value("select settings from core.tenant where tenant_id = %s", [tenant]) or {})


async def change_setting(work: UnitOfWork, name: str, value: Any) -> None:
    await work.execute(
        "update core.tenant set settings = settings || %s where tenant_id = %s",
        [Jsonb({name: value}), work.tenant_id],
    )


async def tenant_name(reader: Reader, tenant: UUID) -> str:
    return str(await reader.value("select name from core.tenant where tenant_id = %s", [tenant]))


async def card(reader: Reader, tenant: UUID, user: UUID) -> dict[str, Any] | None:
    rows = await reader.dicts(
        "select name, title, team, phone, email from core.user_account where tenant_id = %s and id = %s",
        [tenant, user],
    )
    return rows[0] if rows else None


async def set_card(work: UnitOfWork, user: UUID, *, title: str, team: str, phone: str) -> None:
    await work.execute(
        "update core.user_account set title = %s, team = %s, phone = %s where tenant_id = %s and id = %s",
        [title, team, phone, work.tenant_id, user],
    )


async def insert_user(work: UnitOfWork, user: User, password_hash: str) -> bool:
    """False if the login is taken."""
    try:
        await work.execute(
            "insert into core.user_account (tenant_id, id, login, name, email, password_hash, role, locale, demo, "
            "created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                user.tenant_id, user.id, user.login, user.name, user.email, password_hash, user.role, user.locale,
                user.demo, work.now,
            ],
        )  # fmt: skip
    except UniqueViolation:
        return False
    return True


async def has_email(work: UnitOfWork, email: str) -> bool:
    return bool(
        await work.value(
            "select 1 from core.user_account where tenant_id = %s and lower(email) = %s", [work.tenant_id, email]
        )
    )


async def users(reader: Reader, tenant: UUID) -> list[User]:
    return await reader.many(
        User, f"select {_USER} from core.user_account where tenant_id = %s order by name", [tenant]
    )


async def user(reader: Reader, tenant: UUID, id: UUID) -> User | None:
    return await reader.one(
        User, f"select {_USER} from core.user_account where tenant_id = %s and id = %s", [tenant, id]
    )


async def with_hash(reader: Reader, tenant: UUID, password_hash: str) -> list[UUID]:
    return await reader.values(
        "select id from core.user_account where tenant_id = %s and password_hash = %s", [tenant, password_hash]
    )


async def names(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await reader.dicts(
        "select id, name from core.user_account where tenant_id = %s and id = any(%s)", [tenant, list(ids)]
    )
    return {row["id"]: row["name"] for row in rows}


async def set_active(work: UnitOfWork, id: UUID, active: bool) -> bool:
    """False if there is no such user."""
    changed = await work.execute(
        "update core.user_account set active = %s where tenant_id = %s and id = %s", [active, work.tenant_id, id]
    )
    return changed > 0


async def set_locale(work: UnitOfWork, id: UUID, locale: str) -> None:
    await work.execute(
        "update core.user_account set locale = %s where tenant_id = %s and id = %s", [locale, work.tenant_id, id]
    )


async def opens_next(reader: Reader, tenant: UUID, id: UUID) -> bool:
    found = await reader.value(
        "select opens_next from core.user_account where tenant_id = %s and id = %s", [tenant, id]
    )
    return bool(found)


async def set_opens_next(work: UnitOfWork, id: UUID, wanted: bool) -> None:
    await work.execute(
        "update core.user_account set opens_next = %s where tenant_id = %s and id = %s", [wanted, work.tenant_id, id]
    )


async def password_hash(reader: Reader, tenant: UUID, id: UUID) -> str | None:
    found: str | None = await reader.value(
        "select password_hash from core.user_account where tenant_id = %s and id = %s", [tenant, id]
    )
    return found


async def set_password(work: UnitOfWork, id: UUID, password_hash: str) -> None:
    await work.execute(
        "update core.user_account set password_hash = %s where tenant_id = %s and id = %s",
        [password_hash, work.tenant_id, id],
    )


async def change_password(work: UnitOfWork, id: UUID, known: str, password_hash: str) -> bool:
    """False if it is another than the known one by now."""
    changed = await work.execute(
        "update core.user_account set password_hash = %s where tenant_id = %s and id = %s and password_hash = %s",
        [password_hash, work.tenant_id, id, known],
    )
    return changed > 0


async def at_the_door(reader: Reader, text: str, name: str, slug: str) -> list[SignInCandidate]:
    return await reader.many(
        SignInCandidate,
        "select u.tenant_id, u.id, u.password_hash, u.demo, u.active from core.user_account u "
        "join core.tenant t using (tenant_id) where u.login = %(text)s or lower(u.email) = %(text)s "
        "or (u.login = %(name)s and t.slug = %(slug)s)",
        {"text": text, "name": name, "slug": slug},
    )


async def insert_session(
    work: UnitOfWork,
    id: UUID,
    user: UUID,
    token_hash: bytes,
    expires_at: datetime,
    *,
    user_agent: str,
    idle: timedelta | None,
    address: str | None,
) -> None:
    await work.execute(
        "insert into core.session (tenant_id, id, user_id, token_hash, created_at, expires_at, user_agent, idle, "
        "seen_at, address) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, user, token_hash, work.now, expires_at, user_agent, idle, work.now, address],
    )


async def signed_in(reader: Reader, tenant: UUID, session: UUID) -> dict[str, Any] | None:
    """The user of a living session, with what else is known of it."""
    rows = await reader.dicts(_SIGNED_IN, {"tenant": tenant, "id": session, "now": reader.now})
    return rows[0] if rows else None


async def sessions_of(reader: Reader, tenant: UUID, user: UUID) -> list[Session]:
    """Index session_of_user."""
    return await reader.many(
        Session,
        "select id, created_at, coalesce(seen_at, created_at) as seen_at, user_agent, address from core.session "
        f"where tenant_id = %(tenant)s and user_id = %(user)s and {_LIVING} order by 3 desc, id",
        {"tenant": tenant, "user": user, "now": reader.now},
    )


async def last_signed_in(reader: Reader, tenant: UUID) -> dict[UUID, datetime]:
    rows = await reader.dicts(
        "select user_id, max(created_at) as at from core.session where tenant_id = %s group by user_id", [tenant]
    )
    return {row["user_id"]: row["at"] for row in rows}


async def sign_out(work: UnitOfWork, session: UUID) -> None:
    await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, session],
    )


async def end_session(work: UnitOfWork, user: UUID, session: UUID) -> bool:
    """False if it is over already, or another's."""
    ended = await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and user_id = %s and id = %s "
        "and revoked_at is null",
        [work.now, work.tenant_id, user, session],
    )
    return ended > 0


async def end_sessions(work: UnitOfWork, user: UUID, *, but: UUID | None) -> int:
    return await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and user_id = %s and revoked_at is null "
        "and id is distinct from %s",
        [work.now, work.tenant_id, user, but],
    )


async def set_seen(work: UnitOfWork, session: UUID) -> None:
    await work.execute(
        "update core.session set seen_at = %s where tenant_id = %s and id = %s", [work.now, work.tenant_id, session]
    )


async def insert_key(
    work: UnitOfWork, id: UUID, user: UUID, purpose: str, secret_hash: bytes, expires_at: datetime
) -> None:
    await work.execute(
        "insert into core.account_key (tenant_id, id, user_id, purpose, secret_hash, created_at, expires_at) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, user, purpose, secret_hash, work.now, expires_at],
    )


async def opened_by(reader: Reader, tenant: UUID, key: UUID, secret_hash: bytes) -> OpenedLink | None:
    return await reader.one(
        OpenedLink,
        "select k.tenant_id, k.id, k.user_id, k.purpose, u.login, u.name, u.email, u.locale, "
        "t.name as tenant_name from core.account_key k "
        "join core.user_account u on u.tenant_id = k.tenant_id and u.id = k.user_id "
        "join core.tenant t on t.tenant_id = k.tenant_id where k.tenant_id = %s and k.id = %s "
        "and k.secret_hash = %s and k.used_at is null and k.expires_at > %s and u.active and t.suspended_at is null",
        [tenant, key, secret_hash, reader.now],
    )


async def spend_key(work: UnitOfWork, key: UUID) -> bool:
    """False if it is spent already."""
    spent = await work.execute(
        "update core.account_key set used_at = %s where tenant_id = %s and id = %s and used_at is null",
        [work.now, work.tenant_id, key],
    )
    return spent > 0


async def spend_keys(work: UnitOfWork, user: UUID) -> None:
    await work.execute(
        "update core.account_key set used_at = %s where tenant_id = %s and user_id = %s and used_at is null",
        [work.now, work.tenant_id, user],
    )


async def insert_audit(work: UnitOfWork, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    await work.execute(
        "insert into core.audit (tenant_id, id, at, actor, action, subject, detail) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, new_id(), work.now, work.actor, action, subject, Jsonb(dict(detail))],
    )


async def was_audited(work: UnitOfWork, action: str, subject: str, since: datetime) -> bool:
    """Whether this actor did so with the same subject after `since` (index audit_subject)."""
    before = await work.value(
        "select 1 from core.audit where tenant_id = %s and subject = %s and at > %s and actor = %s and action = %s "
        "limit 1",
        [work.tenant_id, subject, since, work.actor, action],
    )
    return before is not None
