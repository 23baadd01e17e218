"""Keeps sums of whole days, so that a report of a year reads days: adds what was left since the last time.

Nothing waits for it: what is in no sum yet is read itself (`day_queries`). Rows that change after the fact, as when
entries are counted anew from the log, throw the sums away by a trigger, and they are kept anew.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.interactions.reading import handling_queries
from contact_center.kernel.ids import TenantId
from contact_center.measures import day_queries
from contact_center.measures.day_queries import RolledUp
from contact_center.measures.projection import CONSUMER
from contact_center.platform.eventlog import behind, head
from contact_center.platform.unit_of_work import Database, UnitOfWork

STILL = timedelta(days=2)
"""No transaction is open so long: what was finished on a day is all there by then, and changes no more."""
FEWEST = 200
"""Events that must have been counted since the last time: fewer are read as quickly as they are added."""


async def roll_up_all(database: Database) -> None:
    """Of every organisation, in its own time zone."""
    for one in await directory.tenants(database):
        await roll_up(database, TenantId(one.tenant_id), one.time_zone)


async def roll_up(database: Database, tenant: TenantId, time_zone: str) -> bool:
    """Whether something was added."""

    async def add(work: UnitOfWork) -> bool:
        known = await day_queries.rolled_up(work, tenant)
        over = work.now.astimezone(ZoneInfo(time_zone)).date() - STILL
        if known and known.time_zone == time_zone and known.handled_before == over and await _few(work, known):
            return False
        locked = await day_queries.lock(work, time_zone)
        await day_queries.add(work, locked, max(locked.position, await _counted(work)))
        if locked.handled_before is None or locked.handled_before < over:
            await _add_handled(work, locked, over)
        return True

    return await database.run(tenant, add, actor="system")


async def _few(work: UnitOfWork, known: RolledUp) -> bool:
    return await _counted(work) < known.position + FEWEST


async def _add_handled(work: UnitOfWork, known: RolledUp, over: date) -> None:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=ZoneInfo(known.time_zone))

    begin = midnight(known.handled_before) if known.handled_before else None
    rows = await handling_queries.handled_by_day(
        work, work.tenant_id, known.time_zone, begin, midnight(over)
    )  # fmt: skip
    await day_queries.add_handled(work, rows, over)


async def _counted(work: UnitOfWork) -> int:
    """The position of the log up to which entries were counted."""
    return await head(work, work.tenant_id) - await behind(work, work.tenant_id, CONSUMER)
