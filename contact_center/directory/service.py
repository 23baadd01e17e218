"""Tenants, users, sign-in and sessions.

Longer than 400 lines: every use case here locks and audits the same two rows, a user and a session.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
from babel.core import get_global
from psycopg.types.json import Jsonb

from contact_center.directory import passwords, sessions, telephones
from contact_center.directory.errors import (
    AmbiguousSignIn,
    BlankName,
    EmailTaken,
    LoginTaken,
    NoSuchUser,
    NotALogin,
    WrongPassword,
    WrongSignIn,
)
from contact_center.directory.hashing import hash_password, verify_password
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.errors import NotSignedIn
from contact_center.kernel.ids import TenantId, UserId, new_id
from contact_center.kernel.names import seen
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

NO_PASSWORD = "!"  # noqa: S105 - no hash at all
"""Of who was invited and has not come yet: no password fits."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last sign of life is as old as this at most."""
LONGEST_NAME = 100
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


async def language(reader: Reader, tenant: UUID) -> str:
    """The organisation's own language (BCP 47)."""
    return str(await reader.value("select locale from core.tenant where tenant_id = %s", [tenant]))


async def time_zone(reader: Reader, tenant: UUID) -> str:
    """The organisation's zone (IANA)."""
    return str(await reader.value("select time_zone from core.tenant where tenant_id = %s", [tenant]))


async def phone_region(reader: Reader, tenant: UUID) -> str:
    """The country (ISO 3166) in which this organisation's national telephone numbers are meant: that of its zone."""
    found: str | None = get_global("zone_territories").get(await time_zone(reader, tenant))
    # ZZ and 001 stand for no country: UTC and its like.
    return found if found and found.isalpha() and found != "ZZ" else telephones.HOME


async def create_user(
    work: UnitOfWork,
    *,
    login: str,
    name: str,
    role: Role,
    password: str | None,
    locale: str = "en",
    email: str | None = None,
    demo: bool = False,
    id: UserId | None = None,
) -> UserId:
    """`demo` users keep the password `demo`, which sign-in accepts only in demo mode on loopback.

    Without a password nobody can sign in until a link of `keys` was used. Without a login the e-mail address is it.
    Raises `BlankName`, `NotALogin`, `LoginTaken`, `EmailTaken`, and why a password is weak.
    """
    name, email = " ".join(name.split()), spelled(email or "") or None
    login = spelled(login) or email or ""
    for field, text in (("name", name), ("login", login)):
        if not seen(text) or len(text) > LONGEST_NAME:
            raise BlankName(field=field)
    if any(c.isspace() for c in login) or (email and "@" not in email):
        raise NotALogin(field="login")
    if not demo and password is not None:
        passwords.check(password, login, name, email)
    if email and await work.value(
        "select 1 from core.user_account where tenant_id = %s and lower(email) = %s", [work.tenant_id, email]
    ):
        raise EmailTaken(email, field="email")
    user = id or UserId(new_id())
    hashed = NO_PASSWORD if password is None else await hash_password(password)
    try:
        await work.execute(
            "insert into core.user_account (tenant_id, id, login, name, email, password_hash, role, locale, demo, "
            "created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [work.tenant_id, user, login, name, email, hashed, role, locale, demo, work.now],
        )
    except psycopg.errors.UniqueViolation as taken:
        raise LoginTaken(login, field="login") from taken
    work.record(UserChanged(user_id=user))
    return user


def spelled(login: str) -> str:
    """A name at the door in the one spelling it is kept and counted in, whatever the keyboard makes of it."""
    plain = unicodedata.normalize("NFKC", login).strip().lower()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


async def users(reader: Reader, tenant: UUID) -> list[User]:
    return await reader.many(User, f"select {USER} from core.user_account where tenant_id = %s order by name", [tenant])


async def user(reader: Reader, tenant: UUID, id: UUID) -> User:
    found = await reader.one(
        User, f"select {USER} from core.user_account where tenant_id = %s and id = %s", [tenant, id]
    )
    if found is None:
        raise NoSuchUser(id)
    return found


async def without_password(reader: Reader, tenant: UUID) -> frozenset[UUID]:
    """Who was invited and has not come yet."""
    found = await reader.values(
        "select id from core.user_account where tenant_id = %s and password_hash = %s", [tenant, NO_PASSWORD]
    )
    return frozenset(found)


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
        await sessions.end_all(work, id)
    else:
        work.record(UserChanged(user_id=UserId(id)))


async def change_password(database: Database, who: SignedIn, current: str, password: str) -> None:
    """By the person, who shows that they know the present one; every other session of theirs ends.

    Raises `WrongPassword`, and why a password is weak.
    """
    passwords.check(password, who.user.login, who.user.name, who.user.email)
    tenant = TenantId(who.user.tenant_id)
    async with database.read(tenant) as reader:
        stored = await reader.value(
            "select password_hash from core.user_account where tenant_id = %s and id = %s", [tenant, who.user.id]
        )
    if stored is None or stored == NO_PASSWORD or not await verify_password(current, stored):
        raise WrongPassword(field="current")
    hashed = await hash_password(password)

    async def change(work: UnitOfWork) -> None:
        changed = await work.execute(
            "update core.user_account set password_hash = %s where tenant_id = %s and id = %s and password_hash = %s",
            [hashed, tenant, who.user.id, stored],
        )
        if not changed:
            raise WrongPassword(field="current")
        await sessions.end_all(work, who.user.id, but=who.session_id)
        await audit(work, "password changed", who.actor)

    await database.run(tenant, change, actor=who.actor)


