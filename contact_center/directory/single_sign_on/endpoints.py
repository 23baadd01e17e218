"""Sign-on through a provider as JSON: `/api/v1/sign-on-provider`."""

from __future__ import annotations

from fastapi import APIRouter, status

from contact_center.directory.access import Admin
from contact_center.directory.single_sign_on import service
from contact_center.directory.single_sign_on.errors import NoSignOnProvider
from contact_center.directory.single_sign_on.ports import OpenIdProvider
from contact_center.directory.single_sign_on.schemas import (
    ProviderBody,
    ProviderOut,
    ProviderTestBody,
    ProviderTestOut,
)
from contact_center.platform.unit_of_work import Database
from contact_center.platform.vault import Vault


def router(database: Database, vault: Vault, asked: OpenIdProvider) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/sign-on-provider", tags=["sign in"])

    @routes.get("")
    async def read_sign_on_provider(who: Admin) -> ProviderOut:
        """The provider through which people sign in; its secret is never told."""
        async with database.read(who.tenant) as reader:
            found = await service.provider(reader, who.tenant)
        if found is None:
            raise NoSignOnProvider
        return ProviderOut.of(found)

    @routes.put("")
    async def set_sign_on_provider(who: Admin, body: ProviderBody) -> ProviderOut:
        """From the next sign-in on; sessions that are open stay."""
        kept = await database.run(
            who.tenant, lambda work: service.keep(work, vault, body.wanted, body.client_secret), actor=who.actor
        )
        return ProviderOut.of(kept)

    @routes.delete("", status_code=status.HTTP_204_NO_CONTENT)
    async def remove_sign_on_provider(who: Admin) -> None:
        """People sign in by password again."""
        await database.run(who.tenant, service.remove, actor=who.actor)

    @routes.post("/test")
    async def test_sign_on_provider(who: Admin, body: ProviderTestBody) -> ProviderTestOut:
        """Reads what a provider says of itself, and its keys; keeps nothing."""
        found = await service.test(asked, body.issuer)
        return ProviderTestOut(usable=found.trouble is None, keys=found.keys, trouble=found.trouble)

    return routes
