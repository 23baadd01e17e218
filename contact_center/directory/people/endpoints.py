"""People as JSON: `/api/v1/people`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contact_center.directory import keys
from contact_center.directory.access import Admin
from contact_center.directory.domain import Role
from contact_center.directory.people import importing, service
from contact_center.directory.people.domain import PeopleFilter, PersonAccount, PersonState, WorkOf
from contact_center.directory.people.ports import PeoplePorts
from contact_center.directory.people.schemas import (
    ActOut,
    Changed,
    ChangePerson,
    EndedSessions,
    ImportBody,
    ImportChecked,
    ImportedOut,
    ImportedPerson,
    ImportRowOut,
    Invited,
    InvitePerson,
    LeaveBody,
    LeavingOut,
    PasswordLink,
    PeopleList,
    PersonOut,
    TeamList,
    TeamOut,
)
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork


def router(database: Database, ports: PeoplePorts, public_url: str) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/people", tags=["people"])
    _add_reading(routes, database, ports)
    _add_changing(routes, database, ports, public_url)
    _add_leaving(routes, database, ports)
    _add_importing(routes, database, ports, public_url)
    return routes


def _add_reading(routes: APIRouter, database: Database, ports: PeoplePorts) -> None:
    @routes.get("")
    async def list_people(
        who: Admin,
        q: Annotated[str, Query(max_length=100)] = "",
        role: Role | None = None,
        team: Annotated[str | None, Query(max_length=100)] = None,
        state: PersonState | None = None,
        after: UUID | None = None,
        limit: Limit = ROWS,
    ) -> PeopleList:
        """Who works here, by name; `q` is part of a name, sign-in name, e-mail address or title."""
        async with database.read(who.tenant) as reader:
            found = await service.listed(
                reader, who.tenant, PeopleFilter(q.strip(), role, team, state), limit + 1, after
            )
            shown = found[:limit]
            serves = await ports.served.of(reader, who.tenant, [one.id for one in shown])
        return PeopleList(
            people=[PersonOut.of(one, serves.get(one.id)) for one in shown],
            next=shown[-1].id if len(found) > limit else None,
        )

    @routes.get("/teams")
    async def list_teams(who: Admin) -> TeamList:
        """The teams that people are in, by name, with how many are active in each."""
        async with database.read(who.tenant) as reader:
            found = await service.teams(reader, who.tenant)
        return TeamList(teams=[TeamOut(name=one.name, people=one.people) for one in found])

    @routes.get("/{user}")
    async def read_person(who: Admin, user: UUID) -> PersonOut:
        """One person, with the queues and skills by which they get work."""
        async with database.read(who.tenant) as reader:
            return await _out(reader, who.tenant, ports, await service.person(reader, who.tenant, user))


def _add_changing(routes: APIRouter, database: Database, ports: PeoplePorts, public_url: str) -> None:
    @routes.post("", status_code=201)
    async def invite_person(who: Admin, body: InvitePerson) -> Invited:
        """Somebody new. They choose a password by the link, which is told this once."""

        async def make(work: UnitOfWork) -> Invited:
            made, secret = await service.invite(work, ports, body.new())
            link = PasswordLink(
                link=f"{public_url}/key/{secret}", purpose=keys.KeyPurpose.INVITATION.value,
                until=work.now + keys.LASTS,
            )  # fmt: skip
            return Invited(person=await _out(work, who.tenant, ports, made), link=link)

        return await database.run(who.tenant, make, actor=who.actor)

    @routes.patch("/{user}")
    async def change_person(who: Admin, user: UUID, body: ChangePerson) -> Changed:
        """What is left out stays; it can be taken back for a day."""

        async def change(work: UnitOfWork) -> Changed:
            done = await service.change(work, ports, user, body.edit(), by=who.user.id)
            return Changed(act=done.act, person=await _out(work, who.tenant, ports, done.person))

        return await database.run(who.tenant, change, actor=who.actor)

    @routes.post("/{user}/link")
    async def make_link(who: Admin, user: UUID) -> PasswordLink:
        """By which they choose a password: an invitation, or a reset. An older link is good no more."""

        async def make(work: UnitOfWork) -> PasswordLink:
            _, secret, purpose = await service.link(work, user)
            return PasswordLink(link=f"{public_url}/key/{secret}", purpose=purpose.value, until=work.now + keys.LASTS)

        return await database.run(who.tenant, make, actor=who.actor)

    @routes.post("/{user}/end-sessions")
    async def end_sessions(who: Admin, user: UUID) -> EndedSessions:
        """They are signed out everywhere, and can sign in again."""

        async def end(work: UnitOfWork) -> EndedSessions:
            return EndedSessions(ended=await service.end_sessions(work, user))

        return await database.run(who.tenant, end, actor=who.actor)


def _add_leaving(routes: APIRouter, database: Database, ports: PeoplePorts) -> None:
    @routes.get("/{user}/leaving")
    async def preview_leaving(who: Admin, user: UUID) -> LeavingOut:
        """What they have in hand, before they leave."""
        async with database.read(who.tenant) as reader:
            return LeavingOut.of(await service.leaving(reader, ports, who.tenant, user))

    @routes.post("/{user}/leave")
    async def leave(who: Admin, user: UUID, body: LeaveBody) -> ActOut:
        """Switched off and signed out at once; what they have in hand goes to a colleague, or to their teams."""

        async def go(work: UnitOfWork) -> ActOut:
            return ActOut(act=await service.leave(work, ports, user, by=who.user.id, to=body.to))

        return await database.run(who.tenant, go, actor=who.actor)

    @routes.post("/{user}/come-back", status_code=204)
    async def come_back(who: Admin, user: UUID) -> None:
        """They can sign in again, by the password they had."""
        await database.run(who.tenant, lambda work: service.come_back(work, user), actor=who.actor)

    @routes.post("/acts/{act}/undo", status_code=204)
    async def undo_people_act(who: Admin, act: UUID) -> None:
        """Takes a change, a leave or an import back, within a day."""

        async def back(work: UnitOfWork) -> None:
            await service.undo(work, ports, act, by=who.user.id)

        await database.run(who.tenant, back, actor=who.actor)


def _add_importing(routes: APIRouter, database: Database, ports: PeoplePorts, public_url: str) -> None:
    @routes.post("/import/check")
    async def check_import(who: Admin, body: ImportBody) -> ImportChecked:
        """What each row of a file would do; nothing is changed."""
        rows = importing.read(body.file)
        async with database.read(who.tenant) as reader:
            judged = await importing.judge(reader, ports, who.tenant, rows)
        return ImportChecked(
            rows=[ImportRowOut.of(one) for one in judged],
            usable=all(one.outcome is not importing.PersonOutcome.WRONG for one in judged),
        )

    @routes.post("/import")
    async def import_people(who: Admin, body: ImportBody) -> ImportedOut:
        """All rows of a file, or none; it can be taken back for a day."""
        rows = importing.read(body.file)

        async def take(work: UnitOfWork) -> ImportedOut:
            done = await importing.run(work, ports, rows, by=who.user.id)
            invited = [
                ImportedPerson(
                    id=one.person.id, name=one.person.name, login=one.person.login,
                    link=f"{public_url}/key/{one.secret}",
                )
                for one in done.invited
            ]  # fmt: skip
            return ImportedOut(act=done.act, invited=invited, changed=done.changed)

        return await database.run(who.tenant, take, actor=who.actor)


async def _out(reader: Reader, tenant: UUID, ports: PeoplePorts, one: PersonAccount) -> PersonOut:
    serves = await ports.served.of(reader, tenant, [one.id])
    return PersonOut.of(one, serves.get(one.id, WorkOf()))
