"""What codes may refer to; answered by routing and by cases."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


class DispositionGround(Protocol):
    async def queues(self, reader: Reader, tenant: UUID) -> Collection[UUID]: ...

    async def case_types(self, reader: Reader, tenant: UUID) -> Collection[str]:
        """The codes of those in use."""
        ...
