"""Rows that their owner publishes to whoever keeps facts: by whose they are, by when they began, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """Three statements of a store over the same columns."""

    of: str
    """Takes `tenant`, `subjects` and `since`, a position of the log before which nothing need be told."""
    between: str
    """Takes `tenant`, `start` and `end`."""
    first: str
    """The oldest instant; takes `tenant`."""
    last: str | None = None
    """The latest instant, for rows that may be of days to come; takes `tenant`."""

    async def rows_of(self, reader: Reader, tenant: UUID, subjects: Sequence[UUID], since: int) -> list[dict[str, Any]]:
        return await reader.dicts(self.of, {"tenant": tenant, "subjects": list(subjects), "since": since})

    async def rows_between(self, reader: Reader, tenant: UUID, start: datetime, end: datetime) -> list[dict[str, Any]]:
        return await reader.dicts(self.between, {"tenant": tenant, "start": start, "end": end})

    async def first_at(self, reader: Reader, tenant: UUID) -> datetime | None:
        found: datetime | None = await reader.value(self.first, {"tenant": tenant})
        return found

    async def last_at(self, reader: Reader, tenant: UUID) -> datetime | None:
        """None also where no row is of a day to come."""
        found: datetime | None = await reader.value(self.last, {"tenant": tenant}) if self.last else None
        return found
