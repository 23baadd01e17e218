"""What time alone makes due: raw envelopes, old processes, ended sessions, rows of imports, sums of days."""

from __future__ import annotations

import asyncio

import structlog

from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import upkeep_store as directory
from contact_center.directory.webhooks import store as webhooks
from contact_center.interactions import upkeep_store as interactions
from contact_center.interactions.importing import store as mail_importing
from contact_center.measures import rollup
from contact_center.platform import process_store
from crm_core.customers.importing import store as importing
from crm_core.door import store as door

log = structlog.get_logger()

EVERY = 600.0


async def upkeep(runtime: Runtime) -> None:
    while True:
        try:
            await upkeep_once(runtime)
        except Exception:
            log.exception("upkeep failed, trying again later")
        await asyncio.sleep(EVERY)


async def upkeep_once(runtime: Runtime) -> None:
    """Each statement is short and may be repeated."""
    now = runtime.clock.now()
    async with runtime.database.pools["system"].connection() as connection:
        await interactions.tidy(connection, now)
        await process_store.forget_old(connection, now)
        await directory.tidy(connection, now)
        await webhooks.tidy(connection, now)
        await importing.tidy(connection, now)
        await mail_importing.tidy(connection, now)
        await door.tidy(connection, now)
    await rollup.roll_up_all(runtime.database)
