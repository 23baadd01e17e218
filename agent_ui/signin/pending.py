"""Between the password and the second factor: a sealed cookie says who has shown their password, for ten minutes.

No session begins before both are there. Another password, or a switched-off account, ends what is pending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection

from agent_ui.signin.sealed_cookie import SealedCookie
from contact_center.directory import service as directory
from contact_center.directory.second_factor.errors import SignInTooOld
from contact_center.directory.service import User
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class Pending:
    tenant: str
    user: str
    mark: str
    """Of the password that was right."""
    next: str = ""
    start_as: str = ""


COOKIE: Final = SealedCookie("cc_pending", "password shown", Pending)


def of(user: User, mark: str, *, next: str, start_as: str) -> Pending:
    return Pending(user.tenant_id.hex, user.id.hex, mark, next, start_as[:40])


async def read(connection: HTTPConnection, vault: Vault, database: Database, now: datetime) -> tuple[Pending, User]:
    """Who is at the door with the right password. Raises `SignInTooOld`."""
    one = COOKIE.opened(connection, vault, now)
    if one is None:
        raise SignInTooOld
    tenant = TenantId(UUID(hex=one.tenant))
    async with database.read(tenant) as reader:
        user = await directory.still_proved(reader, tenant, UUID(hex=one.user), one.mark)
    if user is None:
        raise SignInTooOld
    return one, user
