"""The sessions of a person: which there are, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LIVING = (
    "revoked_at is null and expires_at > %(now)s and (idle is null or coalesce(seen_at, created_at) + idle > %(now)s)"
)
"""Of a session that is good: not ended, not too old, and not idle for longer than it may."""


class NoSuchSession(NotFound):
    """This session is over already."""


@dataclass(frozen=True, slots=True)
class Session:
    id: UUID
    created_at: datetime
    seen_at: datetime
    user_agent: str | None
    address: str | None


async def of_user(reader: Reader, tenant: UUID, user: UUID) -> list[Session]:
    """Those that are good, the one used last first (index session_of_user)."""
    return await reader.many(
        Session,
        "select id, created_at, coalesce(seen_at, created_at) as seen_at, user_agent, address from core.session "
        f"where tenant_id = %(tenant)s and user_id = %(user)s and {LIVING} order by 3 desc, id",
        {"tenant": tenant, "user": user, "now": reader.now},
    )


async def end(work: UnitOfWork, user: UUID, session: UUID) -> None:
    """One of this person's own. Raises `NoSuchSession`."""
    ended = await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and user_id = %s and id = %s "
        "and revoked_at is null",
        [work.now, work.tenant_id, user, session],
    )
    if not ended:
        raise NoSuchSession(session)
    work.record(UserChanged(user_id=UserId(user)))


async def end_all(work: UnitOfWork, user: UUID, *, but: UUID | None = None) -> int:
    """How many ended; open pages of theirs notice by the event."""
    ended = await work.execute(
        "update core.session set revoked_at = %s where tenant_id = %s and user_id = %s and revoked_at is null "
        "and id is distinct from %s",
        [work.now, work.tenant_id, user, but],
    )
    work.record(UserChanged(user_id=UserId(user)))
    return ended


async def seen(work: UnitOfWork, session: UUID) -> None:
    """Somebody is there: the idle time begins anew."""
    await work.execute(
        "update core.session set seen_at = %s where tenant_id = %s and id = %s", [work.now, work.tenant_id, session]
    )
