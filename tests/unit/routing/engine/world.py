"""Builders for tests of the router: few names, sensible defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine import Engine
from routing.engine.decisions import Decision, Offer
from routing.engine.inputs import (
    AgentChanged,
    AgentPresence,
    Input,
    OfferClosed,
    OfferOutcome,
    PolicyChanged,
    SegmentEnded,
    Tick,
    WorkQueued,
)
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, Requirement, RoutingPolicy

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TIER = {
    "voice": Tier.LIVE,
    "webchat": Tier.LIVE,
    "sms": Tier.MESSAGING,
    "email": Tier.DEFERRED,
}
ROOM = Capacity(channels={"voice": 1, "webchat": 3, "sms": 3, "email": 5}, total=5)


def queue_id(n: int) -> QueueId:
    return QueueId(UUID(int=100 + n))


def agent_id(n: int) -> AgentId:
    return AgentId(UUID(int=200 + n))


def interaction_id(n: int) -> InteractionId:
    return InteractionId(UUID(int=1000 + n))


BILLING, SALES = queue_id(1), queue_id(2)
MEI, WEI, SAM = agent_id(1), agent_id(2), agent_id(3)


def agent(who: AgentId, *queues: QueueId | QueueAccess, **facts: Any) -> AgentChanged:
    lines = [q if isinstance(q, QueueAccess) else QueueAccess(queue_id=q) for q in queues or (BILLING,)]
    return AgentChanged(
        **{
            "agent_id": who,
            "presence": Presence.AVAILABLE,
            "queues": tuple(lines),
            "capacity": ROOM,
            **facts,
        }
    )


def skills(**minimums: int) -> tuple[Requirement, ...]:
    return tuple(Requirement(skill, minimum) for skill, minimum in minimums.items())


def work(n: int, channel: str = "voice", queue: QueueId = BILLING, **facts: Any) -> WorkQueued:
    return WorkQueued(
        **{
            "interaction_id": interaction_id(n),
            "queue_id": queue,
            "channel": channel,
            "tier": TIER[channel],
            "entered_at": START,
            "media": channel == "voice",
            "returns_if_lost": channel == "webchat",
            **facts,
        }
    )


class Centre:
    """An engine with a clock that one turns by hand, and a memory of what it decided."""

    def __init__(self, engine: Engine | None = None, now: datetime = START) -> None:
        self.engine, self.now = engine or Engine(), now
        self.offers: dict[InteractionId, Offer] = {}
        self.decisions: list[Decision] = []

    def policy(self, **facts: Any) -> list[Decision]:
        queues = facts.pop("queues", (QueuePolicy(id=BILLING), QueuePolicy(id=SALES)))
        return self.tell(PolicyChanged(RoutingPolicy(**{"version": 1, "queues": queues, **facts})))

    def tell(self, *changes: Input) -> list[Decision]:
        made = self.engine.apply_all(changes, self.now)
        self.decisions += made
        for decision in made:
            if isinstance(decision, Offer):
                self.offers[decision.interaction_id] = decision
        return made

    def pass_(self, seconds: float) -> list[Decision]:
        """Let time go by, waking the engine whenever it asked for it."""
        end, made = self.now + timedelta(seconds=seconds), []
        while (due := self.engine.next_wakeup()) is not None and due <= end:
            self.now = max(due, self.now)
            made += self.tell(Tick())
        self.now = end
        return made

    def answer(self, n: int, outcome: OfferOutcome = OfferOutcome.ACCEPTED) -> list[Decision]:
        offer = self.offers[interaction_id(n)]
        return self.tell(
            OfferClosed(
                segment_id=offer.segment_id,
                interaction_id=offer.interaction_id,
                agent_id=offer.agent_id,
                outcome=outcome,
            )
        )

    def finish(self, n: int) -> list[Decision]:
        offer = self.offers[interaction_id(n)]
        return self.tell(SegmentEnded(agent_id=offer.agent_id, segment_id=offer.segment_id))

    def presence(self, who: AgentId, presence: Presence, **facts: Any) -> list[Decision]:
        return self.tell(AgentPresence(agent_id=who, presence=presence, **facts))

    def segment(self, n: int) -> SegmentId:
        return self.offers[interaction_id(n)].segment_id


def offered(decisions: list[Decision]) -> Mapping[int, AgentId]:
    """Which numbered interaction went to whom."""
    return {d.interaction_id.int - 1000: d.agent_id for d in decisions if isinstance(d, Offer)}


def kinds(decisions: list[Decision]) -> list[str]:
    return [type(d).__name__ for d in decisions]
