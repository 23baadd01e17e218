"""The sessions of a person: which there are, and their end."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory import store
from contact_center.directory.domain import Session
from contact_center.kernel.contracts.interactions import UserChanged
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class NoSuchSession(NotFound):
    """This session is over already."""


async def of_user(reader: Reader, tenant: UUID, user: UUID) -> list[Session]:
    """Those that are good, the one used last first (index session_of_user)."""
    return await store.sessions_of(reader, tenant, user)


async def end(work: UnitOfWork, user: UUID, session: UUID) -> None:
    """One of this person's own. Raises `NoSuchSession`."""
    if not await store.end_session(work, user, session):
        raise NoSuchSession(session)
    work.record(UserChanged(user_id=UserId(user)))


async def end_all(work: UnitOfWork, user: UUID, *, but: UUID | None = None) -> int:
    """How many ended; open pages of theirs notice by the event."""
    ended = await store.end_sessions(work, user, but=but)
    work.record(UserChanged(user_id=UserId(user)))
    return ended


async def seen(work: UnitOfWork, session: UUID) -> None:
    """Somebody is there: the idle time begins anew."""
    await store.set_seen(work, session)
