"""What channels, texts and macros ask of queues."""

from __future__ import annotations

from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from routing.policy import administration


class StoredQueueSettings:
    """See `channels.ports.QueueSettings`."""

    async def recording_days(self, reader: Reader) -> dict[tuple[UUID, UUID], int]:
        return await administration.recording_days(reader)


class StoredQueues:
    """See `crm_core.snippets.ports.KnownQueues`; `of` is also `crm_core.macros.endpoints.Queues`."""

    async def of(self, reader: Reader, tenant: UUID) -> frozenset[UUID]:
        return frozenset(await administration.queue_names(reader, tenant))
