"""Keys of the API: made, revoked, used. The secret is shown once and kept as its digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.api_keys import store
from contact_center.directory.api_keys.domain import MOST, ApiKey, NewApiKey, check_scope, checked, key_of, parts_of
from contact_center.directory.api_keys.errors import (
    ApiKeyForNobody,
    ApiKeyTooFast,
    ApiKeyWrong,
    NoSuchApiKey,
    TooManyApiKeys,
)
from contact_center.directory.domain import SignedIn, User
from contact_center.directory.errors import NoSuchUser
from contact_center.kernel.ids import TenantId, new_id
from contact_center.kernel.rates import Rate, RateLimits
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

SEEN_EVERY: Final = timedelta(minutes=1)
"""The last use of a key is as old as this at most."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What a program asks for with a key."""

    key: str
    areas: Collection[str]
    """Of the route: its tags in the description of the API."""
    writes: bool
    address: str | None = None


async def keys(reader: Reader, tenant: UUID) -> list[ApiKey]:
    return await store.keys(reader, tenant)


async def make(work: UnitOfWork, wanted: NewApiKey, areas: Collection[str], by: UUID) -> tuple[ApiKey, str]:
    """The key as it is kept, and as it is shown this once. Raises what `errors` has, naming the field."""
    asked = checked(wanted, areas)
    try:
        user = await directory.user(work, work.tenant_id, asked.user_id)
    except NoSuchUser:
        raise ApiKeyForNobody(field="user") from None
    if not user.active:
        raise ApiKeyForNobody(field="user")
    if await store.in_use(work, work.tenant_id) >= MOST:
        raise TooManyApiKeys
    id, secret = new_id(), secrets.token_urlsafe(32)
    made = ApiKey(
        id, asked.name, asked.user_id, list(asked.scopes), asked.per_minute, by, work.now,
        work.now + timedelta(days=asked.days), None, None, None,
    )  # fmt: skip
    await store.add(work, made, _digest(secret))
    await directory.audit(work, "API key made", f"api_key:{id}", name=asked.name, scopes=list(asked.scopes))
    return made, key_of(work.tenant_id, id, secret)


async def revoke(work: UnitOfWork, id: UUID) -> None:
    """At once. Raises `NoSuchApiKey`."""
    if not await store.revoke(work, id):
        raise NoSuchApiKey(id)
    await directory.audit(work, "API key revoked", f"api_key:{id}")


async def is_good(database: Database, key: str) -> bool:
    """Whether it may be used at all; counts as no use."""
    try:
        await _living(database, key)
    except ApiKeyWrong:
        return False
    return True


async def is_key(reader: Reader, tenant: UUID, id: UUID) -> bool:
    """Whether somebody came by a key: who did is signed in by its id instead of that of a session."""
    return await store.exists(reader, tenant, id)


async def lives(reader: Reader, tenant: UUID, id: UUID) -> bool:
    """Neither revoked nor over, and its person still works here: what was made with it may go on."""
    return await store.living(reader, tenant, id) is not None


async def use(database: Database, limits: RateLimits, asked: KeyUse) -> SignedIn:
    """Whom the key acts for. Raises `ApiKeyWrong`, `ApiKeyTooFast`, `ApiKeyNotForThis`."""
    row, now = await _living(database, asked.key)
    tenant, id, per_minute = TenantId(row["tenant_id"]), row["key_id"], row["per_minute"]
    rate = Rate(per_minute, per_minute / 60, f"api_key:{per_minute}")
    if wait := await limits.take(now, (rate, str(id))):
        raise ApiKeyTooFast(retry_after=max(1, round(wait + 0.5)))
    check_scope(row["scopes"], asked.areas, writes=asked.writes)
    if row["used_at"] is None or now - row["used_at"] >= SEEN_EVERY:
        async with database.work(tenant, actor=f"user:{row['id']}") as work:
            await store.used(work, id, asked.address, now - SEEN_EVERY)
    user = User(**{field.name: row[field.name] for field in fields(User)})
    return SignedIn(user, id, row["tenant_name"], row["slug"], row["time_zone"])


async def _living(database: Database, key: str) -> tuple[dict[str, Any], datetime]:
    parts = parts_of(key)
    if parts is None:
        raise ApiKeyWrong
    tenant, id, secret = parts
    async with database.read(TenantId(tenant)) as reader:
        now = reader.now
        row = await store.living(reader, tenant, id)
    if row is None or not secrets.compare_digest(bytes(row["secret_hash"]), _digest(secret)):
        raise ApiKeyWrong
    return row, now


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()
