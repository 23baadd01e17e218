"""Links that open an account once: an invitation instead of a password somebody else chose, and a reset.

The link's secret is shown once and kept as its digest. A newer link of a person replaces the older ones.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from contact_center.directory import passwords, sessions
from contact_center.directory.errors import KeySpent
from contact_center.directory.hashing import hash_password
from contact_center.directory.service import audit
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork

LASTS = timedelta(days=3)


class Purpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose link it is, while it is good."""

    tenant_id: UUID
    id: UUID
    user_id: UUID
    purpose: str
    login: str
    name: str
    email: str | None
    locale: str
    tenant_name: str


async def make(work: UnitOfWork, user: UUID, purpose: Purpose) -> str:
    """The secret of a new link; all older ones of this person are spent by it."""
    await _spend(work, user)
    id, secret = new_id(), secrets.token_urlsafe(24)
    await work.execute(
        "insert into core.account_key (tenant_id, id, user_id, purpose, secret_hash, created_at, expires_at) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, user, purpose.value, _digest(secret), work.now, work.now + LASTS],
    )
    await audit(work, f"{purpose.value} made", f"user:{user}")
    return f"{work.tenant_id.hex}.{id.hex}.{secret}"


async def look(database: Database, key: str) -> Opened:
    """Raises `KeySpent`."""
    tenant, id, secret = _parts(key)
    async with database.read(tenant) as reader:
        row = await reader.one(
            Opened,
            "select k.tenant_id, k.id, k.user_id, k.purpose, u.login, u.name, u.email, u.locale, "
            "t.name as tenant_name from core.account_key k "
            "join core.user_account u on u.tenant_id = k.tenant_id and u.id = k.user_id "
            "join core.tenant t on t.tenant_id = k.tenant_id where k.tenant_id = %s and k.id = %s "
            "and k.secret_hash = %s and k.used_at is null and k.expires_at > %s and u.active",
            [tenant, id, _digest(secret), reader.now],
        )
    if row is None:
        raise KeySpent
    return row


async def use(database: Database, key: str, password: str) -> Opened:
    """Sets the password, once, and ends every session that knew the old one. Raises `KeySpent`, or why it is weak."""
    opened = await look(database, key)
    passwords.check(password, opened.login, opened.name, opened.email)
    hashed = await hash_password(password)

    async def set_it(work: UnitOfWork) -> None:
        spent = await work.execute(
            "update core.account_key set used_at = %s where tenant_id = %s and id = %s and used_at is null",
            [work.now, work.tenant_id, opened.id],
        )
        if not spent:
            raise KeySpent
        await set_password(work, opened.user_id, hashed)
        await sessions.end_all(work, opened.user_id)
        await audit(work, f"{opened.purpose} used", f"user:{opened.user_id}")

    await database.run(TenantId(opened.tenant_id), set_it, actor=f"user:{opened.user_id}")
    return opened


async def set_password(work: UnitOfWork, user: UUID, hashed: str) -> None:
    """Every open link of this person is spent by it."""
    await work.execute(
        "update core.user_account set password_hash = %s where tenant_id = %s and id = %s",
        [hashed, work.tenant_id, user],
    )
    await _spend(work, user)


async def _spend(work: UnitOfWork, user: UUID) -> None:
    await work.execute(
        "update core.account_key set used_at = %s where tenant_id = %s and user_id = %s and used_at is null",
        [work.now, work.tenant_id, user],
    )


def _parts(key: str) -> tuple[TenantId, UUID, str]:
    try:
        tenant, id, secret = key.split(".")
        return TenantId(UUID(hex=tenant)), UUID(hex=id), secret
    except ValueError as broken:
        raise KeySpent from broken


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
