"""Recordings brought home: fetched from Twilio, sealed into our own store, and deleted there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import psycopg
import structlog

from channels.vendors.twilio.voice.line import LineCall, Tape
from channels.vendors.twilio.voice.provider import TwilioLine
from channels.voice.locking import LockedCall
from channels.voice.providers.twilio import store
from channels.voice.providers.twilio.lines import TwilioLines
from channels.voice.recordings import message_key, recording_key
from channels.voice.service import CallService
from contact_center.directory import service as directory
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

EVERY: Final = 2.0
SWEPT_EVERY: Final = timedelta(hours=1)
AGAIN: Final = timedelta(minutes=1)
LARGEST: Final = 256 * 1024 * 1024
"""Bytes: two hours in two channels."""


class LineTapes:
    """Fetches what is ready, one after another; what fails is tried again a minute later."""

    def __init__(
        self, database: Database, wakeups: Wakeups, desk: CallService, lines: TwilioLines, blobs: BlobStore
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._desk = desk
        self._lines = lines
        self._blobs = blobs
        self._swept: datetime | None = None

    async def run(self) -> None:
        with self._wakeups.listening() as bell:
            while True:
                try:
                    await self.once()
                    await self._sweep()
                except psycopg.OperationalError as error:
                    log.warning("recordings at Twilio wait for the database", error=str(error))
                await bell.wait(EVERY)

    async def once(self) -> None:
        async with self._database.read_all() as reader:
            found = await store.to_fetch(reader)
        for one in found:
            tenant, call_id = TenantId(one.tenant_id), CallId(one.call_id)
            try:
                await self.fetch(tenant, call_id)
            except psycopg.OperationalError:
                raise
            except Exception as error:
                expected = isinstance(error, ContactCenterError)
                log.warning(
                    "recording not fetched yet", call_id=str(call_id), reason=repr(error), exc_info=not expected
                )
                await self._later(tenant, call_id)

    async def fetch(self, tenant: TenantId, call_id: CallId) -> None:
        """All recordings of a call that are ready. Idempotent. Raises border errors."""
        line = await self._lines.line(await self._desk.place_of(tenant, call_id))
        async with self._database.read(tenant) as reader:
            call = await store.read(reader, tenant, call_id)
        for sid, tape in call.tapes.items() if call is not None else ():
            if tape.ready:
                await self._bring_home(tenant, call_id, line, sid, tape)

    async def _bring_home(self, tenant: TenantId, call_id: CallId, line: TwilioLine, sid: str, tape: Tape) -> None:
        key = (message_key if tape.message else recording_key)(tenant, call_id)
        async with self._lines.client.download(line.who, sid, LARGEST) as pieces:
            content = b"".join([piece async for piece in pieces])
        await self._blobs.put(key, content)
        kind = MediaEventKind.MESSAGE_READY if tape.message else MediaEventKind.RECORDING_READY

        async def step(hand: LockedCall) -> None:
            call = await store.lock(hand.work, call_id)
            if call is None:
                return
            await store.save(hand.work, _kept(call, sid))
            sequence = hand.call.last_sequence + 1
            await hand.react(MediaEvent(call_id, None, kind, sequence, hand.work.now, key))

        await self._desk.run(tenant, call_id, step, actor="provider")
        await self._lines.client.delete_recording(line.who, sid)

    async def _sweep(self) -> None:
        """What is kept of calls that are long over, now and then."""
        now = self._database.clock.now()
        if self._swept is not None and now - self._swept < SWEPT_EVERY:
            return
        self._swept = now
        for tenant in await directory.tenants(self._database):
            await self._database.run(TenantId(tenant.tenant_id), store.forget_old, actor="upkeep")

    async def _later(self, tenant: TenantId, call_id: CallId) -> None:
        async def write(work: UnitOfWork) -> None:
            await store.fetch_later(work, call_id, work.now + AGAIN)

        await self._database.run(tenant, write, actor="provider")


def _kept(call: LineCall, sid: str) -> LineCall:
    return replace(call, tapes={**call.tapes, sid: replace(call.tapes[sid], kept=True)})
