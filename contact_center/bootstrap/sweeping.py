"""Files that nothing names go: those of messages that were never stored, and what a crash left behind.

A file is put before the work that names it commits, so one that is new says nothing; what is older than that
can be is looked for in every table that names files, and goes if none does.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.interactions.delivery import files
from contact_center.kernel.ids import TenantId
from contact_center.platform import personal, sharing
from contact_center.platform.lease import LeaseKey, leading

log = structlog.get_logger()

EVERY = timedelta(days=1)
FIRST = timedelta(minutes=10)
"""After the start: a worker that is just being restarted has more important things to do."""
YOUNG = timedelta(days=1)
"""Younger files may belong to work that goes on."""


async def sweep(runtime: Runtime) -> None:
    """Once a day, one worker at a time."""
    await asyncio.sleep(FIRST.total_seconds())
    while True:
        try:
            async with leading(runtime.database, LeaseKey.SWEEPING) as leads:
                if leads:
                    await sweep_once(runtime)
        except Exception:
            log.exception("unused files could not be swept, trying again tomorrow")
        await asyncio.sleep(EVERY.total_seconds())


async def sweep_once(runtime: Runtime, young: timedelta = YOUNG) -> int:
    """How many files went."""
    before = runtime.clock.now() - young
    gone = 0
    for tenant in await directory.tenants(runtime.database):
        async for stored in runtime.blobs.list(f"{tenant.tenant_id}/{files.KIND}"):
            old = [one.key for one in stored if one.at < before]
            gone += await _drop_unnamed(runtime, TenantId(tenant.tenant_id), old)
    if gone:
        log.info("unused files are gone", count=gone)
    return gone


async def _drop_unnamed(runtime: Runtime, tenant: TenantId, keys: list[str]) -> int:
    async with runtime.database.read(tenant) as reader:
        named = await personal.named(reader, TABLES, tenant, keys)
    unnamed = [key for key in keys if key not in named]
    return await sharing.release(runtime.database, tenant, runtime.blobs, TABLES, unnamed, "system")
