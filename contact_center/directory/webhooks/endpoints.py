"""Webhooks as JSON: `/api/v1/webhooks`."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from contact_center.directory.access import Admin
from contact_center.directory.webhooks import service
from contact_center.directory.webhooks.domain import WebhookDeliveryState
from contact_center.directory.webhooks.schemas import (
    MadeWebhook,
    WebhookBody,
    WebhookDeliveryList,
    WebhookDeliveryOut,
    WebhookList,
    WebhookOut,
    WebhookSecret,
    WebhooksSentAgain,
    WebhookTestOut,
)
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.vault import Vault


def router(database: Database, vault: Vault, public_url: str) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
    own = service.on_own_machine(public_url)

    @routes.get("")
    async def list_webhooks(who: Admin) -> WebhookList:
        """Every endpoint, and how it fares."""
        async with database.read(who.tenant) as reader:
            return WebhookList(webhooks=[WebhookOut.of(one) for one in await service.webhooks(reader, who.tenant)])

    @routes.post("", status_code=status.HTTP_201_CREATED)
    async def make_webhook(who: Admin, body: WebhookBody) -> MadeWebhook:
        """It is told what happens from now on; its secret is told this once."""

        async def make(work: UnitOfWork) -> MadeWebhook:
            made, secret = await service.make(work, vault, body.wanted, who.user.id, own=own)
            return MadeWebhook(webhook=WebhookOut.of(made), secret=secret)

        return await database.run(who.tenant, make, actor=who.actor)

    @routes.get("/{webhook}")
    async def read_webhook(who: Admin, webhook: UUID) -> WebhookOut:
        """One endpoint, and how it fares."""
        async with database.read(who.tenant) as reader:
            return WebhookOut.of(await service.webhook(reader, who.tenant, webhook))

    @routes.put("/{webhook}")
    async def change_webhook(who: Admin, webhook: UUID, body: WebhookBody) -> WebhookOut:
        """Also switched off and on again; one that had failed is sent what has waited."""
        changed = await database.run(
            who.tenant, lambda work: service.change(work, webhook, body.wanted, own=own), actor=who.actor
        )
        return WebhookOut.of(changed)

    @routes.delete("/{webhook}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove_webhook(who: Admin, webhook: UUID) -> None:
        """With all that was sent to it."""
        await database.run(who.tenant, lambda work: service.remove(work, webhook), actor=who.actor)

    _add_acts(routes, database, vault)
    _add_deliveries(routes, database)
    return routes


def _add_acts(routes: APIRouter, database: Database, vault: Vault) -> None:
    @routes.post("/{webhook}/secret")
    async def rotate_webhook_secret(who: Admin, webhook: UUID) -> WebhookSecret:
        """A new secret, told this once; for 24 hours the one before it signs, too."""
        secret = await database.run(who.tenant, lambda work: service.rotate(work, vault, webhook), actor=who.actor)
        return WebhookSecret(secret=secret)

    @routes.post("/{webhook}/test")
    async def test_webhook(who: Admin, webhook: UUID) -> WebhookTestOut:
        """Sends a message of kind `webhook.test`, like any other."""
        sent = await database.run(who.tenant, lambda work: service.test(work, webhook), actor=who.actor)
        return WebhookTestOut(delivery=sent)


def _add_deliveries(routes: APIRouter, database: Database) -> None:
    @routes.get("/{webhook}/deliveries")
    async def list_webhook_deliveries(
        who: Admin,
        webhook: UUID,
        state: WebhookDeliveryState | None = None,
        before: UUID | None = None,
        limit: Limit = ROWS,
    ) -> WebhookDeliveryList:
        """What was or is to be sent, with every try: the newest first, from before the last one of a page."""
        async with database.read(who.tenant) as reader:
            found = await service.sent(reader, who.tenant, webhook, state, before, limit)
        return WebhookDeliveryList(deliveries=[WebhookDeliveryOut.of(one) for one in found])

    @routes.post("/{webhook}/deliveries/again")
    async def send_webhooks_again(who: Admin, webhook: UUID) -> WebhooksSentAgain:
        """All that were given up."""
        count = await database.run(who.tenant, lambda work: service.again(work, webhook), actor=who.actor)
        return WebhooksSentAgain(messages=count)

    @routes.post("/{webhook}/deliveries/{delivery}/again")
    async def send_webhook_again(who: Admin, webhook: UUID, delivery: UUID) -> WebhooksSentAgain:
        """Under the same id, whatever became of it before."""
        count = await database.run(who.tenant, lambda work: service.again(work, webhook, delivery), actor=who.actor)
        return WebhooksSentAgain(messages=count)
