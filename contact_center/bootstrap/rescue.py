"""Jobs of workers that died: given to the others.

A worker that was killed leaves its jobs marked as being done, and a job being done holds back all
others of its conversation. Procrastinate keeps the heartbeats that show it; acting on them is ours.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from procrastinate.exceptions import ConnectorException

from contact_center.bootstrap.runtime import Runtime
from contact_center.platform.lease import LeaseKey, leading

log = structlog.get_logger()


async def rescue(runtime: Runtime) -> None:
    """Looks again and again, a few times within the time after which a worker counts as dead."""
    while True:
        try:
            await rescue_once(runtime, runtime.settings.worker_stale)
        except Exception:
            log.exception("jobs of dead workers could not be looked for, trying again")
        await asyncio.sleep(runtime.settings.worker_stale.total_seconds() / 3)


async def rescue_once(runtime: Runtime, stale: timedelta) -> int:
    """How many jobs go back to the queue.

    One process at a time: another that had read the list before would take a job away from the worker
    that has it now.
    """
    async with leading(runtime.database, LeaseKey.DEAD_WORKERS) as leads:
        if not leads:
            return 0
        manager = runtime.jobs.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=stale.total_seconds()))
        for job in stalled:
            log.warning("a job of a dead worker is given to another", task=job.task_name, job=job.id)
            try:
                await manager.retry_job(job)
            except ConnectorException:
                log.info("the job has ended meanwhile", job=job.id)
        return len(stalled)
