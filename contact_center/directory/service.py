"""Tenants, users, sign-in and sessions."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
from babel.core import get_global
from psycopg.types.json import Jsonb
from pwdlib import PasswordHash

from contact_center.directory import telephones
from contact_center.directory.errors import (
    AmbiguousSignIn,
    BlankName,
    LoginTaken,
    NoSuchUser,
    WeakPassword,
    WrongSignIn,
)
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.errors import NotSignedIn
from contact_center.kernel.ids import TenantId, UserId, new_id
from contact_center.kernel.names import seen
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

LONGEST_NAME = 100
SHORTEST_PASSWORD = 10
_NO_SUCH_USER_HASH = "$argon2id$v=19$m=65536,t=3,p=4$+4oYnCi7Xzpoi3OX5lSCnA$Sk0XArNu6PW0ARLaI3Mo7wXwr2E6SduIRVUOflAzGCE"


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    tenant_id: UUID
    id: UUID
    login: str
    name: str
    email: str | None
    role: str
    locale: str
    active: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who makes this request."""

    user: User
    session_id: UUID
    tenant_name: str
    tenant_slug: str
    time_zone: str

    @property
    def actor(self) -> str:
        return f"user:{self.user.id}"


@dataclass(frozen=True, slots=True)
class Tenant:
    tenant_id: UUID
    slug: str
    name: str
    locale: str
    time_zone: str


USER = "tenant_id, id, login, name, email, role, locale, active, demo"


async def create_tenant(
    database: Database,
    *,
    slug: str,
    name: str,
    locale: str = "en",
    time_zone: str = "UTC",
    id: TenantId | None = None,
) -> TenantId:
    """A new organisation with its empty event log."""
    tenant = id or TenantId(new_id())
    async with database.work(tenant, actor="system", role="system") as work:
        await work.execute(
            "insert into core.tenant (tenant_id, slug, name, locale, time_zone, created_at) "
            "values (%s, %s, %s, %s, %s, %s)",
            [tenant, slug, name, locale, time_zone, work.now],
        )
        await work.execute("insert into core.event_head (tenant_id) values (%s)", [tenant])
    return tenant


async def tenants(database: Database) -> list[Tenant]:
    async with database.read_all() as reader:
        return await reader.many(
            Tenant,
            "select tenant_id, slug, name, locale, time_zone from core.tenant order by created_at, slug",
        )


async def phone_region(reader: Reader, tenant: UUID) -> str:
    """The country (ISO 3166) in which this organisation's national telephone numbers are meant: that of its zone."""
    zone = await reader.value("select time_zone from core.tenant where tenant_id = %s", [tenant])
    found: str | None = get_global("zone_territories").get(str(zone))
    # ZZ and 001 stand for no country: UTC and its like.
    return found if found and found.isalpha() and found != "ZZ" else telephones.HOME


async def create_user(
    work: UnitOfWork,
    *,
    login: str,
    name: str,
    role: Role,
    password: str,
    locale: str = "en",
    email: str | None = None,
    demo: bool = False,
    id: UserId | None = None,
) -> UserId:
    """`demo` users keep the password `demo`, which sign-in accepts only in demo mode on loopback.

    Raises `BlankName`, `WeakPassword`, `LoginTaken`.
    """
    for field, text in (("name", name), ("login", login)):
        if not seen(text) or len(text) > LONGEST_NAME:
            raise BlankName(field=field)
    if not demo and len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(field="password")
    user = id or UserId(new_id())
    try:
        await work.execute(
            "insert into core.user_account (tenant_id, id, login, name, email, password_hash, role, locale, demo, "
            "created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                work.tenant_id, user, login.strip().lower(), name.strip(), email, await hash_password(password), role,
                locale, demo, work.now,
            ],
        )  # fmt: skip
    except psycopg.errors.UniqueViolation as taken:
        raise LoginTaken(login, field="login") from taken
    work.record(UserChanged(user_id=user))
    return user


async def users(reader: Reader, tenant: UUID) -> list[User]:
    return await reader.many(User, f"select {USER} from core.user_account where tenant_id = %s order by name", [tenant])


async def user(reader: Reader, tenant: UUID, id: UUID) -> User:
    found = await reader.one(
        User, f"select {USER} from core.user_account where tenant_id = %s and id = %s", [tenant, id]
    )
    if found is None:
        raise NoSuchUser(id)
    return found


