"""The product's own parts on virtual time: what is committed is heard, what is sent arrives at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from channels.email.render import own_message_id
from channels.email.verify import ThreadTokens
from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery import Outbox
from contact_center.interactions.intake import Intake
from contact_center.interactions.ports import Ports
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.channels import (
    ChannelAccount,
    ChannelAdapter,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
)
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import EventId, TenantId, new_id
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Connection, Database, Job, Reader, UnitOfWork
from routing.translate import Media

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


class PastDatabase(Database):
    """One writer, nobody else: it hears its own events instead of reading the log for them."""

    def __init__(self, app_url: str, system_url: str, *, clock: ManualClock) -> None:
        super().__init__(app_url, system_url, clock=clock, pool=1)
        self._system_url = system_url
        self._reading: psycopg.AsyncConnection[Any] | None = None
        self.heard: list[Recorded] = []
        self.jobs: list[Job] = []
        self.positions: dict[TenantId, int] = {}
        self.defer = self._keep

    async def open(self) -> None:
        """A crash starts the year over, so nothing waits for the disk; statements are prepared at once."""
        await super().open()
        for pool in self.pools.values():
            async with pool.connection() as connection:
                connection.prepare_threshold, connection.prepared_max = 2, 500
                await connection.execute("set synchronous_commit = off")
        self._reading = await psycopg.AsyncConnection.connect(
            self._system_url, autocommit=True, prepare_threshold=2, options="-c timezone=UTC"
        )

    async def close(self) -> None:
        if self._reading is not None:
            await self._reading.close()
        await super().close()

    @asynccontextmanager
    async def read(self, tenant_id: TenantId) -> AsyncIterator[Reader]:
        """Statement by statement: nobody writes between two of them."""
        assert self._reading is not None, "the database is open"
        yield Reader(self._reading, self.clock.now())

    async def begin(self, tenant: TenantId) -> None:
        async with self.read(tenant) as reader:
            self.positions[tenant] = await head(reader, tenant)

    async def announce(self, work: UnitOfWork) -> None:
        for event, correlation in work.events:
            position = self.positions.get(work.tenant_id, 0) + 1
            self.positions[work.tenant_id] = position
            self.heard.append(
                Recorded(work.tenant_id, position, EventId(new_id()), work.now, work.actor, correlation, event)
            )
        await super().announce(work)

    async def _keep(self, _: Connection, jobs: Sequence[Job]) -> None:
        """Jobs are carried out at once by the one who asked; nothing is left in the queue."""
        self.jobs += jobs


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
    def media(self) -> Media:
        return Media.of({name: adapter.capabilities for name, adapter in self.ports.adapters.items()})


@asynccontextmanager
async def open_world(runtime: Runtime, tenant: TenantId, clock: ManualClock) -> AsyncIterator[PastWorld]:
    settings = runtime.settings
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
            intake=Intake(database, ports, silence=settings.thread_silence, raw_kept=settings.raw_kept),
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
