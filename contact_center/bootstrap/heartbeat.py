"""Signs of life of processes, and of the agents whose browsers they hold (D31)."""

from __future__ import annotations

import asyncio

import structlog

from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions import upkeep_store
from contact_center.platform import process_store
from contact_center.platform.trouble import passes

log = structlog.get_logger()

EVERY = 5.0


async def beat(runtime: Runtime, kind: str) -> None:
    """Every five seconds one statement for the process, one for all agents and one for all visitors it holds."""
    while True:
        try:
            await beat_once(runtime, kind)
        except Exception as error:
            if not passes(error):
                raise
            log.warning("heartbeat failed, trying again", error=repr(error))
        await asyncio.sleep(EVERY)


async def beat_once(runtime: Runtime, kind: str) -> None:
    now = runtime.clock.now()
    async with runtime.database.pools["system"].connection() as connection:
        await process_store.beat(connection, runtime.process_id, kind, now)
        await upkeep_store.beat(connection, runtime.process_id, now)
