"""The published words of blocked senders."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId


@event_type("sender.blocked")
@dataclass(frozen=True, slots=True, kw_only=True)
class SenderBlocked(Event):
    """What the contact of this conversation sends on its channel is closed as spam from now on."""

    conversation_id: ConversationId
    interaction_id: InteractionId
    """The work that was closed as spam."""
    agent_id: AgentId


@event_type("sender.unblocked")
@dataclass(frozen=True, slots=True, kw_only=True)
class SenderUnblocked(Event):
    """Their messages are work again."""

    conversation_id: ConversationId
    interaction_id: InteractionId
    """The work that was opened again."""
    agent_id: AgentId
