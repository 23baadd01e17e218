"""What snippets and signatures need from other rooms; `contact_center.bootstrap.joins.queues` ties it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


class KnownQueues(Protocol):
    """Answered by routing policy."""

    async def of(self, reader: Reader, tenant: UUID) -> Collection[UUID]:
        """The queues of an organisation."""
        ...
