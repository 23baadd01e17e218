"""SMS that no webhook brought: after an outage longer than the provider's retries it is asked for them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from channels.channel import Centre
from channels.sms import store
from channels.sms.client import CODE, SmsAdapter
from channels.sms.section import SmsSection
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ExternalSystemError
from contact_center.platform.lease import LeaseKey, leading
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import UnitOfWork

log = structlog.get_logger()

OVERLAP = timedelta(minutes=5)
"""Asked for once more: a provider's list may be behind its webhooks, and its clock beside ours."""
AT_ONCE = 50
"""Taken in together; intake keeps their order."""
FIRST = timedelta(days=1)
"""How far back the first question goes."""


class MissedSms:
    """Asks for each SMS account when a worker starts and then at intervals; one worker at a time.

    The newest are left to their webhooks, which may still be on the way.
    """

    def __init__(self, centre: Centre) -> None:
        adapter = centre.ports.adapters[CODE]
        assert isinstance(adapter, SmsAdapter)
        self._adapter = adapter
        self._centre = centre

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception:
                log.exception("missed messages could not be asked for, trying again")
            await asyncio.sleep(section(self._centre.settings, SmsSection).provider_catch_up.total_seconds())

    async def once(self) -> int:
        """How many messages were found that no webhook had brought yet."""
        async with leading(self._centre.database, LeaseKey.MISSED_SMS) as leads:
            if not leads:
                return 0
            accounts = await self._centre.accounts.of_channel(CODE)
            return sum([await self._catch_up(account) for account in accounts])

    async def _catch_up(self, account: ChannelAccount) -> int:
        now = self._centre.clock.now()
        since = await self._asked_at(account, now) - OVERLAP
        try:
            missed = await self._adapter.missed(
                account, since, now - section(self._centre.settings, SmsSection).provider_settle
            )
        except ExternalSystemError as error:
            log.warning("missed messages could not be asked for", account=str(account.id), reason=str(error))
            return 0
        for first in range(0, len(missed), AT_ONCE):
            await asyncio.gather(*(self._centre.intake.take(raw) for raw in missed[first : first + AT_ONCE]))
        if missed:
            log.warning("messages came that no webhook had brought", account=str(account.id), count=len(missed))
        await self._remember(account, now)
        return len(missed)

    async def _asked_at(self, account: ChannelAccount, now: datetime) -> datetime:
        async with self._centre.database.read(account.tenant_id) as reader:
            return await store.asked_at(reader, account) or now - FIRST

    async def _remember(self, account: ChannelAccount, asked: datetime) -> None:
        async def save(work: UnitOfWork) -> None:
            await store.remember_asked(work, account, asked)

        await self._centre.database.run(account.tenant_id, save, actor="sms", role="system")
