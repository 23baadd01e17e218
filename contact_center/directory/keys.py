"""Links that open an account once: an invitation instead of a password somebody else chose, and a reset.

The link's secret is shown once and kept as its digest. A newer link of a person replaces the older ones.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from contact_center.directory import passwords, sessions, store
from contact_center.directory.domain import OpenedLink
from contact_center.directory.errors import KeySpent
from contact_center.directory.hashing import hash_password
from contact_center.directory.service import audit
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork

LASTS = timedelta(days=3)


class KeyPurpose(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


async def make(work: UnitOfWork, user: UUID, purpose: KeyPurpose) -> str:
    """The secret of a new link; all older ones of this person are spent by it."""
    await store.spend_keys(work, user)
    id, secret = new_id(), secrets.token_urlsafe(24)
    await store.insert_key(work, id, user, purpose.value, _digest(secret), work.now + LASTS)
    await audit(work, f"{purpose.value} made", f"user:{user}")
    return f"{work.tenant_id.hex}.{id.hex}.{secret}"


async def look(database: Database, key: str) -> OpenedLink:
    """Raises `KeySpent`."""
    tenant, id, secret = _parts(key)
    async with database.read(tenant) as reader:
        row = await store.opened_by(reader, tenant, id, _digest(secret))
    if row is None:
        raise KeySpent
    return row


async def use(database: Database, key: str, password: str) -> OpenedLink:
    """Sets the password, once, and ends every session that knew the old one. Raises `KeySpent`, or why it is weak."""
    opened = await look(database, key)
    passwords.check(password, opened.login, opened.name, opened.email)
    hashed = await hash_password(password)

    async def set_it(work: UnitOfWork) -> None:
        if not await store.spend_key(work, opened.id):
            raise KeySpent
        await set_password(work, opened.user_id, hashed)
        await sessions.end_all(work, opened.user_id)
        await audit(work, f"{opened.purpose} used", f"user:{opened.user_id}")

    await database.run(TenantId(opened.tenant_id), set_it, actor=f"user:{opened.user_id}")
    return opened


async def set_password(work: UnitOfWork, user: UUID, hashed: str) -> None:
    """Every open link of this person is spent by it."""
    await store.set_password(work, user, hashed)
    await store.spend_keys(work, user)


def _parts(key: str) -> tuple[TenantId, UUID, str]:
    try:
        tenant, id, secret = key.split(".")
        return TenantId(UUID(hex=tenant)), UUID(hex=id), secret
    except ValueError as broken:
        raise KeySpent from broken


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
