"""What an organisation keeps for a time only goes at night, one worker at a time."""

from __future__ import annotations

import asyncio

import structlog

from contact_center.bootstrap.joins.privacy import RegistryData
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory.privacy import running
from contact_center.platform.lease import LeaseKey, leading

log = structlog.get_logger()

EVERY = 600.0


async def expire_at_night(runtime: Runtime) -> None:
    data = RegistryData(runtime)
    while True:
        try:
            async with leading(runtime.database, LeaseKey.RETENTION) as leads:
                if leads:
                    gone = await running.run_due(runtime.database, data, runtime.clock.now())
                    if gone:
                        log.info("what was kept long enough is gone", rows=gone)
        except Exception:
            log.exception("what was kept long enough could not go, trying again later")
        await asyncio.sleep(EVERY)
