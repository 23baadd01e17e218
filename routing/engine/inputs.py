"""What the engine is told: facts, each as it became known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from routing.engine.model import Capacity, OpenSegment, QueueAccess, Requirement, Ring, RoutingPolicy


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    policy: RoutingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged:
    """All that is known of an agent; replaces what was known before."""

    agent_id: AgentId
    presence: Presence
    queues: tuple[QueueAccess, ...]
    capacity: Capacity
    skills: Mapping[str, int] = field(default_factory=dict)
    """Proficiency 0 to 5 by skill."""
    idle_since: datetime | None = None
    """None keeps what the engine knows (for an unknown agent: now, the back of the line)."""
    segments: tuple[OpenSegment, ...] | None = None
    """All open segments; None keeps what the engine knows. Offers still being committed need not be in it."""
    reachable: bool = True
    last_seen: datetime | None = None
    """Last heartbeat. None: the engine does not time this agent's silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPresence:
    agent_id: AgentId
    presence: Presence
    idle_since: datetime | None = None
    """Set when signing in, which goes to the back of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen:
    """Heartbeats of one batch."""

    agent_ids: tuple[AgentId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentGone:
    """The user is no agent any more. Offers to them are rescinded."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChanged:
    """A segment began (consult, assignment by hand) or changed its state."""

    agent_id: AgentId
    segment: OpenSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEnded:
    """Work of an agent ended, wrap-up included; the agent is idle from now if nothing else is open."""

    agent_id: AgentId
    segment_id: SegmentId


@dataclass(frozen=True, slots=True)
class Excluded:
    """Not to this agent until then, unless nobody else is eligible."""

    agent_id: AgentId
    until: datetime


@dataclass(frozen=True, slots=True)
class Preferred:
    """For this agent alone until then, if present; needs neither the queue nor its skills."""

    agent_id: AgentId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQueued:
    """An interaction waits, or what is known of a waiting one changed (moved, raised, new facts)."""

    interaction_id: InteractionId
    queue_id: QueueId
    channel: str
    tier: Tier
    entered_at: datetime
    """First entry, moved to the next opening when it came out of hours; requeueing does not change it."""
    weight: int = 1
    """Units of capacity, at least 1."""
    priority: int = 0
    requirements: tuple[Requirement, ...] = ()
    rings: tuple[Ring, ...] | None = None
    """Its own, in place of those of its queue, whichever that is; () is none. None: its queue's."""
    groups: tuple[QueueId, ...] = ()
    """The agents of these queues may take it too, whatever the ring: its queue has flowed over to them."""
    at_head: bool = False
    excluded: tuple[Excluded, ...] = ()
    preferred: Preferred | None = None
    due_at: datetime | None = None
    media: bool = False
    returns_if_lost: bool = False


class GoneReason(StrEnum):
    ABANDONED = "abandoned"
    CLOSED = "closed"
    TAKEN = "taken"
    """Assigned by hand."""
    FLOWED_OUT = "flowed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGone:
    """The interaction waits no more."""

    interaction_id: InteractionId
    reason: GoneReason


class OfferOutcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"
    """Not by the engine: what becomes of the work is told by the WorkQueued or WorkGone that follows."""
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferClosed:
    """An offer ended. The echo of an end the engine decided itself changes nothing."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    outcome: OfferOutcome


class RefusalCause(StrEnum):
    WORK = "work"
    """The interaction was not there to be offered."""
    AGENT = "agent"
    """The agent was not free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferNotMade:
    """The database refused an offer: something has happened that the engine has not read yet."""

    segment_id: SegmentId
    cause: RefusalCause


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed. Due at `Engine.next_wakeup()`."""


Input = (
    PolicyChanged
    | AgentChanged
    | AgentPresence
    | AgentSeen
    | AgentGone
    | SegmentChanged
    | SegmentEnded
    | WorkQueued
    | WorkGone
    | OfferClosed
    | OfferNotMade
    | Tick
)