async def names(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these users are called; unknown ids are left out."""
    rows = await reader.dicts(
        "select id, name from core.user_account where tenant_id = %s and id = any(%s)", [tenant, list(set(ids))]
    )
    return {row["id"]: row["name"] for row in rows}


async def last_seen(reader: Reader, tenant: UUID) -> dict[UUID, datetime]:
    """When each user last signed in or gave a sign of life from a console."""
    rows = await reader.dicts(
        "select user_id, max(at) as at from (select user_id, created_at as at from core.session where tenant_id = %s "
        "union all select agent_id, beat_at from core.agent_connection where tenant_id = %s) seen group by user_id",
        [tenant, tenant],
    )
    return {row["user_id"]: row["at"] for row in rows}


async def set_active(work: UnitOfWork, id: UUID, active: bool) -> None:
    """A deactivated user is signed out everywhere at once."""
    changed = await work.execute(
        "update core.user_account set active = %s where tenant_id = %s and id = %s",
        [active, work.tenant_id, id],
    )
    if not changed:
        raise NoSuchUser(id)
    if not active:
        await work.execute(
            "update core.session set revoked_at = %s where tenant_id = %s and user_id = %s and revoked_at is null",
            [work.now, work.tenant_id, id],
        )
    work.record(UserChanged(user_id=UserId(id)))


async def set_locale(work: UnitOfWork, id: UUID, locale: str) -> None:
    await work.execute(
        "update core.user_account set locale = %s where tenant_id = %s and id = %s",
        [locale, work.tenant_id, id],
    )


async def sign_in(
    database: Database,
    login: str,
    password: str,
    *,
    demo_allowed: bool,
    lifetime: timedelta,
    user_agent: str | None,
) -> str:
    """Checks name and password and begins a session; returns the cookie's value.

    Takes as long for a name that does not exist as for a wrong password.
    """
    name, _, slug = login.strip().lower().partition("@")
    async with database.read_all() as reader:
        rows = await reader.dicts(
            "select u.tenant_id, u.id, u.password_hash, u.demo from core.user_account u "
            "join core.tenant t using (tenant_id) where u.login = %s and u.active and (%s = '' or t.slug = %s)",
            [name, slug, slug],
        )
    if len(rows) > 1:
        raise AmbiguousSignIn
    fine = await verify_password(password, rows[0]["password_hash"] if rows else _NO_SUCH_USER_HASH)
    if not rows or not fine or (rows[0]["demo"] and not demo_allowed):
        raise WrongSignIn
    tenant = TenantId(rows[0]["tenant_id"])
    async with database.work(tenant, actor=f"user:{rows[0]['id']}") as work:
        session, token = new_id(), secrets.token_urlsafe(32)
        await work.execute(
            "insert into core.session (tenant_id, id, user_id, token_hash, created_at, expires_at, user_agent) "
            "values (%s, %s, %s, %s, %s, %s, %s)",
            [
                tenant,
                session,
                rows[0]["id"],
                _hash(token),
                work.now,
                work.now + lifetime,
                (user_agent or "")[:300],
            ],
        )
        await audit(work, "signed in", f"user:{rows[0]['id']}")
    return f"{tenant.hex}.{session.hex}.{token}"


async def session(database: Database, cookie: str | None) -> SignedIn:
    """Who this cookie stands for. Raises `NotSignedIn` for anything but a living session."""
    parts = (cookie or "").split(".")
    try:
        tenant, id = TenantId(UUID(hex=parts[0])), UUID(hex=parts[1])
        token = parts[2]
    except (ValueError, IndexError) as broken:
        raise NotSignedIn from broken
    async with database.read(tenant) as reader:
        rows = await reader.dicts(
            "select s.token_hash, t.name as tenant_name, t.slug, t.time_zone, "
            + ", ".join(f"u.{column.strip()} as {column.strip()}" for column in USER.split(","))
            + " from core.session s join core.user_account u on u.tenant_id = s.tenant_id and u.id = s.user_id "
            "join core.tenant t on t.tenant_id = s.tenant_id where s.tenant_id = %s and s.id = %s "
            "and s.revoked_at is null and s.expires_at > %s and u.active",
            [tenant, id, reader.now],
        )
    if not rows or not secrets.compare_digest(bytes(rows[0]["token_hash"]), _hash(token)):
        raise NotSignedIn
    row: dict[str, Any] = rows[0]
    found = User(**{column.strip(): row[column.strip()] for column in USER.split(",")})
    return SignedIn(found, id, row["tenant_name"], row["slug"], row["time_zone"])


async def sign_out(work: UnitOfWork, session_id: UUID) -> None:
    await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, session_id],
    )


async def audit(work: UnitOfWork, action: str, subject: str, **detail: Any) -> None:
    """Who did what to whom; kept with the tenant."""
    await work.execute(
        "insert into core.audit (tenant_id, id, at, actor, action, subject, detail) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, new_id(), work.now, work.actor, action, subject, Jsonb(detail)],
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(PasswordHash.recommended().hash, password)


async def verify_password(password: str, stored: str) -> bool:
    """Argon2 takes hundreds of milliseconds on purpose: never in the event loop."""
    return await asyncio.to_thread(PasswordHash.recommended().verify, password, stored)
