"""The log says what is to be told: each event leaves, in the transaction that reads it, a delivery for every endpoint
that wants it. What was never committed is in no log, and what is in it is read once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from contact_center.directory.webhooks import store
from contact_center.directory.webhooks.domain import body_of, subject_of, wants
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork

CONSUMER: Final = "webhooks"


class WebhooksFollow:
    """Follows the log under the cursor `webhooks`."""

    name = CONSUMER
    wants = None

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        endpoints = await store.listening(work)
        rows = [
            {
                "webhook": one.id, "id": at.id, "position": at.position, "kind": at.event.type,
                "subject": subject_of(at), "body": body_of(at, whole=one.whole), "at": at.at,
            }
            for one in endpoints
            for at in events
            if at.position > one.after and wants(one.kinds, at.event.type)
        ]  # fmt: skip
        if rows:
            await store.add_deliveries(work, rows)
