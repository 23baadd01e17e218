"""What happens in a conversation: who it is with, and its messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.interactions.states import Identity
from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import (
    AgentId,
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
)


@event_type("conversation.opened")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(Event):
    conversation_id: ConversationId
    channel: str
    customer_id: CustomerId | None


@event_type("mail_history.imported")
@dataclass(frozen=True, slots=True, kw_only=True)
class MailHistoryImported(Event):
    """Old mail stands in this conversation now; it is no work, and nothing else tells of its messages."""

    import_id: UUID
    conversation_id: ConversationId


@event_type("mail_history.taken_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class MailHistoryTakenBack(Event):
    """Old mail of an import has gone from this conversation, which is gone itself if nothing else was in it."""

    import_id: UUID
    conversation_id: ConversationId


@event_type("conversation.identified")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationIdentified(Event):
    conversation_id: ConversationId
    customer_id: CustomerId | None
    identity: Identity


@event_type("conversation.read")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRead(Event):
    """The customer has seen our messages up to this one."""

    conversation_id: ConversationId
    message_position: int


@event_type("conversation.tagged")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTagged(Event):
    """A colleague gave it a tag or took one away; which, the conversation says."""

    conversation_id: ConversationId
    tags: int
    """How many it has now."""


@event_type("message.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    conversation_id: ConversationId
    interaction_id: InteractionId | None
    message_id: MessageId
    message_position: int
    channel: str


@event_type("message.written")
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(Event):
    """Our side wrote: an answer, a note for colleagues, or a line about what happened."""

    conversation_id: ConversationId
    interaction_id: InteractionId | None
    message_id: MessageId
    message_position: int
    direction: str
    agent_id: AgentId | None
    planned: bool = False
    """It waits in its outbox for a time its writer chose; nobody is answered until `MessageLetGo`."""


@event_type("message.taken_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTakenBack(Event):
    """Its writer took it back before it was sent; it is nobody's message any more."""

    conversation_id: ConversationId
    interaction_id: InteractionId
    message_id: MessageId
    agent_id: AgentId
    written_at: datetime | None = None
    """None in events of before it was kept."""


@event_type("message.let_go")
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLetGo(Event):
    """The time of a planned message has come: it leaves, and its customer counts as answered from now on."""

    conversation_id: ConversationId
    interaction_id: InteractionId
    message_id: MessageId
    agent_id: AgentId


@event_type("message.delivery_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryChanged(Event):
    conversation_id: ConversationId
    message_id: MessageId
    delivery: int
    """A value of `contracts.channels.Delivery`."""


@event_type("message.files_fetched")
@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilesFetched(Event):
    """Files of a message that its provider had kept are here now, or it is known that they cannot be had."""

    conversation_id: ConversationId
    message_id: MessageId


@event_type("envelope.quarantined")
@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeQuarantined(Event):
    envelope_id: MessageId
    channel: str
