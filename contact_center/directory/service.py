"""Tenants, users, sign-in and sessions.

Longer than 400 lines: every use case here locks and audits the same two rows, a user and a session.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from babel.core import get_global

from contact_center.directory import passwords, sessions, store, telephones
from contact_center.directory.domain import Proved, Role, SignedIn, SignInCandidate, Tenant, User
from contact_center.directory.errors import (
    AmbiguousSignIn,
    BlankName,
    EmailTaken,
    LoginTaken,
    NoSuchTenant,
    NoSuchUser,
    NotALogin,
    OrganisationSuspended,
    WrongPassword,
    WrongSignIn,
)
from contact_center.directory.hashing import hash_password, verify_password
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.errors import NotSignedIn
from contact_center.kernel.ids import TenantId, UserId, new_id
from contact_center.kernel.names import seen
from contact_center.platform.eventlog import begin_log
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

__all__ = ["Proved", "Role", "SignInCandidate", "SignedIn", "Tenant", "User"]  # with what is defined here

NO_PASSWORD = "!"  # noqa: S105 - no hash at all
"""Of who was invited and has not come yet: no password fits."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last sign of life is as old as this at most."""
LONGEST_NAME = 100
_NO_SUCH_USER_HASH = "$argon2id$v=19$m=65536,t=3,p=4$+4oYnCi7Xzpoi3OX5lSCnA$Sk0XArNu6PW0ARLaI3Mo7wXwr2E6SduIRVUOflAzGCE"


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
        await store.insert_tenant(work, Tenant(tenant, slug, name, locale, time_zone))
        await begin_log(work)
    return tenant


async def tenants(database: Database) -> list[Tenant]:
    async with database.read_all() as reader:
        return await store.tenants(reader)


async def tenant_called(database: Database, slug: str) -> Tenant | None:
    """The organisation of this short name, for who is not signed in."""
    async with database.read_all() as reader:
        return await store.tenant_called(reader, slug)


async def tenant(reader: Reader, id: UUID) -> Tenant:
    """Raises `NoSuchTenant`."""
    found = await store.tenant(reader, id)
    if found is None:
        raise NoSuchTenant(id)
    return found


async def language(reader: Reader, tenant: UUID) -> str:
    """The organisation's own language (BCP 47)."""
    return await store.language(reader, tenant)


async def time_zone(reader: Reader, tenant: UUID) -> str:
    """The organisation's zone (IANA)."""
    return await store.time_zone(reader, tenant)


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
    if email and await store.has_email(work, email):
        raise EmailTaken(email, field="email")
    user = id or UserId(new_id())
    hashed = NO_PASSWORD if password is None else await hash_password(password)
    made = User(work.tenant_id, user, login, name, email, role, locale, active=True, demo=demo)
    if not await store.insert_user(work, made, hashed):
        raise LoginTaken(login, field="login")
    work.record(UserChanged(user_id=user))
    return user


def spelled(login: str) -> str:
    """A name at the door in the one spelling it is kept and counted in, whatever the keyboard makes of it."""
    plain = unicodedata.normalize("NFKC", login).strip().lower()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


async def users(reader: Reader, tenant: UUID) -> list[User]:
    return await store.users(reader, tenant)


async def user(reader: Reader, tenant: UUID, id: UUID) -> User:
    found = await store.user(reader, tenant, id)
    if found is None:
        raise NoSuchUser(id)
    return found


async def without_password(reader: Reader, tenant: UUID) -> frozenset[UUID]:
    """Who was invited and has not come yet."""
    return frozenset(await store.with_hash(reader, tenant, NO_PASSWORD))


