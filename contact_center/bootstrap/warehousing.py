"""The warehouse in a process: its files and engine, and the worker's loading and nightly comparing."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from contact_center.bootstrap.joins.facts import fact_sources
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from contact_center.platform.lease import LeaseKey, leading
from contact_center.platform.settings import section
from contact_center.warehouse import store
from contact_center.warehouse.column_store import FactEngine
from contact_center.warehouse.files import FactFolder
from contact_center.warehouse.loading import FactLoader
from contact_center.warehouse.reading import FactReading
from contact_center.warehouse.section import WarehouseSection

log = structlog.get_logger()

NIGHT = time(3)
"""When the warehouse is compared with its owners, in the time zone of the organisation."""
COMPARE_EVERY = 30.0
PAUSE = 15.0
"""Seconds between two looks at what seems to differ."""


def warehouse_of(runtime: Runtime) -> FactReading:
    """The engine starts with the first question; whoever asked closes it (`reading.engine.close`)."""
    own = section(runtime.settings, WarehouseSection)
    data = runtime.settings.data_dir
    place = own.warehouse_place or str(data / "warehouse")
    engine = FactEngine(threads=own.warehouse_threads, memory=own.warehouse_memory)
    return FactReading(runtime.database, FactFolder(place, data / "warehouse-copies"), engine)


async def keep_warehouse(runtime: Runtime) -> None:
    """Loads and compares for as long as this worker has the lease; others stand by."""
    every = section(runtime.settings, WarehouseSection).warehouse_every.total_seconds()
    with ExitStack() as closing:
        reading = warehouse_of(runtime)
        closing.callback(reading.engine.close)
        loader = FactLoader(reading, fact_sources())
        while True:
            try:
                async with leading(runtime.database, LeaseKey.WAREHOUSE) as leads:
                    if leads:
                        async with asyncio.TaskGroup() as both:
                            both.create_task(_load(runtime, loader, every))
                            both.create_task(_compare(runtime, loader))
            except Exception:
                log.exception("the warehouse could not be kept, trying again")
            await asyncio.sleep(every)


async def _load(runtime: Runtime, loader: FactLoader, every: float) -> None:
    """The organisations take turns, so that one that reads everything keeps no other behind."""
    while True:
        busy = False
        for one in await directory.tenants(runtime.database):
            tenant = TenantId(one.tenant_id)
            try:
                busy = await loader.round(tenant) > 0 or busy
                await loader.tidy(tenant, runtime.clock.now())
            except Exception:
                log.exception("an organisation could not be loaded, trying again", tenant_id=str(tenant))
        await asyncio.sleep(0 if busy else every)


async def _compare(runtime: Runtime, loader: FactLoader) -> None:
    while True:
        for one in await directory.tenants(runtime.database):
            tenant = TenantId(one.tenant_id)
            if await _due(runtime, tenant, one.time_zone):
                await loader.sweep(tenant, runtime.clock.now())
                found = await loader.check(tenant, PAUSE)
                log.info("the warehouse was compared with its owners", tenant_id=str(tenant), days=len(found))
        await asyncio.sleep(COMPARE_EVERY)


async def _due(runtime: Runtime, tenant: TenantId, time_zone: str) -> bool:
    """Somebody has asked, or it is night and this night's was not yet; never before everything was read."""
    async with runtime.database.read(tenant) as reader:
        loads = (await store.loads(reader, tenant)).values()
        now = reader.now
    if not loads or any(one.read_at is None for one in loads):
        return False
    night = last_night(now, time_zone)
    return any(one.check_asked_at or one.checked_at is None or one.checked_at < night for one in loads)


def last_night(now: datetime, time_zone: str) -> datetime:
    """The last time that it was `NIGHT` there."""
    local = now.astimezone(ZoneInfo(time_zone))
    tonight = datetime.combine(local.date(), NIGHT, tzinfo=local.tzinfo)
    return tonight if tonight <= local else tonight - timedelta(days=1)
