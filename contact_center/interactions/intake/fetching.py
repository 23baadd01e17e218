"""Files that a provider still keeps: fetched after the message is kept, so that intake never waits for them.

Each is a row of the message from the first moment, named and without its bytes. What cannot be had says why.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery import files
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.interactions.intake import file_store
from contact_center.interactions.intake.file_store import AwaitedFile
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import ChannelAccount, FetchesFiles, InboundAttachment, RemoteFile
from contact_center.kernel.contracts.interactions import MessageFilesFetched
from contact_center.kernel.errors import ExternalSystemError, ReauthNeeded, RetryLater
from contact_center.kernel.ids import ConversationId, MessageId, TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.platform import sharing
from contact_center.platform.unit_of_work import Database, UnitOfWork

log = structlog.get_logger()

TASK: Final = "interactions.fetch_files"
LONGEST: Final = timedelta(minutes=2)
"""For one file; what is slower is tried again."""
SHORTEST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=10)
KEPT_THERE: Final = timedelta(days=2)
"""How long it is tried: a provider that has been away this long has lost nothing we could wait for."""


def ask(work: UnitOfWork, message: MessageId) -> None:
    work.defer(TASK, lock=f"files:{message}", tenant_id=str(work.tenant_id), message_id=str(message))


class Fetcher:
    """Called by a job, as often as it takes; what is there already is not fetched again."""

    def __init__(self, database: Database, ports: Ports, accounts: ChannelAccounts) -> None:
        self._database = database
        self._ports = ports
        self._accounts = accounts

    async def fetch(self, tenant: TenantId, message: MessageId) -> None:
        """Raises `PostponedUntil` when the provider is to be asked again."""
        async with self._database.read(tenant) as reader:
            awaited = await file_store.awaited(reader, tenant, message)
            account = await self._accounts.load(reader, tenant, awaited[0].channel_account_id) if awaited else None
        for one in awaited:
            assert account is not None
            await self._one(tenant, message, one, account)

    async def _one(self, tenant: TenantId, message: MessageId, one: AwaitedFile, account: ChannelAccount) -> None:
        try:
            file = await self._bytes(account, one)
        except (RetryLater, ReauthNeeded) as later:
            age = self._database.clock.now() - one.at
            if age < KEPT_THERE:
                raise PostponedUntil(self._database.clock.now() + _pause(later, age)) from later
            await self._settle(tenant, message, one, trouble="unreachable")
        except ExternalSystemError as refused:
            log.info("a file of a message cannot be had", message_id=str(message), reason=str(refused))
            await self._settle(tenant, message, one, trouble="too_large" if _too_large(refused) else "refused")
        else:
            await self._keep(tenant, message, one, file)

    async def _bytes(self, account: ChannelAccount, one: AwaitedFile) -> InboundAttachment:
        adapter = self._ports.adapters[account.channel]
        assert isinstance(adapter, FetchesFiles)
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                return await adapter.fetch(account, RemoteFile(one.remote, one.name, one.content_type))
        except TimeoutError as slow:
            raise RetryLater(Phrase("file_not_in_time")) from slow

    async def _keep(self, tenant: TenantId, message: MessageId, one: AwaitedFile, file: InboundAttachment) -> None:
        key = files.key_of(tenant, file.content)
        await self._ports.blobs.put(key, file.content)
        await self._settle(tenant, message, one, file=file, key=key)

    async def _settle(
        self,
        tenant: TenantId,
        message: MessageId,
        one: AwaitedFile,
        *,
        file: InboundAttachment | None = None,
        key: str | None = None,
        trouble: str | None = None,
    ) -> None:
        async def write(work: UnitOfWork) -> None:
            if key is not None:
                await sharing.hold(work, [key])
                if not await self._ports.blobs.has(key):  # erased with another's in this moment: the job comes again
                    raise RetryLater(Phrase("file_erased_meanwhile"))
            changed = await file_store.settle(work, one.id, file, key=key, trouble=trouble)
            if changed:
                work.record(
                    MessageFilesFetched(conversation_id=ConversationId(one.conversation_id), message_id=message)
                )

        await self._database.run(tenant, write, actor="intake", role="system")


def _pause(later: ExternalSystemError, age: timedelta) -> timedelta:
    """As long as the provider says, else longer the longer it has not worked."""
    asked: timedelta | None = getattr(later, "after", None)
    return asked or min(LONGEST_PAUSE, max(SHORTEST_PAUSE, age / 4))


def _too_large(refused: ExternalSystemError) -> bool:
    return bool(refused.fields.get("limit"))
