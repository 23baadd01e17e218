"""The published words of care: who was asked to rate what we did, and who answered."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, QueueId, RatingId


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingEvent(Event):
    """Which work it is about goes with every event, so that pages know whom it concerns."""

    rating_id: RatingId
    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId | None
    queue_id: QueueId | None
    agent_id: AgentId | None
    """Who had answered the customer."""


@event_type("rating.asked")
@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAsked(RatingEvent):
    """A customer was asked to rate closed work."""


@event_type("rating.given")
@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGiven(RatingEvent):
    """The customer has answered, or changed their answer."""


@event_type("care.policy_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CarePolicyChanged(Event):
    """Customers are asked otherwise from now on."""
