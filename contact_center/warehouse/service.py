"""How the warehouse stands: what is in it, how fresh it is, and where it is not what its owners have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog import behind
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from contact_center.warehouse import store
from contact_center.warehouse.domain import FactDifference, FactTable
from contact_center.warehouse.facts import FACTS, FactName
from contact_center.warehouse.following import CONSUMER


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """Everything is being read from its owner; what was known before stays as it is meanwhile."""

    days_read: int
    days: int
    next_day: date


@dataclass(frozen=True, slots=True)
class FactStanding:
    """One fact, now."""

    name: str
    grain: str
    source: str
    """The table of its owner."""
    versions: int
    """Versions of rows in its files, former ones included."""
    bytes: int
    files: int
    fresh_at: datetime | None
    """Complete up to then; None before its first load."""
    waiting: int
    """Interactions, agents or cases that have changed and are not loaded yet."""
    reading: ReadingProgress | None
    """None where everything has been read."""
    read_at: datetime | None
    """When everything was last read."""
    check_asked_at: datetime | None
    checked_at: datetime | None
    """When it was last compared with its owner's rows, row by row."""
    rows_checked: int
    differences: tuple[FactDifference, ...]
    """Days of that comparison on which they were not the same, the latest first."""


@dataclass(frozen=True, slots=True)
class WarehouseStanding:
    facts: tuple[FactStanding, ...]
    events_behind: int
    """Events that the warehouse has not looked at yet."""

    @property
    def differing(self) -> int:
        return sum(len(one.differences) for one in self.facts)


async def standing(reader: Reader, tenant: TenantId) -> WarehouseStanding:
    loads, sizes = await store.loads(reader, tenant), await store.sizes(reader, tenant)
    waiting = await store.waiting(reader, tenant)
    checks: dict[str, list[store.StoredCheck]] = defaultdict(list)
    for row in await store.checks(reader, tenant):
        checks[row.fact].append(row)
    lines = [
        _standing(fact, loads.get(fact.name), sizes.get(fact.name), waiting.get(fact.name, 0), checks[fact.name])
        for fact in FACTS
    ]
    return WarehouseStanding(tuple(lines), await behind(reader, tenant, CONSUMER))


def _standing(
    fact: FactTable,
    load: store.FactLoad | None,
    size: store.FactSize | None,
    waiting: int,
    checks: list[store.StoredCheck],
) -> FactStanding:
    found = [
        FactDifference(one.day, one.owned, one.loaded, one.missing, one.surplus, one.changed, tuple(one.named))
        for one in checks
    ]
    return FactStanding(
        name=fact.name,
        grain=fact.grain,
        source=fact.source,
        versions=size.rows if size else 0,
        bytes=size.bytes if size else 0,
        files=size.files if size else 0,
        fresh_at=load.fresh_at if load else None,
        waiting=waiting,
        reading=_reading(load),
        read_at=load.read_at if load else None,
        check_asked_at=load.check_asked_at if load else None,
        checked_at=load.checked_at if load else None,
        rows_checked=sum(one.owned for one in found),
        differences=tuple(one for one in found if not one.agrees),
    )


def _reading(load: store.FactLoad | None) -> ReadingProgress | None:
    if load is None or not (load.reading_from and load.reading_day and load.reading_upto):
        return None
    days = (load.reading_upto - load.reading_from).days + 1
    return ReadingProgress(min(days, (load.reading_day - load.reading_from).days), days, load.reading_day)


async def compare_again(work: UnitOfWork, names: Collection[FactName] = ()) -> None:
    """A worker compares these facts, or all, with their owners' rows."""
    await store.ask_check(work, list(names or FactName))


async def read_again(work: UnitOfWork, names: Collection[FactName] = ()) -> None:
    """A worker reads these facts, or all, from their owners: what differs is put right."""
    await store.read_again(work, list(names or FactName))
