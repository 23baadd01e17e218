"""Supervisors say something to agents: on each one's page at once, until it is read, taken back or over.

Who is told is settled when it is sent: who joins a team later was not meant, and "read by 12 of 30" stays a true
figure. That it was read is said by the agent, not by the page: a page that nobody looks at has read nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.people import service as people
from contact_center.directory.people.domain import PeopleFilter
from contact_center.directory.service import Role, User, audit
from contact_center.interactions.floor import announcement_store as store
from contact_center.interactions.floor.domain import (
    Audience,
    SentAnnouncement,
    StaffAnnouncement,
    announced_text,
    end_of,
    recipients,
)
from contact_center.interactions.floor.errors import NoSuchAnnouncement
from contact_center.kernel.contracts.floor import AnnouncementMade, AnnouncementRead, AnnouncementTakenBack
from contact_center.kernel.ids import AgentId, AnnouncementId, UserId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

TAKE_WORK = frozenset({Role.AGENT, Role.SUPERVISOR})
SHOWN = 5
"""Announcements on an agent's page at once, the oldest first."""
LISTED = 50
MOST_OF_A_TEAM = 2000


@dataclass(frozen=True, slots=True)
class To:
    """Whom to tell. `people` are the ids for a queue and for people; `name` is that of a team or queue."""

    audience: Audience = Audience.EVERYONE
    people: Collection[UUID] = ()
    name: str = ""


async def announce(
    work: UnitOfWork, by: UserId, text: str, to: To, *, urgent: bool = False, until: datetime | None = None
) -> AnnouncementId:
    """Raises `NothingToAnnounce`, `AnnouncementTooLong`, `NobodyToTell`, `AnnouncementEndTooFar`."""
    said, ends = announced_text(text), end_of(work.now, until)
    told = recipients(await _meant(work, to), [one.id for one in await colleagues(work, work.tenant_id)], by)
    id = AnnouncementId(new_id())
    await store.insert(work, StaffAnnouncement(id, by, work.now, said, urgent, to.audience, to.name, ends, None), told)
    work.record(AnnouncementMade(announcement_id=id, by_user_id=by, told=[AgentId(one) for one in told]))
    await audit(work, "announcement made", f"announcement:{id}", to=to.audience.value, name=to.name, told=len(told))
    return id


async def _meant(work: UnitOfWork, to: To) -> Collection[UUID]:
    if to.audience is Audience.TEAM:
        team = await people.listed(work, work.tenant_id, PeopleFilter(team=to.name), MOST_OF_A_TEAM)
        return [one.id for one in team]
    if to.audience is Audience.EVERYONE:
        return [one.id for one in await colleagues(work, work.tenant_id)]
    return to.people


async def colleagues(reader: Reader, tenant: UUID) -> list[User]:
    """Who can be told: whoever takes work here."""
    return [one for one in await directory.users(reader, tenant) if one.active and Role(one.role) in TAKE_WORK]


async def read(work: UnitOfWork, announcement: UUID, agent: AgentId) -> None:
    """The agent has read it; a second time changes nothing. Raises `NoSuchAnnouncement`."""
    was_unread = await store.see(work, announcement, agent)
    if was_unread is None:
        raise NoSuchAnnouncement(announcement)
    if was_unread:
        work.record(AnnouncementRead(announcement_id=AnnouncementId(announcement), agent_id=agent))


async def take_back(work: UnitOfWork, announcement: UUID) -> None:
    """It goes from all pages; who read it has read it. Raises `NoSuchAnnouncement`."""
    found = await store.lock(work, announcement)
    if found is None:
        raise NoSuchAnnouncement(announcement)
    if found.taken_back_at is not None:
        return
    await store.take_back(work, announcement)
    rows = await store.readers(work, work.tenant_id, [announcement])
    told = [AgentId(one.user_id) for one in rows]
    work.record(AnnouncementTakenBack(announcement_id=AnnouncementId(announcement), told=told))
    await audit(work, "announcement taken back", f"announcement:{announcement}")


async def unread(reader: Reader, tenant: UUID, agent: UUID) -> list[StaffAnnouncement]:
    """What this agent has still to read, the oldest first, `SHOWN` at most."""
    return await store.unread(reader, tenant, agent, reader.now, SHOWN)


async def sent(reader: Reader, tenant: UUID) -> list[SentAnnouncement]:
    """The newest, with who has read them."""
    found = await store.sent(reader, tenant, LISTED)
    rows = await store.readers(reader, tenant, [one.id for one in found])
    told: dict[UUID, list[store.ReaderRow]] = {one.id: [] for one in found}
    for row in rows:
        told[row.announcement_id].append(row)
    return [
        SentAnnouncement(
            one,
            tuple(row.user_id for row in told[one.id]),
            tuple(row.user_id for row in told[one.id] if row.seen_at is None),
        )
        for one in found
    ]
