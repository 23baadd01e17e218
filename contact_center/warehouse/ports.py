"""What the warehouse asks of the rooms that own facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contact_center.kernel.events import Event
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.domain import FactRow, FactTable


class FactSource(Protocol):
    """A room publishes the rows of one fact.

    Events say whose rows may have changed, by an id (the *subject*: an interaction, an agent, a document); the rows
    themselves are read where they are kept.
    """

    @property
    def fact(self) -> FactTable: ...

    def subjects(self, event: Event) -> Collection[UUID]:
        """Whose rows may be others after this event."""
        ...

    async def position(self, reader: Reader, tenant: TenantId) -> int:
        """The position of the log up to which the rows are what the events say."""
        ...

    async def rows(self, reader: Reader, tenant: TenantId, subjects: Sequence[UUID], since: int) -> list[FactRow]:
        """The rows of these subjects. Those that have not changed after the position `since` may be left out."""
        ...

    async def between(self, reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[FactRow]:
        """All rows whose instant is in this span."""
        ...

    async def first(self, reader: Reader, tenant: TenantId) -> datetime | None:
        """The instant of the oldest row."""
        ...

    async def last(self, reader: Reader, tenant: TenantId) -> datetime | None:
        """The instant of the latest row, where rows may be of days to come; None where they are not."""
        ...
