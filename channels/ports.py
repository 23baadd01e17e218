"""What channels need from other rooms; `contact_center/bootstrap/joins` ties them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from contact_center.kernel.contracts.waiting import WaitNotice
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class Waits(Protocol):
    """How work waits in its queue."""

    async def notice(self, reader: Reader, tenant: UUID, interaction: UUID, *, callbacks: bool = True) -> WaitNotice:
        """Nothing if it does not wait. `callbacks`: the customer can be offered one on this channel."""
        ...

    async def call_back(self, unit: UnitOfWork, interaction: UUID, number: str) -> None:
        """The customer keeps the place and is called at this number. Raises what says why not."""
        ...


class Languages(Protocol):
    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> str | None:
        """The language this customer is known to speak (BCP 47)."""
        ...

    async def time_zone_of(self, reader: Reader, tenant: UUID, customer: UUID) -> str | None:
        """Where this customer is known to be, as a name of the tz database."""
        ...


class LegalHolds(Protocol):
    async def held(self, reader: Reader, work: Collection[tuple[UUID, UUID]]) -> frozenset[tuple[UUID, UUID]]:
        """Of these pieces of work (tenant, interaction), the ones of which nothing may be erased now."""
        ...


class QueueSettings(Protocol):
    async def recording_days(self, reader: Reader) -> dict[tuple[UUID, UUID], int]:
        """By tenant and queue: how many days recordings of its work are kept, where the queue says so itself."""
        ...
