"""Cases that move by themselves, looked for by every worker: whoever comes first moves them."""

from __future__ import annotations

import asyncio

import structlog

from contact_center.bootstrap.runtime import Runtime
from crm_core.cases import waking

log = structlog.get_logger()


async def wake_cases(runtime: Runtime) -> None:
    while True:
        try:
            await waking.wake_once(runtime.database)
        except Exception:
            log.exception("cases could not be woken, trying again")
        await asyncio.sleep(waking.EVERY)
