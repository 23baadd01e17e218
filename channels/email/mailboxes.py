"""Mailboxes to intake: one poller per mailbox, restarted when its settings change, led by one worker."""

from __future__ import annotations

import asyncio

import psycopg
import structlog

from channels.email import store
from channels.email.adapter import CODE, poller
from channels.email.poller import MailPoller
from channels.email.ports import Cursor
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.phrases import Phrase
from contact_center.platform.lease import LeaseKey, lead
from contact_center.platform.unit_of_work import Database

log = structlog.get_logger()

LOOK_EVERY = 30.0


class IntakeSink:
    """`MailSink` of one mailbox: intake keeps the mail, the cursor is a row."""

    def __init__(self, account: ChannelAccount, intake: Intake, database: Database, folder: str) -> None:
        self._account = account
        self._intake = intake
        self._database = database
        self._folder = folder

    async def take(self, raw: RawEnvelope) -> None:
        """Kept as a message or in quarantine; a bounce also tells the fate of what we sent."""
        await self._intake.take(raw)

    async def refuse(self, raw: RawEnvelope, reason: Phrase) -> None:
        await self._intake.refuse(raw, reason)

    async def cursor(self) -> Cursor | None:
        async with self._database.read(self._account.tenant_id) as reader:
            return await store.cursor(reader, self._account, self._folder)

    async def save_cursor(self, cursor: Cursor) -> None:
        async with self._database.work(self._account.tenant_id, actor="mail", role="system") as work:
            await store.save_cursor(work, self._account, self._folder, cursor)


class Mailboxes:
    """Keeps one poller running for each active mailbox."""

    def __init__(self, accounts: ChannelAccounts, intake: Intake, database: Database) -> None:
        self._accounts = accounts
        self._intake = intake
        self._database = database
        self._known: list[tuple[ChannelAccount, MailPoller]] = []

    async def run(self) -> None:
        """Polls while this worker holds the lease; waits for it otherwise."""
        while True:
            try:
                async with lead(self._database, LeaseKey.MAILBOXES) as leads:
                    log.info("polling mailboxes")
                    while await leads():
                        await self._adjust()
                        await asyncio.sleep(LOOK_EVERY)
            except psycopg.OperationalError as error:
                log.warning("polling mailboxes lost its database, trying again", error=str(error))
            finally:
                await self._stop_all()
            await asyncio.sleep(1)

    async def _adjust(self) -> None:
        wanted = await self._accounts.of_channel(CODE)
        for account, running in list(self._known):
            if account not in wanted:
                await running.stop()
                self._known.remove((account, running))
        known = [account for account, _ in self._known]
        for account in wanted:
            if account not in known:
                await self._begin(account)

    async def _begin(self, account: ChannelAccount) -> None:
        try:
            started = poller(account, IntakeSink(account, self._intake, self._database, "INBOX"), self._database.clock)
        except ContactCenterError as error:
            log.error("mailbox cannot be polled", account=str(account.id), reason=str(error))
            return
        await started.start()
        self._known.append((account, started))

    async def _stop_all(self) -> None:
        for _, running in self._known:
            await running.stop()
        self._known.clear()
