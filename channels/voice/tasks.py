"""Voice in the worker: the watch over calls, by whoever holds the lease, and the end of recordings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import psycopg
import structlog

from channels.channel import Centre
from channels.voice.calls import call_desk
from channels.voice.retention import erase_outlived
from channels.voice.section import VoiceSection
from channels.voice.transcripts.service import Transcripts
from channels.voice.watch import CallWatch
from contact_center.platform.lease import LeaseKey, lead
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Database

log = structlog.get_logger()

WRITES_EVERY = timedelta(seconds=5)
ERASES_EVERY = timedelta(minutes=10)


class WatchedCalls:
    """Watches over the calls of the media process while this worker holds the lease."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    async def run(self) -> None:
        while True:
            try:
                async with lead(self._centre.database, LeaseKey.CALLS) as leads:
                    log.info("watching over calls")
                    async with call_desk(self._centre) as (desk, telephony):
                        await _watch(leads, CallWatch(self._centre.database, desk, telephony))
            except psycopg.OperationalError as error:
                log.warning("the watch over calls lost its database, trying again", error=str(error))
            await asyncio.sleep(1)


class WrittenCalls:
    """Writes down what is due, while this worker holds the lease: a server of speech takes one call after another."""

    def __init__(self, database: Database, transcripts: Transcripts) -> None:
        self._database = database
        self._transcripts = transcripts

    async def run(self) -> None:
        while True:
            try:
                async with lead(self._database, LeaseKey.TRANSCRIPTS) as leads:
                    while await leads():
                        if not await self._transcripts.make_due():
                            await asyncio.sleep(WRITES_EVERY.total_seconds())
            except Exception:
                log.exception("calls could not be written down, trying again later")
            await asyncio.sleep(WRITES_EVERY.total_seconds())


class RecordingRetention:
    """Erases recordings whose time is over, now and then."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception:
                log.exception("recordings could not be erased, trying again later")
            await asyncio.sleep(ERASES_EVERY.total_seconds())

    async def once(self) -> None:
        centre = self._centre
        erased = await erase_outlived(
            centre.database,
            centre.blobs,
            centre.queue_settings,
            centre.legal_holds,
            centre.clock.now(),
            section(centre.settings, VoiceSection).recordings_kept,
        )
        if erased:
            log.info("recordings erased, their time is over", count=erased)


async def _watch(leads: Callable[[], Awaitable[bool]], watch: CallWatch) -> None:
    watching = [asyncio.create_task(watch.follow()), asyncio.create_task(watch.tend())]
    try:
        while await leads():
            await _first_failure(watching)
    finally:
        await _stop(watching)


async def _first_failure(tasks: list[asyncio.Task[None]], within: float = 2.0) -> None:
    """Raises what one of them raised, if that happens in this time."""
    done, _ = await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, Exception):
            await task
