"""The product's own parts on virtual time: what is committed is heard, what is sent arrives at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from channels.email.render import own_message_id
from channels.email.verify import ThreadTokens
from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.interactions.section import InteractionsSection
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.channels import (
    ChannelAccount,
    ChannelAdapter,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
)
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import EventId, TenantId, new_id
from contact_center.platform.eventlog import head
from contact_center.platform.settings import section
from contact_center.platform.unit_of_work import Connection, Database, Job, Reader, UnitOfWork, append_events, scope
from routing.router.translate import ChannelTraits

TOGETHER = 100
"""Units of work in one transaction."""
SentAs = Callable[[ChannelAccount, OutboundMessage], Sent]


class ArrivingAdapter:
    """A channel as it is, but for its provider: whatever is sent has arrived.

    Answers keep the provider ids that the real adapter would give them, so that a customer may still
    answer a mail of last week.
    """

    def __init__(self, real: ChannelAdapter, sent: SentAs) -> None:
        self.channel = real.channel
        self.capabilities = real.capabilities
        self._real = real
        self._sent = sent

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return self._real.parse(raw)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        return self._sent(account, message)

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None


class HalfDone(AssertionError):
    """A use case failed after it had written something; the year cannot go on from there."""


class PastDatabase(Database):
    """One writer on one connection, whose units of work share transactions: opening and committing one for
    each would be half of all the work, and a crash starts the year over anyway.

    A unit of work that is refused must not have written yet. It hears its own events instead of reading the
    log for them.
    """

    def __init__(self, app_url: str, system_url: str, *, clock: ManualClock) -> None:
        super().__init__(app_url, system_url, clock=clock, pool=1)
        self.heard: list[Recorded] = []
        self.jobs: list[Job] = []
        self.positions: dict[TenantId, int] = {}
        self._lent: AbstractAsyncContextManager[Connection] | None = None
        self._connection: Connection | None = None
        self._together = 0

    async def open(self) -> None:
        await super().open()
        self._lent = self.pools["system"].connection()
        self._connection = await self._lent.__aenter__()
        await self._connection.set_autocommit(False)
        self._connection.prepare_threshold, self._connection.prepared_max = 2, 500
        await self._connection.execute("set synchronous_commit = off")

    async def begin(self, tenant: TenantId) -> None:
        await scope(self._the_connection, tenant)
        async with self.read(tenant) as reader:
            self.positions[tenant] = await head(reader, tenant)

    async def close(self) -> None:
        """Giving the connection back commits."""
        if self._lent is not None:
            await self._lent.__aexit__(None, None, None)
        await super().close()

    @property
    def _the_connection(self) -> Connection:
        assert self._connection is not None, "the database is open"
        return self._connection

    @asynccontextmanager
    async def read(self, tenant_id: TenantId, *, by_key: bool = False) -> AsyncIterator[Reader]:
        yield Reader(self._the_connection, self.clock.now())

    @asynccontextmanager
    async def read_all(self) -> AsyncIterator[Reader]:
        yield Reader(self._the_connection, self.clock.now())

    @asynccontextmanager
    async def work(
        self,
        tenant_id: TenantId,
        *,
        actor: str,
        correlation_id: UUID | None = None,
        role: str = "app",
        now: datetime | None = None,
    ) -> AsyncIterator[UnitOfWork]:
        work = UnitOfWork(self._the_connection, now or self.clock.now(), tenant_id, actor, correlation_id)
        try:
            yield work
        except ContactCenterError as refused:
            if work.events:
                raise HalfDone(str(refused)) from refused
            raise
        await self.finish(work)
        await self.announce(work)

    async def finish(self, work: UnitOfWork) -> None:
        """Jobs are carried out at once by the one who asked; the commit comes with that of later work."""
        self.jobs += work.jobs
        self._together += 1
        if self._together >= TOGETHER:
            self._together = 0
            work.jobs.clear()
            await super().finish(work)
        elif work.events:
            await append_events(work)

    async def announce(self, work: UnitOfWork) -> None:
        for event, correlation in work.events:
            position = self.positions.get(work.tenant_id, 0) + 1
            self.positions[work.tenant_id] = position
            self.heard.append(
                Recorded(work.tenant_id, position, EventId(new_id()), work.now, work.actor, correlation, event)
            )
        await super().announce(work)


@dataclass(frozen=True, slots=True)
class PastWorld:
    """The services of one tenant, tied together as `bootstrap.runtime` ties them."""

    tenant: TenantId
    clock: ManualClock
    database: PastDatabase
    ports: Ports
    accounts: ChannelAccounts
    intake: Intake
    outbox: Outbox

    @property
    def media(self) -> ChannelTraits:
        return ChannelTraits.of({name: adapter.capabilities for name, adapter in self.ports.adapters.items()})


@asynccontextmanager
async def open_world(runtime: Runtime, tenant: TenantId, clock: ManualClock) -> AsyncIterator[PastWorld]:
    settings, own = runtime.settings, section(runtime.settings, InteractionsSection)
    database = PastDatabase(settings.database_url, settings.database_system_url, clock=clock)
    await database.open()
    try:
        await database.begin(tenant)
        ports = replace(runtime.ports, adapters=_adapters(runtime))
        accounts = ChannelAccounts(database, runtime.vault)
        yield PastWorld(
            tenant=tenant,
            clock=clock,
            database=database,
            ports=ports,
            accounts=accounts,
            intake=Intake(database, ports, silence=own.thread_silence, raw_kept=own.raw_kept),
            outbox=Outbox(database, ports, accounts),
        )
    finally:
        await database.close()


def _adapters(runtime: Runtime) -> Mapping[str, ChannelAdapter]:
    tokens = ThreadTokens(runtime.vault.key("email threads"))

    def mailed(account: ChannelAccount, message: OutboundMessage) -> Sent:
        message_id = own_message_id(account, message, tokens)
        return Sent(message_id, (message_id,))

    def texted(_: ChannelAccount, message: OutboundMessage) -> Sent:
        return Sent(f"SM{message.id.hex}", (f"SM{message.id.hex}",))

    def shown(_: ChannelAccount, message: OutboundMessage) -> Sent:
        return Sent(str(message.id))

    senders = {"email": mailed, "sms": texted}
    return {
        name: ArrivingAdapter(adapter, senders.get(name, shown)) for name, adapter in runtime.ports.adapters.items()
    }
