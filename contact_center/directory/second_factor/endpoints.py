"""Second factors as JSON: `/api/v1/second-factors`. Setting one up takes a person and their telephone: a page."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from contact_center.directory.access import Admin
from contact_center.directory.second_factor import service
from contact_center.directory.second_factor.schemas import SecondFactorOf, SecondFactorRule, SecondFactorsOut
from contact_center.platform.unit_of_work import Database


def router(database: Database) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/second-factors", tags=["sign in"])

    @routes.get("")
    async def read_second_factors(who: Admin) -> SecondFactorsOut:
        """Of which roles a second factor is required, and who has one."""
        async with database.read(who.tenant) as reader:
            roles = await service.required(reader, who.tenant)
            having = await service.having(reader, who.tenant)
        people = [SecondFactorOf(user=user, since=since) for user, since in having.items()]
        return SecondFactorsOut(required=sorted(roles), people=people)

    @routes.put("", status_code=status.HTTP_204_NO_CONTENT)
    async def require_second_factors(who: Admin, body: SecondFactorRule) -> None:
        """From the next sign-in of each person on; who has none then sets it up before they come in."""
        await database.run(who.tenant, lambda work: service.require(work, body.required), actor=who.actor)

    @routes.delete("/{user}", status_code=status.HTTP_204_NO_CONTENT)
    async def reset_second_factor(who: Admin, user: UUID) -> None:
        """For somebody who has lost theirs: it and its recovery codes are good no more."""
        await database.run(who.tenant, lambda work: service.reset(work, user), actor=who.actor)

    return routes
