"""Announcements and requests for help as JSON: `/api/v1/announcements`, `/api/v1/help-requests`."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from contact_center.directory.access import Agent, AnyUser, Supervisor
from contact_center.directory.service import Role
from contact_center.interactions.floor import announcements, helping
from contact_center.interactions.floor.announcements import To
from contact_center.interactions.floor.schemas import (
    AnnouncementOut,
    HelpRequestOut,
    MadeAnnouncement,
    MadeHelpRequest,
    NewAnnouncement,
    NewHelpRequest,
    SentOut,
)
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.ids import AnnouncementId, HelpRequestId, UserId
from contact_center.platform.unit_of_work import Database, UnitOfWork


def router(database: Database, ports: Ports) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["floor"])
    _add_announcements(routes, database)
    _add_help(routes, database, ports)
    return routes


def _add_announcements(routes: APIRouter, database: Database) -> None:
    @routes.post("/announcements", status_code=status.HTTP_201_CREATED)
    async def announce(who: Supervisor, body: NewAnnouncement) -> MadeAnnouncement:
        """Tells agents something: it stands on their pages until they have read it."""

        async def make(work: UnitOfWork) -> AnnouncementId:
            to = To(body.to, body.people, body.name)
            by = UserId(who.user.id)
            return await announcements.announce(work, by, body.text, to, urgent=body.urgent, until=body.until)

        return MadeAnnouncement(announcement=await database.run(who.tenant, make, actor=who.actor))

    @routes.get("/announcements")
    async def unread(who: Agent) -> list[AnnouncementOut]:
        """What the caller has still to read, the oldest first, at most 5."""
        async with database.read(who.tenant) as reader:
            found = await announcements.unread(reader, who.tenant, who.user.id)
        return [AnnouncementOut.of(one) for one in found]

    @routes.get("/announcements/sent")
    async def sent(who: Supervisor) -> list[SentOut]:
        """The newest 50, and who has not read them."""
        async with database.read(who.tenant) as reader:
            found = await announcements.sent(reader, who.tenant)
        return [SentOut.of_sent(one) for one in found]

    @routes.post("/announcements/{announcement}/read", status_code=status.HTTP_204_NO_CONTENT)
    async def read(who: Agent, announcement: UUID) -> None:
        """The caller has read it."""
        await database.run(
            who.tenant, lambda work: announcements.read(work, announcement, who.agent_id), actor=who.actor
        )

    @routes.delete("/announcements/{announcement}", status_code=status.HTTP_204_NO_CONTENT)
    async def take_back(who: Supervisor, announcement: UUID) -> None:
        """It goes from all pages."""
        await database.run(who.tenant, lambda work: announcements.take_back(work, announcement), actor=who.actor)


def _add_help(routes: APIRouter, database: Database, ports: Ports) -> None:
    @routes.post("/help-requests", status_code=status.HTTP_201_CREATED)
    async def ask(who: Agent, body: NewHelpRequest) -> MadeHelpRequest:
        """Raises the caller's hand; one that is up says what it is about anew."""

        async def make(work: UnitOfWork) -> HelpRequestId:
            if body.interaction is not None:
                await Rights(ports.planner, who).require(work, body.interaction, Act.NOTE)
            return await helping.ask(work, who.agent_id, body.text, body.interaction)

        return MadeHelpRequest(help_request=await database.run(who.tenant, make, actor=who.actor))

    @routes.get("/help-requests")
    async def raised(who: Supervisor) -> list[HelpRequestOut]:
        """All raised hands; to whom nobody comes yet first."""
        async with database.read(who.tenant) as reader:
            found = await helping.raised(reader, who.tenant)
        return [HelpRequestOut.of(one) for one in found]

    @routes.post("/help-requests/{request}/take", status_code=status.HTTP_204_NO_CONTENT)
    async def take(who: Supervisor, request: UUID) -> None:
        """The caller comes; refused (409) where a colleague does, or it is over."""
        await database.run(who.tenant, lambda work: helping.take(work, request, UserId(who.user.id)), actor=who.actor)

    @routes.post("/help-requests/{request}/end", status_code=status.HTTP_204_NO_CONTENT)
    async def end(who: AnyUser, request: UUID) -> None:
        """The hand is down. Agents end their own."""
        own = who.user.role == Role.AGENT
        await database.run(
            who.tenant, lambda work: helping.end(work, request, UserId(who.user.id), own_only=own), actor=who.actor
        )
