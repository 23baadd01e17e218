"""Keys by which programs call the API: what each may do, how fast, and until when. Pure.

A key acts in the name of a person and can do nothing that they cannot; its scopes narrow that down to areas of the API,
and to reading. Keys are never managed by a key: whoever found one could make more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contact_center.directory.api_keys.errors import (
    ApiKeyNameWrong,
    ApiKeyNotForThis,
    ApiKeyScopeWrong,
    ApiKeyTimesWrong,
)
from contact_center.kernel.names import seen

READ: Final = "read"
WRITE: Final = "write"
ALL: Final = "*"
OWN_AREA: Final = "keys"
"""The area of the API that no key may enter."""
MARK: Final = "cck"
"""What every key begins with, so that scanners of code find it."""
MOST_DAYS: Final = 730
MOST_PER_MINUTE: Final = 6000
USUAL_PER_MINUTE: Final = 300
LONGEST_NAME: Final = 60
MOST: Final = 200
"""Keys of an organisation that are in use."""
_SCOPE: Final = re.compile(r"(\*|[A-Za-z][A-Za-z ]{0,39}):(read|write)")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """As administrators see it; its secret is kept as a digest alone."""

    id: UUID
    name: str
    user_id: UUID
    """In whose name it acts."""
    scopes: list[str]
    per_minute: int
    created_by: UUID
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    used_from: str | None


@dataclass(frozen=True, slots=True)
class NewApiKey:
    name: str
    user_id: UUID
    scopes: Sequence[str]
    days: int
    per_minute: int = USUAL_PER_MINUTE


def checked(wanted: NewApiKey, areas: Collection[str]) -> NewApiKey:
    """As it is kept. `areas`: of the API. Raises what `errors` has, naming the field."""
    name = " ".join(wanted.name.split())
    if not seen(name) or len(name) > LONGEST_NAME:
        raise ApiKeyNameWrong(field="name")
    scopes = sorted(set(wanted.scopes))
    for scope in scopes:
        if not _SCOPE.fullmatch(scope) or scope.partition(":")[0] not in {*areas, ALL}:
            raise ApiKeyScopeWrong(scope[:60], field="scopes")
    if not scopes:
        raise ApiKeyScopeWrong(field="scopes")
    if not 1 <= wanted.days <= MOST_DAYS:
        raise ApiKeyTimesWrong(field="days")
    if not 1 <= wanted.per_minute <= MOST_PER_MINUTE:
        raise ApiKeyTimesWrong(field="per_minute")
    return NewApiKey(name, wanted.user_id, scopes, wanted.days, wanted.per_minute)


def check_scope(scopes: Collection[str], areas: Collection[str], *, writes: bool) -> None:
    """`areas`: of the route. Writing includes reading. Raises `ApiKeyNotForThis`."""
    ways = (WRITE,) if writes else (READ, WRITE)
    allowed = any(f"{area}:{way}" in scopes for area in (*areas, ALL) for way in ways)
    if not areas or OWN_AREA in areas or not allowed:
        needed = ", ".join(f"{area}:{ways[0]}" for area in areas)
        raise ApiKeyNotForThis(needed or None)


def parts_of(key: str) -> tuple[UUID, UUID, str] | None:
    """Tenant, id and secret of what was sent; None if it is no key."""
    mark, _, rest = key.partition("_")
    pieces = rest.split("_", 2)
    if mark != MARK or len(pieces) != 3:
        return None
    try:
        return UUID(hex=pieces[0]), UUID(hex=pieces[1]), pieces[2]
    except ValueError:
        return None


def key_of(tenant: UUID, id: UUID, secret: str) -> str:
    return f"{MARK}_{tenant.hex}_{id.hex}_{secret}"
