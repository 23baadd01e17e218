"""The engine's state as plain data: to hand over, to store, or to build from the database after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine.inputs import AgentChanged, WorkQueued
from routing.engine.model import RoutingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSnapshot:
    facts: AgentChanged
    misses: int = 0
    """Offers missed in a row."""
    silent_since: datetime | None = None
    """For those whose `facts` say not reachable; None then means since last seen."""
    returned: bool = False
    """Their chats were already sent back to the queue."""
    held_back_until: datetime | None = None
    last_offer: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSnapshot:
    """Waiting or on offer. Exclusions and `at_head` are in `work`."""

    work: WorkQueued
    unserved: bool = False
    """NobodyEligible was said of it last."""
    withheld_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSnapshot:
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    offered_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    now: datetime
    position: int
    policy: RoutingPolicy
    agents: tuple[AgentSnapshot, ...] = ()
    work: tuple[WorkSnapshot, ...] = ()
    offers: tuple[OfferSnapshot, ...] = ()
    credits: tuple[tuple[tuple[QueueId, ...], tuple[int, int, int]], ...] = ()
    """Of the tiers' minimum shares, by the queues a group of agents serves. Empty is fair enough."""
