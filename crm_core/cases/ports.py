"""What cases need from other rooms; `contact_center.bootstrap.joins.cases` ties them."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from contact_center.kernel.opening import Shut
from contact_center.platform.unit_of_work import Reader

LOOKS_AHEAD = timedelta(days=120)
"""How far ahead hours are settled when a case is opened, and again whenever it goes on."""


class OpeningHours(Protocol):
    """Answered by routing policy."""

    async def shut(self, reader: Reader, tenant: UUID, queue: UUID, ahead: timedelta) -> Shut:
        """When the queue is shut from now on; empty for one that is always open or is not there any more."""
        ...


class AroundTheClock:
    """Hours of an organisation without routing."""

    async def shut(self, reader: Reader, tenant: UUID, queue: UUID, ahead: timedelta) -> Shut:
        return ()
