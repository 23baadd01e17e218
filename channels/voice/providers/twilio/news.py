"""What Twilio reports: stored first, then understood, with what follows for the call in the same transaction.

Reports are added up (`channels/vendors/twilio/voice/progress.py`), so it makes no difference in which order they came,
how often, or which process understands them. A call of which nothing was reported for a while is asked about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import psycopg
import structlog

from channels.vendors.twilio.voice.happening import Report, reported, told
from channels.vendors.twilio.voice.provider import TwilioTelephony
from channels.voice.locking import LockedCall
from channels.voice.providers.twilio import store
from channels.voice.providers.twilio.lines import TwilioLines
from channels.voice.registry import MediaPlace
from channels.voice.service import CallService
from contact_center.kernel.contracts.telephony import MediaEvent
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CallId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.wakeups import Wakeups

log = structlog.get_logger()

EVERY: Final = 0.5
"""Seconds between two looks when nobody wakes us."""


class LineReports:
    """The web process's side: stores what was reported, and wakes who understands it."""

    def __init__(self, database: Database, wakeups: Wakeups) -> None:
        self._database = database
        self._wakeups = wakeups

    async def take(self, tenant: TenantId, account: UUID, call_id: CallId, report: Report) -> bool:
        """False for a call that this account does not have."""

        async def write(work: UnitOfWork) -> bool:
            return await store.add_report(work, account, call_id, report)

        stored = await self._database.run(tenant, write, actor="provider")
        if stored:
            await self._wakeups.wake(tenant)
        return stored


class LineNews:
    """The worker's side. Several may run: each call is locked while its reports are understood."""

    def __init__(self, database: Database, wakeups: Wakeups, desk: CallService, lines: TwilioLines) -> None:
        self._database = database
        self._wakeups = wakeups
        self._desk = desk
        self._lines = lines

    async def run(self) -> None:
        with self._wakeups.listening() as bell:
            while True:
                try:
                    await self.once()
                except psycopg.OperationalError as error:
                    log.warning("reports of calls wait for the database", error=str(error))
                await bell.wait(EVERY)

    async def once(self) -> None:
        """All that has been reported by now. One call that fails keeps no other waiting."""
        async with self._database.read_all() as reader:
            found = await store.with_news(reader)
        await asyncio.gather(*(self._try(TenantId(one.tenant_id), CallId(one.call_id)) for one in found))

    async def _try(self, tenant: TenantId, call_id: CallId) -> None:
        try:
            await self.understand(tenant, call_id)
        except psycopg.OperationalError:
            raise
        except Exception:
            log.exception("reports of a call are not understood, trying again", call_id=str(call_id))

    async def understand(self, tenant: TenantId, call_id: CallId) -> None:
        place = await self._desk.place_of(tenant, call_id)
        silent = not await self._taken(tenant, call_id, ())
        try:
            telephony = await self._lines.telephony(place)
            asked = await telephony.ask_about(call_id) if silent else ()
        except ContactCenterError as error:
            log.warning("Twilio cannot be asked about a call", call_id=str(call_id), reason=str(error))
            return
        if asked:
            await self._taken(tenant, call_id, asked)
        await self._settle(telephony, place, call_id)

    async def _taken(self, tenant: TenantId, call_id: CallId, more: Sequence[Report]) -> bool:
        """Whether there was anything new to understand."""
        new: list[bool] = []

        async def step(hand: LockedCall) -> None:
            call = await store.lock(hand.work, call_id)
            if call is None:
                return
            reports = [*await store.take_reports(hand.work, call_id), *more]
            call, happened = told(reported(call, reports), hand.work.now)
            await store.save(hand.work, call)
            for one in happened:
                sequence, at = hand.call.last_sequence + 1, one.at or hand.work.now
                await hand.react(MediaEvent(call_id, one.leg, one.kind, sequence, at, one.detail))
            new[:] = [bool(reports or happened)]

        await self._desk.run(tenant, call_id, step, actor="provider")
        return new == [True]

    async def _settle(self, telephony: TwilioTelephony, place: MediaPlace, call_id: CallId) -> None:
        try:
            await telephony.settle(call_id)
        except ContactCenterError as error:
            log.warning("Twilio was not told yet", call_id=str(call_id), reason=str(error), account=str(place.account))
