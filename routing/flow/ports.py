"""What the flow of waiting work needs to know of others; joined by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from routing.flow.expected_wait import Wait

Line = tuple[UUID, str]
"""A queue and a tier."""


class PastWaits(Protocol):
    async def since(self, reader: Reader, tenant: UUID, start: datetime) -> Mapping[Line, list[Wait]]:
        """Waits that ended at or after `start`, and those that go on."""
        ...


class OwnNumbers(Protocol):
    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> frozenset[str]:
        """The telephone numbers known to be this customer's, like `+886227110480`."""
        ...


class NoPastWaits:
    """Where nothing counts waits there is no expected wait."""

    async def since(self, reader: Reader, tenant: UUID, start: datetime) -> Mapping[Line, list[Wait]]:
        return {}


class NoNumbers:
    """Where callbacks are not offered."""

    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> frozenset[str]:
        return frozenset()
