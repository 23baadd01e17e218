"""The published words of mentions: a colleague is called into a conversation by a note."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, MentionId, MessageId


@event_type("mention.made")
@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueMentioned(Event):
    mention_id: MentionId
    conversation_id: ConversationId
    interaction_id: InteractionId
    """The work that the note was written in."""
    message_id: MessageId
    agent_id: AgentId
    """Who is called."""
    by_agent_id: AgentId


@event_type("mention.seen")
@dataclass(frozen=True, slots=True, kw_only=True)
class MentionsSeen(Event):
    """Who was called has read the conversation, or put the call aside."""

    conversation_id: ConversationId
    agent_id: AgentId
    count: int
