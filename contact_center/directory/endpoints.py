"""What stands below letters, as JSON: a person's title, team and telephone, and the organisation's address."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from contact_center.directory import cards
from contact_center.directory import service as directory
from contact_center.directory.access import Admin, AnyUser
from contact_center.directory.schemas import CardBody, CardOut, CompanyBody, CompanyOut
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import Database, UnitOfWork


def router(database: Database) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["organisation"])
    _add_cards(routes, database)

    @routes.get("/company")
    async def read_company(who: AnyUser) -> CompanyOut:
        """Name and postal address of the organisation, as customers read them below letters."""
        async with database.read(who.tenant) as reader:
            name, address = await cards.company(reader, who.tenant)
        return CompanyOut(name=name, address=address)

    @routes.put("/company", status_code=status.HTTP_204_NO_CONTENT)
    async def change_company(who: Admin, body: CompanyBody) -> None:
        """Below letters from now on."""
        await database.run(who.tenant, lambda work: cards.set_address(work, body.address), actor=who.actor)

    return routes


def _add_cards(routes: APIRouter, database: Database) -> None:
    async def read(who: SignedIn, user: UUID) -> CardOut:
        async with database.read(who.tenant) as reader:
            await directory.user(reader, who.tenant, user)
            found = await cards.card(reader, who.tenant, user)
        assert found is not None
        return CardOut.of(found)

    async def change(who: SignedIn, user: UUID, body: CardBody) -> None:
        async def write(work: UnitOfWork) -> None:
            await directory.user(work, who.tenant, user)
            await cards.set_card(work, UserId(user), title=body.title, team=body.team, phone=body.phone)

        await database.run(who.tenant, write, actor=who.actor)

    @routes.get("/me/card")
    async def read_own_card(who: AnyUser) -> CardOut:
        """The caller's title, team and telephone, as customers read them below letters."""
        return await read(who, who.user.id)

    @routes.put("/me/card", status_code=status.HTTP_204_NO_CONTENT)
    async def change_own_card(who: AnyUser, body: CardBody) -> None:
        """Below the caller's letters from now on; what is left out is emptied."""
        await change(who, who.user.id, body)

    @routes.get("/users/{user}/card")
    async def read_card(who: Admin, user: UUID) -> CardOut:
        """Title, team and telephone of anybody."""
        return await read(who, user)

    @routes.put("/users/{user}/card", status_code=status.HTTP_204_NO_CONTENT)
    async def change_card(who: Admin, user: UUID, body: CardBody) -> None:
        """Below somebody's letters from now on; what is left out is emptied."""
        await change(who, user, body)
