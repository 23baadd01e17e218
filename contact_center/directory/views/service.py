"""Saved views of lists, private or the team's."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.views import store
from contact_center.directory.views.domain import SavedView, ViewSubject
from contact_center.directory.views.errors import NoSuchView, TooManyViews, ViewNameWrong
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = ["SavedView", "ViewSubject", "delete", "of", "save"]

MOST = 100
LONGEST_NAME = 60
LONGEST_QUERY = 2000


async def of(reader: Reader, tenant: UUID, subject: ViewSubject, user: UUID) -> list[SavedView]:
    """The team's first, then one's own."""
    return await store.of(reader, tenant, subject, user, MOST)


async def save(
    work: UnitOfWork, subject: ViewSubject, name: str, query: str, user: UUID, *, for_team: bool
) -> SavedView:
    """Raises `ViewNameWrong`, `TooManyViews`."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise ViewNameWrong(field="name")
    if len(await store.of(work, work.tenant_id, subject, user, MOST)) >= MOST:
        raise TooManyViews
    view = SavedView(new_id(), plain, query[:LONGEST_QUERY], None if for_team else user, user)
    await store.insert(work, subject, view)
    return view


async def delete(work: UnitOfWork, id: UUID, user: UUID) -> None:
    """Who made it may delete it. Raises `NoSuchView`."""
    if not await store.delete(work, id, user):
        raise NoSuchView(id)
