"""Everything the engine knows. The modules beside this one are the functions that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from contact_center.kernel.ids import AgentId, QueueId, SegmentId
from routing.engine.agents import Agent
from routing.engine.decisions import Decision
from routing.engine.demand import Asked, Demand
from routing.engine.instants import instant
from routing.engine.model import QueuePolicy, RoutingPolicy
from routing.engine.roster import Roster
from routing.engine.shares import Shares
from routing.engine.timers import Entry, TimerKind, Timers
from routing.engine.waiting import Item, Waiting


@dataclass(slots=True)
class OpenOffer:
    key: int
    segment_id: SegmentId
    item: Item
    agent: Agent
    offered_at: int
    expires_at: int


class _Basis(TypedDict):
    at: datetime
    policy_version: int
    position: int


class EngineState:
    def __init__(self) -> None:
        self.now = 0
        self.at = instant(0)
        """The same as `now`, for decisions."""
        self.position = 0
        self.policy = RoutingPolicy(version=0)
        self.queues: dict[QueueId, QueuePolicy] = {}
        self.roster = Roster()
        self.waiting = Waiting()
        self.items: dict[int, Item] = {}
        """By the integer of the id, as offers by theirs: a UUID itself hashes ten times as slowly."""
        self.offers: dict[int, OpenOffer] = {}
        self.demands: dict[QueueId, dict[Asked, Demand]] = {}
        self.holds: dict[AgentId, dict[int, Item]] = {}
        """Items with a preferred agent, by that agent: placed anew when the agent comes or goes."""
        self.excluding: dict[int, Item] = {}
        """Items that keep off an agent for a while: tried again when others leave."""
        self.shares = Shares()
        self.timers = Timers(self._is_current)
        self.fresh_agents = 0
        """Bits of the agents who gained something since work was last matched."""
        self.fresh_items: dict[int, Item] = {}
        self.out: list[Decision] = []

    def basis(self) -> _Basis:
        return {
            "at": self.at,
            "policy_version": self.policy.version,
            "position": self.position,
        }

    def queue(self, queue_id: QueueId) -> QueuePolicy:
        """The queue's policy; one that the policy does not name has the defaults, so no work is lost."""
        known = self.queues.get(queue_id)
        if known is None:
            known = self.queues[queue_id] = QueuePolicy(id=queue_id)
        return known

    def _is_current(self, entry: Entry) -> bool:
        at, kind, key = entry
        if kind == TimerKind.OFFER:
            return key in self.offers
        if kind == TimerKind.AGENT:
            agent = self.roster.agents.get(key)
            return agent is not None and agent.watch == at
        item = self.items.get(key)
        return item is not None and item.wake == at
