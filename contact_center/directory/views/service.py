"""Saved views of lists, private or the team's, and the columns that each person has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.directory.views import store
from contact_center.directory.views.domain import LONGEST_COLUMN, MOST_COLUMNS, SavedView, ViewSubject
from contact_center.directory.views.errors import ColumnsWrong, NoSuchView, TooManyViews, ViewNameWrong
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = ["SavedView", "ViewSubject", "checked_columns", "choose_columns", "columns_of", "delete", "of", "save"]

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


async def columns_of(reader: Reader, tenant: UUID, subject: ViewSubject, user: UUID) -> list[str]:
    """What this person has chosen, in their order; empty for who has chosen nothing."""
    return await store.columns_of(reader, tenant, subject, user)


def checked_columns(columns: Sequence[str]) -> list[str]:
    """Raises `ColumnsWrong`."""
    if not 1 <= len(columns) <= MOST_COLUMNS or len(set(columns)) < len(columns):
        raise ColumnsWrong(field="columns")
    if any(not one or len(one) > LONGEST_COLUMN for one in columns):
        raise ColumnsWrong(field="columns")
    return list(columns)


async def choose_columns(work: UnitOfWork, subject: ViewSubject, user: UUID, columns: Sequence[str]) -> None:
    """None: the list is again as everybody has it. Raises `ColumnsWrong`."""
    if columns:
        await store.keep_columns(work, subject, user, checked_columns(columns))
    else:
        await store.forget_columns(work, subject, user)
