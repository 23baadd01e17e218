"""Between the password and the second factor: a sealed cookie says who has shown their password, for ten minutes.

No session begins before both are there. Another password, or a switched-off account, ends what is pending.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.responses import Response

from contact_center.directory import service as directory
from contact_center.directory.second_factor.errors import SignInTooOld
from contact_center.directory.service import User
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault, WrongKey

COOKIE: Final = "cc_pending"
PATH: Final = "/sign-in"
LASTS: Final = timedelta(minutes=10)
KIND: Final = "password shown"
"""Seals of other kinds are no proof of this."""


@dataclass(frozen=True, slots=True)
class Pending:
    tenant: str
    user: str
    mark: str
    """Of the password that was right."""
    until: str
    next: str = ""
    start_as: str = ""
    kind: str = KIND


def of(user: User, mark: str, now: datetime, *, next: str, start_as: str) -> Pending:
    return Pending(user.tenant_id.hex, user.id.hex, mark, (now + LASTS).isoformat(), next, start_as[:40])


def keep(response: Response, vault: Vault, one: Pending, *, secure: bool) -> None:
    value = vault.seal(json.dumps(asdict(one)).encode()).decode()
    age = int(LASTS.total_seconds())
    response.set_cookie(COOKIE, value, max_age=age, path=PATH, httponly=True, secure=secure, samesite="lax")


def forget(response: Response, *, secure: bool) -> None:
    response.delete_cookie(COOKIE, path=PATH, httponly=True, secure=secure, samesite="lax")


async def read(connection: HTTPConnection, vault: Vault, database: Database, now: datetime) -> tuple[Pending, User]:
    """Who is at the door with the right password. Raises `SignInTooOld`."""
    one = _opened(connection.cookies.get(COOKIE, ""), vault, now)
    tenant = TenantId(UUID(hex=one.tenant))
    async with database.read(tenant) as reader:
        user = await directory.still_proved(reader, tenant, UUID(hex=one.user), one.mark)
    if user is None:
        raise SignInTooOld
    return one, user


def _opened(cookie: str, vault: Vault, now: datetime) -> Pending:
    try:
        one = Pending(**json.loads(vault.open(cookie.encode(errors="replace"))))
    except (WrongKey, ValueError, TypeError) as other:
        raise SignInTooOld from other
    if one.kind != KIND or datetime.fromisoformat(one.until) <= now:
        raise SignInTooOld
    return one
