"""SQL of announcements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.interactions.floor.domain import StaffAnnouncement
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_ANNOUNCEMENT = "id, by_id, at, text, urgent, audience, audience_name, expires_at, taken_back_at"
_OF_A = ", ".join(f"a.{one}" for one in _ANNOUNCEMENT.split(", "))


@dataclass(frozen=True, slots=True)
class ReaderRow:
    announcement_id: UUID
    user_id: UUID
    seen_at: datetime | None


async def insert(work: UnitOfWork, one: StaffAnnouncement, told: Sequence[UUID]) -> None:
    await work.execute(
        f"insert into core.announcement (tenant_id, {_ANNOUNCEMENT}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.by_id, one.at, one.text, one.urgent, one.audience, one.audience_name,
            one.expires_at, one.taken_back_at,
        ],
    )  # fmt: skip
    await work.execute(
        "insert into core.announcement_reader (tenant_id, announcement_id, user_id) select %s, %s, unnest(%s::uuid[])",
        [work.tenant_id, one.id, list(told)],
    )


async def unread(reader: Reader, tenant: UUID, user: UUID, now: datetime, limit: int) -> list[StaffAnnouncement]:
    """What still stands for this person, the oldest first (index announcement_unread)."""
    return await reader.many(
        StaffAnnouncement,
        f"select {_OF_A} from core.announcement_reader r join core.announcement a "
        "on (a.tenant_id, a.id) = (r.tenant_id, r.announcement_id) where r.tenant_id = %s and r.user_id = %s "
        "and r.seen_at is null and a.taken_back_at is null and a.expires_at > %s order by a.at, a.id limit %s",
        [tenant, user, now, limit],
    )


async def see(work: UnitOfWork, announcement: UUID, user: UUID) -> bool | None:
    """True if it was unread; None if it is not for this person."""
    was_unread: bool | None = await work.value(
        "with mine as (select seen_at from core.announcement_reader "
        "where (tenant_id, announcement_id, user_id) = (%(tenant)s, %(id)s, %(user)s) for update), "
        "seen as (update core.announcement_reader set seen_at = %(now)s "
        "where (tenant_id, announcement_id, user_id) = (%(tenant)s, %(id)s, %(user)s) and seen_at is null) "
        "select seen_at is null from mine",
        {"tenant": work.tenant_id, "id": announcement, "user": user, "now": work.now},
    )
    return was_unread


async def sent(reader: Reader, tenant: UUID, limit: int) -> list[StaffAnnouncement]:
    """The newest first (index announcement_at)."""
    return await reader.many(
        StaffAnnouncement,
        f"select {_ANNOUNCEMENT} from core.announcement where tenant_id = %s order by at desc, id desc limit %s",
        [tenant, limit],
    )


async def lock(work: UnitOfWork, id: UUID) -> StaffAnnouncement | None:
    return await work.one(
        StaffAnnouncement,
        f"select {_ANNOUNCEMENT} from core.announcement where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def take_back(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update core.announcement set taken_back_at = %s where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, id],
    )


async def readers(reader: Reader, tenant: UUID, announcements: Collection[UUID]) -> list[ReaderRow]:
    return await reader.many(
        ReaderRow,
        "select announcement_id, user_id, seen_at from core.announcement_reader "
        "where tenant_id = %s and announcement_id = any(%s) order by user_id",
        [tenant, list(announcements)],
    )