async def names(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these users are called; unknown ids are left out."""
    return await reader.once_each((names, tenant), set(ids), lambda new: store.names(reader, tenant, new))


async def last_signed_in(reader: Reader, tenant: UUID) -> dict[UUID, datetime]:
    """When each user last signed in."""
    return await store.last_signed_in(reader, tenant)


async def set_active(work: UnitOfWork, id: UUID, active: bool) -> None:
    """A deactivated user is signed out everywhere at once."""
    if not await store.set_active(work, id, active):
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
    tenant = who.tenant
    async with database.read(tenant) as reader:
        stored = await store.password_hash(reader, tenant, who.user.id)
    if stored is None or stored == NO_PASSWORD or not await verify_password(current, stored):
        raise WrongPassword(field="current")
    hashed = await hash_password(password)

    async def change(work: UnitOfWork) -> None:
        if not await store.change_password(work, who.user.id, stored, hashed):
            raise WrongPassword(field="current")
        await sessions.end_all(work, who.user.id, but=who.session_id)
        await audit(work, "password changed", who.actor)

    await database.run(tenant, change, actor=who.actor)


async def set_locale(work: UnitOfWork, id: UUID, locale: str) -> None:
    await store.set_locale(work, id, locale)


async def opens_next(reader: Reader, tenant: UUID, user: UUID) -> bool:
    """Whether this person wants the next piece of work opened when one is done."""
    return await store.opens_next(reader, tenant, user)


async def set_opens_next(work: UnitOfWork, user: UUID, wanted: bool) -> None:
    await store.set_opens_next(work, user, wanted)


async def at_the_door(database: Database, login: str) -> list[SignInCandidate]:
    """By login, by e-mail address, or as login@organisation; several if the name alone does not tell."""
    text = spelled(login)
    name, _, slug = text.rpartition("@")
    async with database.read_all() as reader:
        found = await store.at_the_door(reader, text, name, slug)
    return [one for one in found if one.active] or found


def person_key(found: list[SignInCandidate], login: str) -> str:
    """What tries are counted under: the person, however their name was written; else the name itself."""
    return f"user:{found[0].id}" if len(found) == 1 else f"name:{hashlib.sha256(spelled(login).encode()).hexdigest()}"


async def prove(
    database: Database, login: str, password: str, *, demo_allowed: bool, address: str | None = None
) -> Proved:
    """Whose name and password these are. Raises `WrongSignIn`, `AmbiguousSignIn`, `OrganisationSuspended`.

    Takes as long for a name that does not exist as for a wrong password.
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
    async with database.read(TenantId(known.tenant_id)) as reader:
        await _check_in_service(reader, known.tenant_id)
        return Proved(await user(reader, known.tenant_id, known.id), _mark(known.password_hash))


async def still_proved(reader: Reader, tenant: UUID, id: UUID, mark: str) -> User | None:
    """Who has proved their password a moment ago; None if they were switched off or it was changed since."""
    found, stored = await store.user(reader, tenant, id), await store.password_hash(reader, tenant, id)
    good = found is not None and found.active and stored is not None and secrets.compare_digest(_mark(stored), mark)
    return found if good else None


async def check_password(reader: Reader, who: User, password: str) -> None:
    """For what a session alone is not enough for. Raises `WrongPassword`."""
    stored = await store.password_hash(reader, who.tenant_id, who.id)
    if stored is None or stored == NO_PASSWORD or not await verify_password(password, stored):
        raise WrongPassword(field="current")


def _mark(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()


async def begin_session(
    work: UnitOfWork,
    user: UserId,
    *,
    lifetime: timedelta,
    user_agent: str | None = None,
    idle: timedelta | None = None,
    address: str | None = None,
    way: str | None = None,
) -> str:
    """For whoever has proved who they are, in this way; returns the cookie's value. `idle`: the session ends when
    nobody was there for so long. Raises `OrganisationSuspended`."""
    await _check_in_service(work, work.tenant_id)
    session, token = new_id(), secrets.token_urlsafe(32)
    agent = "".join(c for c in user_agent or "" if c.isprintable())[:300]
    end = work.now + lifetime
    await store.insert_session(work, session, user, _hash(token), end, user_agent=agent, idle=idle, address=address)
    await audit(work, "signed in", f"user:{user}", **({"way": way} if way else {}))
    return f"{work.tenant_id.hex}.{session.hex}.{token}"


async def _check_in_service(reader: Reader, tenant: UUID) -> None:
    if await store.is_suspended(reader, tenant):
        raise OrganisationSuspended


async def _note_failure(database: Database, whose: SignInCandidate, address: str | None) -> None:
    """Bounded by the throttle at the door. Of a name nobody has, nothing is written: it may be a password."""
    async with database.work(TenantId(whose.tenant_id), actor="stranger") as work:
        await audit(work, "sign-in failed", f"user:{whose.id}", address=address)


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
        row = await store.signed_in(reader, tenant, id)
    if row is None or not secrets.compare_digest(bytes(row["token_hash"]), _hash(token)):
        raise NotSignedIn
    found = User(**{field.name: row[field.name] for field in fields(User)})
    if row["seen_at"] is None or now - row["seen_at"] >= SEEN_EVERY:
        async with database.work(tenant, actor=f"user:{found.id}") as work:
            await sessions.seen(work, id)
    return SignedIn(found, id, row["tenant_name"], row["slug"], row["time_zone"])


async def sign_out(work: UnitOfWork, session_id: UUID) -> None:
    await store.sign_out(work, session_id)


async def audit(work: UnitOfWork, action: str, subject: str, **detail: Any) -> None:
    """Who did what to whom; kept with the tenant."""
    await store.insert_audit(work, action, subject, detail)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
