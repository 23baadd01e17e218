"""What time alone makes due: raw envelopes, old processes, ended sessions."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from contact_center.bootstrap.runtime import Runtime

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
        await connection.execute(
            "update core.envelope set raw = null where raw is not null and erasable_at < %s", [now]
        )
        await connection.execute("delete from core.process where beat_at < %s", [now - timedelta(days=1)])
        await connection.execute(
            "delete from core.agent_connection where coalesce(closed_at, beat_at) < %s", [now - timedelta(days=7)]
        )
        await connection.execute("delete from core.session where expires_at < %s", [now - timedelta(days=7)])