async def set_locale(work: UnitOfWork, id: UUID, locale: str) -> None:
    await work.execute(
        "update core.user_account set locale = %s where tenant_id = %s and id = %s",
        [locale, work.tenant_id, id],
    )


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Whoever a name at the door may stand for."""

    tenant_id: UUID
    id: UUID
    password_hash: str
    demo: bool
    active: bool


async def at_the_door(database: Database, login: str) -> list[AtTheDoor]:
    """By login, by e-mail address, or as login@organisation; several if the name alone does not tell."""
    text = spelled(login)
    name, _, slug = text.rpartition("@")
    async with database.read_all() as reader:
        found = await reader.many(
            AtTheDoor,
            "select u.tenant_id, u.id, u.password_hash, u.demo, u.active from core.user_account u "
            "join core.tenant t using (tenant_id) where u.login = %(text)s or lower(u.email) = %(text)s "
            "or (u.login = %(name)s and t.slug = %(slug)s)",
            {"text": text, "name": name, "slug": slug},
        )
    return [one for one in found if one.active] or found


def person_key(found: list[AtTheDoor], login: str) -> str:
    """What tries are counted under: the person, however their name was written; else the name itself."""
    return f"user:{found[0].id}" if len(found) == 1 else f"name:{hashlib.sha256(spelled(login).encode()).hexdigest()}"


async def sign_in(
    database: Database,
    login: str,
    password: str,
    *,
    demo_allowed: bool,
    lifetime: timedelta,
    user_agent: str | None,
    idle: timedelta | None = None,
    address: str | None = None,
) -> str:
    """Checks name and password and begins a session; returns the cookie's value.

    Takes as long for a name that does not exist as for a wrong password. `idle`: the session ends when nobody was
    there for so long.
    """
    rows = await at_the_door(database, login)
    if len(rows) > 1:
        raise AmbiguousSignIn
    known = rows[0] if rows and rows[0].active and rows[0].password_hash != NO_PASSWORD else None
    fine = await verify_password(password, known.password_hash if known else _NO_SUCH_USER_HASH)
    if known is None or not fine or (known.demo and not demo_allowed):
        if rows:
            await _note_failure(database, rows[0], address)
        raise WrongSignIn
    async with database.work(TenantId(known.tenant_id), actor=f"user:{known.id}") as work:
        return await begin_session(
            work, UserId(known.id), lifetime=lifetime, user_agent=user_agent, idle=idle, address=address
        )


async def begin_session(
    work: UnitOfWork,
    user: UserId,
    *,
    lifetime: timedelta,
    user_agent: str | None = None,
    idle: timedelta | None = None,
    address: str | None = None,
) -> str:
    """For whoever has proved who they are; returns the cookie's value."""
    session, token = new_id(), secrets.token_urlsafe(32)
    agent = "".join(c for c in user_agent or "" if c.isprintable())[:300]
    await work.execute(
        "insert into core.session (tenant_id, id, user_id, token_hash, created_at, expires_at, user_agent, idle, "
        "seen_at, address) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, session, user, _hash(token), work.now, work.now + lifetime, agent, idle, work.now, address],
    )
    await audit(work, "signed in", f"user:{user}")
    return f"{work.tenant_id.hex}.{session.hex}.{token}"


async def _note_failure(database: Database, whose: AtTheDoor, address: str | None) -> None:
    """Bounded by the throttle at the door. Of a name nobody has, nothing is written: it may be a password."""
    async with database.work(TenantId(whose.tenant_id), actor="stranger") as work:
        await audit(work, "sign-in failed", f"user:{whose.id}", address=address)


OF_USER = ", ".join(f"u.{column.strip()}" for column in USER.split(","))
SIGNED_IN = f"""
select s.token_hash, s.seen_at, t.name as tenant_name, t.slug, t.time_zone, {OF_USER}
from (select * from core.session where tenant_id = %(tenant)s and id = %(id)s and {sessions.LIVING}) s
join core.user_account u on u.tenant_id = s.tenant_id and u.id = s.user_id
join core.tenant t on t.tenant_id = s.tenant_id where u.active
"""


async def session(database: Database, cookie: str | None) -> SignedIn:
    """Who this cookie stands for. Raises `NotSignedIn` for anything but a living session."""
    parts = (cookie or "").split(".")
    try:
        tenant, id = TenantId(UUID(hex=parts[0])), UUID(hex=parts[1])
        token = parts[2]
    except (ValueError, IndexError) as broken:
        raise NotSignedIn from broken
    async with database.read(tenant) as reader:
        now = reader.now
        rows = await reader.dicts(
            SIGNED_IN,
            {"tenant": tenant, "id": id, "now": now},
        )
    if not rows or not secrets.compare_digest(bytes(rows[0]["token_hash"]), _hash(token)):
        raise NotSignedIn
    row: dict[str, Any] = rows[0]
    found = User(**{column.strip(): row[column.strip()] for column in USER.split(",")})
    if row["seen_at"] is None or now - row["seen_at"] >= SEEN_EVERY:
        async with database.work(tenant, actor=f"user:{found.id}") as work:
            await sessions.seen(work, id)
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
