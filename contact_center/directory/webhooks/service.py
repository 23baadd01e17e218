"""Webhooks out: endpoints made, changed and removed, their secrets, a test, and what was sent to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.webhooks import store
from contact_center.directory.webhooks.domain import (
    MOST,
    OVERLAP,
    TEST,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookState,
    WebhookWish,
    checked,
    is_here,
    secret_text,
    written,
)
from contact_center.directory.webhooks.errors import NoSuchWebhook, NoSuchWebhookDelivery, TooManyWebhooks
from contact_center.kernel.events import event_types
from contact_center.kernel.ids import new_id
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from contact_center.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class SentWebhook:
    """One message and every try, the last first."""

    delivery: WebhookDelivery
    attempts: tuple[WebhookAttempt, ...]


def on_own_machine(public_url: str) -> bool:
    """Whether browsers reach the installation on this machine alone: then programs beside it may be called, too."""
    return is_here(urlsplit(public_url).hostname or "")


def kinds() -> Sequence[str]:
    """Each kind of event that is recorded here, in the order of the alphabet."""
    return sorted(event_types())


async def webhooks(reader: Reader, tenant: UUID) -> list[Webhook]:
    return await store.webhooks(reader, tenant)


async def webhook(reader: Reader, tenant: UUID, id: UUID) -> Webhook:
    """Raises `NoSuchWebhook`."""
    found = await store.webhooks(reader, tenant, id)
    if not found:
        raise NoSuchWebhook(id)
    return found[0]


async def failed(reader: Reader, tenant: UUID) -> list[str]:
    """Names of the endpoints that have taken nothing for so long that they were switched off."""
    return await store.failed(reader, tenant)


async def make(work: UnitOfWork, vault: Vault, wanted: WebhookWish, by: UUID, *, own: bool) -> tuple[Webhook, str]:
    """The endpoint, and its secret as it is shown this once. `own`: see `on_own_machine`. Raises what `errors` has."""
    asked = checked(wanted, kinds(), on_own_machine=own)
    if await store.count(work, work.tenant_id) >= MOST:
        raise TooManyWebhooks
    id, secret = new_id(), secrets.token_bytes(32)
    await store.add(work, id, asked, vault.seal(secret), by, await head(work, work.tenant_id))
    await directory.audit(work, "webhook made", f"webhook:{id}", **_told(asked))
    return await webhook(work, work.tenant_id, id), secret_text(secret)


async def change(work: UnitOfWork, id: UUID, wanted: WebhookWish, *, own: bool) -> Webhook:
    """What waits for one that had failed is sent now. Raises what `errors` has, naming the field."""
    before = await webhook(work, work.tenant_id, id)
    asked = checked(wanted, kinds(), on_own_machine=own)
    await store.change(work, id, asked, await head(work, work.tenant_id))
    if asked.active and before.state is not WebhookState.ACTIVE:
        await store.hurry(work, id)
    await directory.audit(work, "webhook changed", f"webhook:{id}", **_told(asked), active=asked.active)
    return await webhook(work, work.tenant_id, id)


async def rotate(work: UnitOfWork, vault: Vault, id: UUID) -> str:
    """A new secret, shown this once; the one before it signs beside it for `OVERLAP`."""
    found = await webhook(work, work.tenant_id, id)
    secret = secrets.token_bytes(32)
    await store.rotate(work, id, vault.seal(secret), work.now + OVERLAP)
    await directory.audit(work, "webhook secret rotated", f"webhook:{id}", name=found.name)
    return secret_text(secret)


async def remove(work: UnitOfWork, id: UUID) -> None:
    """With all that was sent to it. Raises `NoSuchWebhook`."""
    found = await webhook(work, work.tenant_id, id)
    await store.remove(work, id)
    await directory.audit(work, "webhook removed", f"webhook:{id}", name=found.name)


async def test(work: UnitOfWork, id: UUID) -> UUID:
    """A message that is about nothing, sent like any other; returns its id."""
    await webhook(work, work.tenant_id, id)
    message, position = new_id(), await head(work, work.tenant_id)
    body = written(TEST, work.now, position, {"webhook_id": str(id)})
    row = {
        "webhook": id, "id": message, "position": position, "kind": TEST, "subject": message, "body": body,
        "at": work.now,
    }  # fmt: skip
    await store.add_deliveries(work, [row])
    await directory.audit(work, "webhook tested", f"webhook:{id}")
    return message


async def sent(
    reader: Reader, tenant: UUID, id: UUID, state: WebhookDeliveryState | None, before: UUID | None, limit: int
) -> Sequence[SentWebhook]:
    """What was or is to be sent to it, the newest first. Raises `NoSuchWebhook`."""
    await webhook(reader, tenant, id)
    found = await store.deliveries(reader, tenant, id, state, before, limit)
    tries = await store.attempts(reader, tenant, id, [one.id for one in found])
    return [SentWebhook(one, tuple(each for each in tries if each.delivery_id == one.id)) for one in found]


async def was_tried(reader: Reader, tenant: UUID, id: UUID, delivery: UUID) -> bool:
    """Whether the other side was asked at least once."""
    return bool(await store.attempts(reader, tenant, id, [delivery]))


async def again(work: UnitOfWork, id: UUID, delivery: UUID | None = None) -> int:
    """Sends one again, or all that were given up. Raises `NoSuchWebhook`, `NoSuchWebhookDelivery`."""
    await webhook(work, work.tenant_id, id)
    count = await store.again(work, id, delivery)
    if delivery is not None and not count:
        raise NoSuchWebhookDelivery(delivery)
    await directory.audit(work, "webhook sent again", f"webhook:{id}", messages=count)
    return count


def _told(one: WebhookWish) -> dict[str, object]:
    return {"name": one.name, "url": one.url, "kinds": list(one.kinds), "whole": one.whole}
