"""What a router knows and decides for one tenant, without a database: facts and commits are asked of whoever drives it.

    core = TenantRouter(tenant, engine, media)
    news = core.translator.translate(events)
    await core.decide([*news.inputs, *await core.look_up(facts, news)], now, commit, position)

The service drives it over the connection that holds the lock, the demo's past on virtual time, a test with facts in
memory: what is decided, and when, is the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from contact_center.kernel.ids import AgentId, InteractionId, TenantId
from contact_center.platform.metrics import ROUTING_SECONDS
from routing.engine import Engine
from routing.engine.decisions import Decision, MarkUnreachable
from routing.engine.inputs import Input, PolicyChanged, Tick
from routing.engine.model import RoutingPolicy
from routing.router.store import AgentRow, WaitingRow
from routing.router.translate import ChannelTraits, Translation, Translator, agent_input, waiting_input

NOT_AGAIN_FOR = timedelta(seconds=60)
"""Who let work go gets it back only after this, while others are there."""

Commit = Callable[[Sequence[Decision]], Awaitable[Sequence[Input]]]
"""Carries decisions out; what of them was refused comes back as inputs."""


class Facts(Protocol):
    """What events only say has changed, as it is now."""

    async def policy(self) -> RoutingPolicy: ...
    async def waiting(self, work: Collection[InteractionId]) -> Sequence[WaitingRow]: ...
    async def agents(self, agents: Collection[AgentId]) -> Sequence[AgentRow]: ...


@dataclass(slots=True)
class TenantRouter:
    """A tenant's engine and how far it has read."""

    tenant: TenantId
    engine: Engine
    media: ChannelTraits
    not_again_for: timedelta = NOT_AGAIN_FOR
    position: int = 0
    seen: dict[AgentId, datetime] = field(default_factory=dict)
    """The last sign of life the engine was told of."""
    silent: set[AgentId] = field(default_factory=set)
    """Agents marked unreachable."""
    translator: Translator = field(init=False)

    def __post_init__(self) -> None:
        self.translator = Translator(self.media, self.not_again_for)

    async def look_up(self, facts: Facts, news: Translation) -> list[Input]:
        """What the events only say has changed."""
        found: list[Input] = []
        if news.policy:
            found.append(PolicyChanged(await facts.policy()))
        if news.work:
            found += [waiting_input(row, self.media) for row in await facts.waiting(news.work)]
        if news.agents:
            for row in await facts.agents(news.agents):
                agent = AgentId(row.agent_id)
                (self.silent.discard if row.reachable else self.silent.add)(agent)
                found.append(agent_input(row, self.media, self.seen.get(agent)))
        return found

    def due(self, now: datetime) -> bool:
        """Whether a `Tick` would decide anything."""
        at = self.engine.next_wakeup()
        return at is not None and at <= now

    async def tick(self, now: datetime, commit: Commit) -> None:
        await self.decide([Tick()], now, commit)

    async def decide(self, inputs: Iterable[Input], now: datetime, commit: Commit, position: int | None = None) -> None:
        """Until the engine has nothing more to decide: what is refused is an input again."""
        with ROUTING_SECONDS.labels("decide").time():
            decisions = self.engine.apply_all(inputs, now, position)
        while decisions:
            self.silent |= {decision.agent_id for decision in decisions if isinstance(decision, MarkUnreachable)}
            refused = await commit(decisions)
            decisions = self.engine.apply_all(refused, now) if refused else []
