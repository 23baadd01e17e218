"""A random day in a contact centre, through the real services."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from contact_center.interactions import store
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import (
    agent_leaving,
    closing,
    customer_leaving,
    holding,
    offers,
    replies,
    transfers,
    waiting,
    wrapping_up,
)
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.interactions import Outcome, Presence
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre

CHANNELS = ("webchat", "sms", "email", "voice")


async def catch_up(centre: Centre, batch: int = 200) -> None:
    """The projection has counted all events."""
    while await consume_once(centre.db, Measures(), batch=batch):
        pass


class RandomDay:
    """Customers and agents do one thing after another; what the rules refuse simply does not happen."""

    def __init__(self, centre: Centre, seed: int) -> None:
        self.centre = centre
        self.random = Random(seed)
        self.agents: list[AgentId] = []
        self.senders: list[tuple[str, str]] = []
        self.done = 0

    async def run(self, steps: int) -> None:
        for name in ("Mei", "Wei", "Ana"):
            self.agents.append(await self.centre.agent(name, queues=("general", "billing")))
        doings = [*[self.arrive] * 3, *[self.take] * 5, self.again, self.refuse, self.miss, self.hand_over,
                  self.hand_to, self.lose, self.give_back, self.leave_waiting, self.leave_waiting, self.close,
                  self.close, self.abandon, self.hang_up, self.take_up, self.wrap_up, self.hold,
                  self.change_presence]  # fmt: skip
        for _ in range(steps):
            self.centre.clock.pass_(seconds=self.random.choice([0, 1, 3, 8, 25, 60, 240]))
            await self._try(self.random.choice(doings))
        await self._end()

    async def _end(self) -> None:
        """Whatever the dice said: somebody is answered, somebody leaves, somebody waits."""
        ana = await self.centre.agent("Late-Ana")
        for n, use in enumerate((lambda chat: self.centre.give(chat, ana), self._leaves, None)):
            chat = await self.centre.customer_writes(f"late-{n}", "hello", channel="webchat", kind="web")
            self.centre.clock.pass_(seconds=10)
            if use:
                await use(chat)

    async def _leaves(self, chat: InteractionId) -> None:
        await self.centre.run(customer_leaving.abandon, chat)

    async def _try(self, doing: Callable[[], Awaitable[None]]) -> None:
        try:
            await doing()
            self.done += 1
        except ContactCenterError:
            pass

    async def _one(self, query: str, *params: Any) -> dict[str, Any]:
        rows = await self.centre.rows(query, *params)
        if not rows:
            raise ContactCenterError("nothing to do it with")
        return self.random.choice(rows)

    async def _working(self) -> dict[str, Any]:
        return await self._one(
            "select id, interaction_id, agent_id from core.segment where state in ('connected', 'held') order by id"
        )

    async def _queued(self) -> dict[str, Any]:
        return await self._one("select id from core.interaction where state = 'queued' order by id")

    def _agent(self) -> AgentId:
        return self.random.choice(self.agents)

    async def arrive(self) -> None:
        channel = self.random.choice(CHANNELS)
        sender = f"{channel}-{len(self.senders)}"
        self.senders.append((sender, channel))
        await self.centre.customer_writes(sender, "hello", channel=channel, kind="web")

    async def again(self) -> None:
        if self.senders:
            sender, channel = self.random.choice(self.senders)
            await self.centre.customer_writes(sender, "and another thing", channel=channel, kind="web")

    async def take(self) -> None:
        await self.centre.give((await self._queued())["id"], self._agent())

    async def refuse(self) -> None:
        agent = self._agent()
        await self.centre.run(offers.reject, await self.centre.offer((await self._queued())["id"], agent), agent)

    async def miss(self) -> None:
        agent = self._agent()
        segment = await self.centre.offer((await self._queued())["id"], agent)
        self.centre.clock.pass_(seconds=20)
        await self.centre.run(offers.expire, segment)
        if self.random.random() < 0.7:
            await self.centre.run(presence.choose, agent, Presence.AVAILABLE)

    async def hand_over(self) -> None:
        row = await self._working()
        queue = self.random.choice(list(self.centre.queues.values()))
        await self.centre.run(
            transfers.transfer_to_queue, self.centre.ports, row["interaction_id"], row["agent_id"], queue
        )

    async def hand_to(self) -> None:
        row = await self._working()
        await self.centre.run(
            transfers.transfer_to_agent, self.centre.ports, row["interaction_id"], row["agent_id"], self._agent()
        )

    async def lose(self) -> None:
        await self._with_segment((await self._working())["id"], agent_leaving.lose_agent)

    async def give_back(self) -> None:
        row = await self._one("select id from core.segment where state <> 'done' order by id")
        await self._with_segment(row["id"], agent_leaving.give_back)

    async def _with_segment(self, segment: Any, use: Callable[..., Awaitable[None]]) -> None:
        async def call(unit: UnitOfWork) -> None:
            await use(unit, (await store.lock_segment(unit, segment))[1])

        await self.centre.run(call)

    async def leave_waiting(self) -> None:
        row = await self._working()
        await self.centre.run(
            replies.reply, self.centre.ports, row["interaction_id"], row["agent_id"], "A", "Which order?",
            client_key=str(self.centre.clock.now()), then=AfterReply.WAIT,
        )  # fmt: skip

    async def close(self) -> None:
        row = await self._working()
        await self.centre.run(closing.close, self.centre.ports, row["interaction_id"], row["agent_id"])

    async def abandon(self) -> None:
        await self.centre.run(customer_leaving.abandon, (await self._queued())["id"])

    async def hang_up(self) -> None:
        row = await self._one("select id from core.interaction where state <> 'closed' and tier = 'live' order by id")
        outcome = self.random.choice([Outcome.COMPLETED, Outcome.COMPLETED, Outcome.DROPPED])
        await self.centre.run(customer_leaving.customer_left, self.centre.ports, row["id"], outcome)

    async def take_up(self) -> None:
        row = await self._one(
            "select id, owner_agent_id from core.interaction where state = 'waiting' and owner_agent_id is not null "
            "order by id"
        )
        await self.centre.run(waiting.take_up, row["id"], row["owner_agent_id"])

    async def wrap_up(self) -> None:
        row = await self._one("select id, agent_id from core.segment where state = 'wrapping' order by id")
        await self.centre.run(wrapping_up.wrap_up, row["id"], row["agent_id"], disposition=None)

    async def change_presence(self) -> None:
        chosen = self.random.choice([Presence.AVAILABLE, Presence.AVAILABLE, Presence.AWAY, Presence.OFFLINE])
        await self.centre.run(presence.choose, self._agent(), chosen)

    async def hold(self) -> None:
        row = await self._working()
        await self.centre.run(holding.hold, row["interaction_id"], row["agent_id"])
