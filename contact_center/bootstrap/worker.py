"""The worker process: jobs, log consumers, and what channels run beside them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack, suppress

import structlog

from contact_center.bootstrap import tasks
from contact_center.bootstrap.consumers import consumers
from contact_center.bootstrap.expiring import expire_at_night
from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.joins.erp import erp_systems
from contact_center.bootstrap.metrics_server import metrics_server
from contact_center.bootstrap.rescue import rescue
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.sweeping import sweep
from contact_center.bootstrap.upkeep import upkeep
from contact_center.bootstrap.waking import wake_cases
from contact_center.bootstrap.warehousing import keep_warehouse
from contact_center.directory.webhooks import service as webhooks
from contact_center.directory.webhooks.client import HttpWebhooks
from contact_center.directory.webhooks.sending import WebhookSender
from contact_center.platform.log_watch import run_consumers
from crm_core.tasks.tasks import TasksComeDue
from erp_link.copying import follow_all

log = structlog.get_logger()

ASK_AGAIN = 6.0
"""Seconds; more than work in hand is given to finish."""


async def run_worker(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; work in hand is finished first."""
    async with open_runtime(settings, "worker") as runtime, AsyncExitStack() as closing:
        erp = erp_systems(runtime)
        closing.push_async_callback(erp.close)
        parts = [channel.worker(runtime, closing) for channel in runtime.channels]
        followers = consumers([one for part in parts for one in part.consumers], erp, runtime.ports)
        tasks.register(runtime.jobs, runtime, followers, erp)
        line = HttpWebhooks(on_own_machine=webhooks.on_own_machine(settings.public_url))
        log.info("worker ready")
        with metrics_server(settings, settings.worker_metrics_port):
            await until_stopped(
                [
                    beat(runtime, "worker"),
                    _jobs(runtime),
                    rescue(runtime),
                    upkeep(runtime),
                    sweep(runtime),
                    expire_at_night(runtime),
                    TasksComeDue(runtime.database, runtime.ports).run(),
                    wake_cases(runtime),
                    follow_all(erp),
                    keep_warehouse(runtime),
                    WebhookSender(runtime.database, runtime.vault, line).run(),
                    *(task() for part in parts for task in part.tasks),
                    run_consumers(runtime.database, runtime.wakeups, followers),
                ]
            )


async def _jobs(runtime: Runtime) -> None:
    stale = runtime.settings.worker_stale.total_seconds()
    await runtime.jobs.run_worker_async(
        concurrency=8,
        install_signal_handlers=False,
        wait=True,
        delete_jobs="successful",
        fetch_job_polling_interval=0.25,
        listen_notify=True,
        shutdown_graceful_timeout=5,
        update_heartbeat_interval=stale / 3,
        stalled_worker_timeout=stale,
    )


async def until_stopped(jobs: Sequence[Awaitable[None]]) -> None:
    """Runs the parts of a process side by side; one that fails ends the process, so that it is restarted."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    running = [asyncio.ensure_future(job) for job in jobs]
    stopping = asyncio.ensure_future(stop.wait())
    done, _ = await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await _end(running)
    if stopping not in done:
        log.error("a part of this process ended", part=str(next(iter(done))))


async def _end(running: Sequence[asyncio.Future[None]]) -> None:
    """Asks again those that are still there after a while: a library may have swallowed the first cancellation."""
    left = set(running)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=ASK_AGAIN)
        if left:
            log.warning("a part of this process does not end", parts=[str(task) for task in left])
    for task in running:
        with suppress(asyncio.CancelledError):
            await task
