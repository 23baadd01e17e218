"""Keys of the API as JSON: `/api/v1/keys`. Managed by people who are signed in, never by a key."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, status

from contact_center.directory.access import Admin, areas_of
from contact_center.directory.api_keys import service
from contact_center.directory.api_keys.domain import OWN_AREA
from contact_center.directory.api_keys.schemas import ApiKeyBody, ApiKeyList, ApiKeyOut, MadeApiKey
from contact_center.platform.unit_of_work import Database, UnitOfWork


def router(database: Database) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/keys", tags=[OWN_AREA])

    @routes.get("")
    async def list_keys(who: Admin) -> ApiKeyList:
        """All keys, the newest first, revoked ones last."""
        async with database.read(who.tenant) as reader:
            return ApiKeyList(keys=[ApiKeyOut.of(one) for one in await service.keys(reader, who.tenant)])

    @routes.post("", status_code=status.HTTP_201_CREATED)
    async def make_key(request: Request, who: Admin, body: ApiKeyBody) -> MadeApiKey:
        """A key for a program; its secret is told this once."""
        areas = areas_of(request.app)

        async def make(work: UnitOfWork) -> MadeApiKey:
            made, secret = await service.make(work, body.wanted(who.user.id), areas, who.user.id)
            return MadeApiKey(key=ApiKeyOut.of(made), secret=secret)

        return await database.run(who.tenant, make, actor=who.actor)

    @routes.delete("/{key}", status_code=status.HTTP_204_NO_CONTENT)
    async def revoke_key(who: Admin, key: UUID) -> None:
        """It is refused from now on."""
        await database.run(who.tenant, lambda work: service.revoke(work, key), actor=who.actor)

    return routes
