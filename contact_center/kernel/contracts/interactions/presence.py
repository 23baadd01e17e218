"""Who is here, and how much at once they can take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import (
    AgentId,
    UserId,
)


class Presence(StrEnum):
    OFFLINE = "offline"
    AVAILABLE = "available"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"


@event_type("presence.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged(Event):
    agent_id: AgentId
    presence: Presence
    reason: str | None
    idle_since: datetime


@event_type("presence.next_chosen")
@dataclass(frozen=True, slots=True, kw_only=True)
class NextPresenceChosen(Event):
    agent_id: AgentId
    presence: Presence | None
    reason: str | None


@event_type("agent.unreachable")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUnreachable(Event):
    """No sign of life from any browser of this agent: no new offers."""

    agent_id: AgentId


@event_type("agent.reachable")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReachable(Event):
    agent_id: AgentId


@event_type("agent.capacity_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCapacityChanged(Event):
    """How much work at once the agent may have is different now."""

    agent_id: AgentId


@event_type("agent.missed_offers")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMissedOffers(Event):
    """As many offers in a row went unanswered as the routing policy allows: a supervisor has to look."""

    agent_id: AgentId
    missed: int


@event_type("user.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(Event):
    user_id: UserId
