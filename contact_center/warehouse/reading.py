"""What the warehouse holds, as of an instant.

Every question is as of an instant that the fact was complete at: asked for a later one, it answers as of the newest,
and says so. The same instant gives the same answer for ever, whatever is loaded, merged or read anew since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.warehouse import store
from contact_center.warehouse.column_store import FactEngine, Paths
from contact_center.warehouse.definitions.counts import Counts
from contact_center.warehouse.domain import FactTable
from contact_center.warehouse.errors import NothingKnownThen
from contact_center.warehouse.facts import QUEUE_WAIT
from contact_center.warehouse.files import FactFolder


@dataclass(frozen=True, slots=True)
class WaitCell:
    """Waits that entered one queue on one channel in one interval."""

    at: datetime
    queue_id: UUID
    channel: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class WaitCells:
    as_of: datetime
    """What the answer is as of: the instant that was asked for, or the newest that is complete."""
    cells: tuple[WaitCell, ...]


@dataclass(frozen=True, slots=True)
class WaitQuestion:
    """Which waits are counted, and in which intervals."""

    shorts: Mapping[UUID, float]
    """The queues, and the short-abandon limit of each in seconds."""
    edges: Sequence[datetime]
    """Where the intervals begin."""
    end: datetime
    channel: str | None = None
    next_replies: bool = False


class FactReading:
    """The files of the warehouse with the engine that reads them."""

    def __init__(self, database: Database, folder: FactFolder, engine: FactEngine) -> None:
        self.database = database
        self.folder = folder
        self.engine = engine

    async def waits(self, tenant: TenantId, of: WaitQuestion, *, as_of: datetime | None = None) -> WaitCells:
        """Counts of waits, by the same conditions as everywhere. Raises `NothingKnownThen`."""
        start = of.edges[0]
        paths, at = await self.paths(tenant, QUEUE_WAIT, as_of, first=start.date(), last=of.end.date())
        chosen: dict[str, Any] = {
            "queues": list(of.shorts), "shorts": [float(short) for short in of.shorts.values()],
            "edges": list(of.edges), "start": start, "end": of.end, "next": of.next_replies, "channel": of.channel,
        }  # fmt: skip
        rows = await asyncio.to_thread(self.engine.waits, paths, at, chosen)
        cells = tuple(WaitCell(row["at"], row["queue_id"], row["channel"], Counts.of(row)) for row in rows)
        return WaitCells(at, cells)

    async def count(self, tenant: TenantId, fact: FactTable, as_of: datetime | None = None) -> int:
        paths, at = await self.paths(tenant, fact, as_of)
        return await asyncio.to_thread(self.engine.count, paths, at)

    async def paths(
        self, tenant: TenantId, fact: FactTable, as_of: datetime | None, *,
        first: date | None = None, last: date | None = None,
    ) -> tuple[Paths, datetime]:  # fmt: skip
        """The files of a span of days, and what they are asked as of. Raises `NothingKnownThen`."""
        async with self.database.read(tenant) as reader:
            known = await store.load_of(reader, tenant, fact.name)
            at = complete_at(known, as_of)
            return await self.paths_in(reader, tenant, fact, first, last), at

    async def paths_in(
        self, reader: Reader, tenant: TenantId, fact: FactTable, first: date | None = None, last: date | None = None
    ) -> Paths:
        found = await store.files(reader, tenant, fact.name, first, last)
        moving = {one.month for one in found if not one.merged}
        settled = [await self.folder.path(one.key) for one in found if one.merged and one.month not in moving]
        merged = [await self.folder.path(one.key) for one in found if one.merged and one.month in moving]
        recent = [await self.folder.path(one.key) for one in found if not one.merged]
        return Paths(fact, settled, merged, recent)


def complete_at(known: store.FactLoad | None, as_of: datetime | None) -> datetime:
    if known is None or known.fresh_at is None or known.complete_from is None:
        raise NothingKnownThen(field="as_of")
    if as_of is not None and as_of < known.complete_from:
        raise NothingKnownThen(field="as_of")
    return known.fresh_at if as_of is None else min(as_of, known.fresh_at)
