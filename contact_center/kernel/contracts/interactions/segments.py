"""What happens to an agent's part in a piece of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.contracts.interactions.states import Reason, SegmentState
from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import (
    AgentId,
    InteractionId,
    SegmentId,
)


@event_type("segment.offered")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentOffered(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    purpose: str
    channel: str
    tier: str
    weight: int
    expires_at: datetime


@event_type("segment.refused")
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRefused(Event):
    """The database refused a decision of the router: an input of the next one (D15)."""

    interaction_id: InteractionId
    agent_id: AgentId
    why: str


@event_type("segment.connected")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentConnected(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@event_type("segment.held")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentHeld(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@event_type("segment.resumed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentResumed(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@event_type("segment.parked")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentParked(Event):
    """Interrupted by more urgent work: no capacity, no handling time, until it comes back."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    by: InteractionId


@event_type("segment.unparked")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentUnparked(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@event_type("segment.disposition_chosen")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDispositionChosen(Event):
    """Before the contact is over; the wrap-up begins with it. `code` is None where it was taken back."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    code: str | None


@event_type("segment.wrapping")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentWrapping(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    until: datetime | None


@event_type("segment.wrap_extended")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentWrapExtended(Event):
    """The agent asked for more time to wrap up."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    until: datetime


@event_type("segment.done")
@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentDone(Event):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    reason: Reason
    was: SegmentState
