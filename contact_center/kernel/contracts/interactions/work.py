"""What happens to a piece of work, from the queue to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from contact_center.kernel.contracts.interactions.states import CallResult, Outcome, QueuedBecause, ReturnReason, State
from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import (
    AgentId,
    CallId,
    ConversationId,
    CustomerId,
    InteractionId,
    QueueId,
    SegmentId,
)


@event_type("interaction.queued")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionQueued(Event):
    interaction_id: InteractionId
    conversation_id: ConversationId
    customer_id: CustomerId | None
    queue_id: QueueId
    channel: str
    tier: str
    weight: int
    priority: int
    skills: list[str]
    """`name:minimum`, e.g. `billing:3`."""
    entered_at: datetime
    ranked_at: datetime
    """Entry mapped to open hours; what the score is counted from."""
    at_head: bool
    because: QueuedBecause
    number: int
    """How often this interaction has entered a queue: 1, 2, …"""
    sl_started_at: datetime
    sl_seconds: int
    sl_percent: int
    due_at: datetime | None
    preferred_agent_id: AgentId | None
    preferred_until: datetime | None
    sl_due_at: datetime | None = None
    """End of the service-level target, in open hours."""
    shut: list[int] = field(default_factory=list)
    """When its queue is shut from its entry on; see `kernel.opening`."""
    handed_by: AgentId | None = None
    """Who transferred it to this queue: it comes back to them last, for a while."""
    rings: list[str] | None = None
    """Its own rings, each as JSON, e.g. `{"after": 60, "queues": ["<id>"]}`; None: those of its queue."""
    groups: list[QueueId] = field(default_factory=list)
    """Queues whose agents may take it too, as its queue has flowed over to them."""


@event_type("interaction.started")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionStarted(Event):
    """One of ours writes first. It was in no queue; `queue_id` is where answers go if the agent is away."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    customer_id: CustomerId | None
    queue_id: QueueId
    channel: str
    tier: str
    weight: int


@event_type("call_out.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutEnded(Event):
    """A call of ours was answered, or is over without."""

    interaction_id: InteractionId
    agent_id: AgentId
    """Who called."""
    result: CallResult
    for_interaction_id: InteractionId | None
    """The callback or task for which it was made."""


@event_type("interaction.working")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionWorking(Event):
    interaction_id: InteractionId
    conversation_id: ConversationId
    segment_id: SegmentId
    agent_id: AgentId


@event_type("interaction.waiting")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionWaiting(Event):
    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    until: datetime | None = None
    """When it comes back by itself, though the customer has not written."""


@event_type("interaction.reopened")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionReopened(Event):
    """Closed work is open again, with this agent."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId


@event_type("interaction.handed_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionHandedBack(Event):
    """The colleague it was transferred to did not take it; whoever transferred it is told."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    """Who transferred it."""
    to_agent_id: AgentId
    how: ReturnReason


@event_type("interaction.voicemail_began")
@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailBegan(Event):
    """The caller is asked for a message and waits for nobody any more; the work ends with the call."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    queue_id: QueueId | None


@event_type("interaction.closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionClosed(Event):
    interaction_id: InteractionId
    conversation_id: ConversationId
    queue_id: QueueId | None
    outcome: Outcome
    was: State
    left_at: datetime | None = None
    """When the customer left, where that was before the event; None: then."""


@event_type("interaction.visitor_left")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorLeft(Event):
    """The customer has closed the page of a chat that an agent has, and has not come back."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    left_at: datetime


@event_type("chat.invited")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChatInvited(Event):
    """A customer who has a page of ours open was invited to a chat."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    until: datetime


@event_type("chat.invitation_answered")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChatInvitationAnswered(Event):
    interaction_id: InteractionId
    conversation_id: ConversationId
    answer: str
    """`accepted`, `declined` or `unanswered`."""


@event_type("interaction.visitor_came")
@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCame(Event):
    """A customer of whom it was told that they had left is back."""

    interaction_id: InteractionId
    conversation_id: ConversationId


@event_type("interaction.facts_set")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionFactsSet(Event):
    interaction_id: InteractionId
    names: list[str]


@event_type("call.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(Event):
    """Media or recording of a call changed; the console shows it anew."""

    call_id: CallId
    interaction_id: InteractionId
    what: str
