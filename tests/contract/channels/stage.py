"""A contact centre around one adapter, and the accidents that may happen to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.interactions.delivery.service import Outbox, PostponedUntil
from contact_center.interactions.intake.decision import Receipt
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Customers, Planner, Ports
from contact_center.interactions.work import replies
from contact_center.kernel.contracts.channels import (
    ChannelAccount,
    ChannelAdapter,
    Delivery,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
)
from contact_center.kernel.contracts.interactions import Claim, EntryPlan, EntryRequest, Identified, TurnPlan, WrapRule
from contact_center.kernel.ids import AgentId, ConversationId, QueueId, TenantId
from contact_center.kernel.phrases import read
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from tests.centre import Centre
from tests.contract.channels.kit import ChannelKit
from tests.patience import PATIENCE
from tests.told import ENGLISH


class Killed(BaseException):
    """The process is gone: nothing after this line happens."""


@dataclass
class Dying:
    """The adapter in a process that is killed once, before or after the provider has taken the message."""

    inner: ChannelAdapter
    moment: str
    alive: bool = True

    def __post_init__(self) -> None:
        self.channel, self.capabilities = self.inner.channel, self.inner.capabilities

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return self.inner.parse(raw)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        if self.moment == "before":
            raise Killed
        await self.inner.send(account, message)
        raise Killed

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return await self.inner.find(account, message)


@dataclass
class FailingCustomers:
    """Customers that cannot be looked up the first time."""

    inner: Customers
    failures: int = 1

    async def identify(self, uow: UnitOfWork, claims: Sequence[Claim]) -> list[Identified]:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the customers are away")
        return await self.inner.identify(uow, claims)


@dataclass
class CuttingPlanner:
    """A planner under whose hands the database connection dies the first time."""

    inner: Planner
    failures: int = 1

    async def plan(self, uow: UnitOfWork, requests: Sequence[EntryRequest]) -> list[EntryPlan]:
        if self.failures:
            self.failures -= 1
            await uow.execute("select pg_terminate_backend(pg_backend_pid())", [])
        return await self.inner.plan(uow, requests)

    async def turn(self, uow: UnitOfWork, queue_id: QueueId | None, tier: str) -> TurnPlan:
        return await self.inner.turn(uow, queue_id, tier)

    async def wrap_rule(self, uow: UnitOfWork, queue_id: QueueId | None, channel: str) -> WrapRule:
        return await self.inner.wrap_rule(uow, queue_id, channel)

    async def serves(self, reader: Reader, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]:
        return await self.inner.serves(reader, tenant, agent)


class Stage:
    """One channel account of a contact centre, its intake and its outbox."""

    def __init__(self, centre: Centre, kit: ChannelKit, adapter: ChannelAdapter, account: ChannelAccount) -> None:
        self.centre = centre
        self.kit = kit
        self.adapter = adapter
        self.account = account
        self.restart()

    def restart(self, **changed: Any) -> None:
        """A new process: what was in memory is gone. `changed` replaces ports."""
        given = {"adapters": {self.kit.channel: self.adapter}} | changed
        self.ports: Ports = replace(self.centre.ports, **given)
        database = self.centre.db
        self.intake = Intake(database, self.ports, silence=timedelta(hours=24), raw_kept=timedelta(days=30))
        self.outbox = Outbox(database, self.ports, self.centre.accounts)

    # In

    def envelope(self, number: int, text: str | None = None, **which: Any) -> RawEnvelope:
        return self.kit.envelope(self.account, number, f"message {number}" if text is None else text, **which)

    async def take(self, *raws: RawEnvelope) -> list[Receipt]:
        """All at the same time."""
        return list(await asyncio.gather(*(self.intake.take(raw) for raw in raws)))

    async def messages(self, direction: str = "in") -> list[dict[str, Any]]:
        """In the order in which the console shows them."""
        return await self.centre.rows(
            "select m.id, m.conversation_id, m.position, m.text, m.delivery, m.error, c.contact_value, c.contact_name "
            "from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id "
            "where m.tenant_id = %s and m.direction = %s order by m.conversation_id, m.position",
            self.centre.tenant,
            direction,
        )

    async def quarantined(self) -> list[str]:
        rows = await self.centre.rows(
            "select refusal from core.envelope where tenant_id = %s and state = 'quarantined'", self.centre.tenant
        )
        return [ENGLISH.phrase(read(row["refusal"])) for row in rows]

    # Out

    async def at_work(self) -> tuple[AgentId, UUID, ConversationId]:
        """A customer has written and an agent has taken it."""
        mei = await self.centre.agent("Mei")
        [receipt] = await self.take(self.envelope(0, "Where is my order?"))
        interaction = await self.centre.value(
            "select id from core.interaction where tenant_id = %s and conversation_id = %s",
            self.centre.tenant,
            receipt.conversation_id,
        )
        await self.centre.give(interaction, mei)
        assert receipt.conversation_id is not None
        return mei, interaction, ConversationId(receipt.conversation_id)

    async def answers(self, *texts: str) -> ConversationId:
        """An agent answers a customer; nothing has gone out yet."""
        mei, interaction, conversation = await self.at_work()
        for n, text in enumerate(texts):
            await self.centre.run(replies.reply, self.ports, interaction, mei, "Mei", text, client_key=f"key-{n}")
        return conversation

    async def flush(self, conversation: ConversationId) -> int:
        """One run of the job. Raises `PostponedUntil`."""
        return await self.outbox.flush(self.centre.tenant, conversation)

    async def postponed(self, conversation: ConversationId) -> None:
        """The job puts the rest off, and its time comes."""
        with pytest.raises(PostponedUntil) as caught:
            await self.flush(conversation)
        later = caught.value.at
        assert later > self.centre.clock.now()
        self.centre.clock.set(later)

    async def flush_in_the_end(self, conversation: ConversationId) -> None:
        """The job runs whenever it is due, until there is nothing left."""
        for _ in range(12):
            try:
                await self.flush(conversation)
            except PostponedUntil as later:
                self.centre.clock.set(later.at)
            else:
                return
        raise AssertionError(f"not sent: {await self.messages('out')}")

    async def states(self) -> list[Delivery]:
        return [Delivery(message["delivery"]) for message in await self.messages("out")]


@asynccontextmanager
async def staged(centre: Centre, kit: ChannelKit) -> AsyncIterator[Stage]:
    async with kit.opened(centre) as adapter:
        id = await centre.run(
            centre.accounts.create,
            channel=kit.channel,
            name=f"{kit.channel} under test",
            address=kit.address,
            settings=kit.settings(),
            secrets=kit.secrets(),
            queue_id=centre.queues["general"],
        )
        account = await centre.accounts.get(id)
        assert account is not None
        stage = Stage(centre, kit, adapter, account)
        async with kit.connected(stage):
            yield stage


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Wait for a condition; fail if it does not come true."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)
