"""The intervals of `service`, as the warehouse knew them at an instant: a report printed then prints the same today.

What counts is the same; which queues' switches apply is a setting of today that holds for the past, too, as everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.contracts import tasks
from contact_center.kernel.ids import QueueId, TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.measures import service
from contact_center.measures.errors import WrongInterval
from contact_center.measures.figures import Interval, IntervalCell
from contact_center.warehouse.definitions.counts import service_level
from contact_center.warehouse.reading import FactReading, WaitQuestion


@dataclass(frozen=True, slots=True)
class PastIntervals:
    as_of: datetime
    """What they are as of: what was asked for, or the newest instant up to which the warehouse is complete."""
    intervals: tuple[Interval, ...]
    """Without what we began ourselves."""


@dataclass(frozen=True, slots=True)
class PastSpan:
    start: datetime
    end: datetime
    minutes: int
    time_zone: str
    queue: QueueId | None = None
    channel: str | None = None
    next_replies: bool = False


async def intervals_as_of(
    reading: FactReading, tenant: TenantId, of: PastSpan, as_of: datetime | None
) -> PastIntervals:  # fmt: skip
    """Raises `WrongInterval`, `UnknownQueue`, `NothingKnownThen`."""
    edges = service.edges_of(of.start, of.end, of.minutes, of.time_zone)
    async with reading.database.read(tenant) as reader:
        rules = await service.rules_of(reader, tenant, of.queue)
    shorts = {id: float(rule.short_abandon_seconds) for id, rule in rules.items()}
    asked = WaitQuestion(shorts, edges, of.end, of.channel, of.next_replies)
    found = await reading.waits(tenant, asked, as_of=as_of)
    parts: dict[datetime, list[IntervalCell]] = defaultdict(list)
    for cell in found.cells:
        if of.channel or cell.channel != tasks.CHANNEL:
            level = service_level(cell.counts, rules[cell.queue_id])
            parts[cell.at].append(IntervalCell(cell.at, cell.queue_id, cell.channel, cell.counts, level))
    return PastIntervals(found.as_of, tuple(service.interval_of(at, parts[at]) for at in edges))


def offset_given(as_of: datetime | None) -> datetime | None:
    """Raises `WrongInterval` for an instant that says nothing of its zone."""
    if as_of is not None and as_of.tzinfo is None:
        raise WrongInterval(Phrase("offset_needed"), field="as_of")
    return as_of
