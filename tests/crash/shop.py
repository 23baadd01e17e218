"""A shop with one SMS number, agents who answer, and customers who write: all that crashes happen to."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.interactions.presence import connections
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import offers, replies, waiting
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import AgentId, ChannelAccountId, InteractionId, SegmentId, TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as routing
from tests.crash.processes import Running, until

NUMBER = "+15005550006"
ACCOUNT_SID = "AC" + "0" * 32
TOKEN = "0" * 32
CAPACITY = 12


@dataclass(frozen=True)
class Shop:
    tenant: TenantId
    account: ChannelAccountId
    agents: list[AgentId]


async def open_shop(runtime: Runtime, *, agents: int) -> Shop:
    """A tenant with one queue, its number and its people, all of them signed out."""
    tenant = await directory.create_tenant(runtime.database, slug="shop", name="Shop")

    async def fill(unit: UnitOfWork) -> tuple[ChannelAccountId, list[AgentId]]:
        queue = await routing.add_queue(unit, "Orders", offer_seconds={"*": 60}, wrap_mode={"*": "none"})
        account = await runtime.accounts.create(
            unit, channel="sms", name="SMS", address=NUMBER, queue_id=queue,
            settings={"account_sid": ACCOUNT_SID}, secrets={"auth_token": TOKEN},
        )  # fmt: skip
        people = [await _agent(unit, f"agent{n}", {str(queue): {"priority": 1, "delay": 0}}) for n in range(agents)]
        return account, people

    account, people = await runtime.database.run(tenant, fill, actor="test")
    return Shop(tenant, account, people)


async def _agent(unit: UnitOfWork, login: str, queues: dict[str, dict[str, int]]) -> AgentId:
    limits = {"*": CAPACITY, "sms": CAPACITY}
    user = await directory.create_user(unit, login=login, name=login, role=Role.AGENT, password=None, demo=True)
    await routing.set_profile(unit, user, skills={}, queues=queues, capacity=limits)
    await presence.set_capacity(unit, AgentId(user), limits)
    return AgentId(user)


@dataclass
class Office:
    """Agents at work: each takes what it is offered, answers once or a few times, and waits for the customer."""

    runtime: Runtime
    shop: Shop
    chance: random.Random
    answers: int = 300
    """So many are written at most."""
    written: int = 0
    resting: bool = False
    """Nobody accepts or writes anything."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Office]:
        for agent in self.shop.agents:
            await self._act(connections.opened, agent, self.runtime.process_id)
        working = [asyncio.create_task(beat(self.runtime, "office")), asyncio.create_task(self._work())]
        try:
            yield self
        finally:
            for task in working:
                task.cancel()
            for ended in await asyncio.gather(*working, return_exceptions=True):
                if isinstance(ended, Exception):
                    raise ended

    async def _act(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        async def call(unit: UnitOfWork) -> Any:
            return await use_case(unit, *args, **kwargs)

        return await self.runtime.database.run(self.shop.tenant, call, actor="agent")

    async def _work(self) -> None:
        while True:
            await asyncio.sleep(0.3)
            await self._be_available()
            if self.resting:
                continue
            for segment, agent in await self._offered():
                with suppress(ContactCenterError):  # the router may have taken it back
                    await self._act(offers.accept, segment, agent)
            for interaction, agent in await self._in_hand():
                with suppress(ContactCenterError):
                    await self._answer(interaction, agent)

    async def _be_available(self) -> None:
        away = await self._rows(
            "select a.agent_id from unnest(%s::uuid[]) a(agent_id) left join core.presence p "
            "on p.agent_id = a.agent_id where p.state is distinct from 'available'",
            [self.shop.agents],
        )
        for (agent,) in away:
            await self._act(presence.choose, AgentId(agent), Presence.AVAILABLE)

    async def _offered(self) -> list[tuple[SegmentId, AgentId]]:
        return await self._rows("select id, agent_id from core.segment where state = 'alerting'", [])

    async def _in_hand(self) -> list[tuple[InteractionId, AgentId]]:
        return await self._rows("select interaction_id, agent_id from core.segment where state = 'connected'", [])

    async def _answer(self, interaction: InteractionId, agent: AgentId) -> None:
        times = self.chance.choice((1, 1, 2, 3)) if self.written < self.answers else 0
        for _ in range(times):
            self.written += 1
            text = f"answer {self.written:05}"
            await self._act(replies.reply, self.runtime.ports, interaction, agent, "Agent", text, client_key=text)
        await self._act(waiting.wait_for_customer, interaction, agent)

    async def _rows(self, query: str, params: Sequence[Any]) -> list[Any]:
        async with self.runtime.database.read(self.shop.tenant) as reader:
            cursor: psycopg.AsyncCursor[Any] = await reader.connection.execute(query, params)  # type: ignore[arg-type]
            return await cursor.fetchall()


@dataclass
class Customers:
    """Customers with their phones, at the simulated carrier."""

    processes: Running
    runtime: Runtime
    shop: Shop
    http: httpx.AsyncClient
    sent: dict[str, list[str]] = field(default_factory=dict)
    """What each phone has written, in order."""

    async def faults(self, **switches: object) -> None:
        (await self.http.post("/sim/faults", json=switches)).raise_for_status()

    async def counters(self) -> dict[str, int]:
        counted: dict[str, int] = (await self.http.get("/sim/counters")).json()
        return counted

    async def phone(self, number: str) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = (await self.http.get(f"/sim/phones/{number}/messages")).json()
        return shown

    async def write(self, number: str) -> None:
        texts = self.sent.setdefault(number, [])
        texts.append(f"{number} writes {len(texts) + 1:03}")
        body = {"from": number, "to": NUMBER, "body": texts[-1]}
        (await self.http.post("/sim/sms", json=body)).raise_for_status()

    async def chatter(self, numbers: Sequence[str], each: int, chance: random.Random, *, per_second: float) -> None:
        """All write at once, in any order, whether or not anything of it arrives."""
        todo = [number for number in numbers for _ in range(each)]
        chance.shuffle(todo)
        for number in todo:
            await self.write(number)
            await asyncio.sleep(1 / per_second)

    async def patient(self, number: str, times: int) -> None:
        """Writes again only when the last message has arrived."""
        for n in range(1, times + 1):
            await self.write(number)

            async def arrived(expected: int = n) -> bool:
                return await self.stored(number) >= expected

            await until(arrived, f"message {n} of {number} arrives", every=0.2)

    async def stored(self, number: str | None = None) -> int:
        async with self.runtime.database.read(self.shop.tenant) as reader:
            count: int = await reader.value(
                "select count(*) from core.message m join core.conversation c on c.id = m.conversation_id "
                "where m.direction = 'in' and (%s::text is null or c.contact_value = %s)",
                [number, number],
            )
            return count

    async def all_arrived(self) -> bool:
        return await self.stored() >= sum(len(texts) for texts in self.sent.values())

    async def all_answered(self) -> bool:
        """Nothing of ours is on its way any more."""
        async with self.runtime.database.read(self.shop.tenant) as reader:
            return not await reader.value("select exists (select from core.message where delivery < 20)")


def numbers(first: int, count: int) -> list[str]:
    return [f"+8869{first + n:08}" for n in range(count)]
