"""The published words of the room of call flows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CallId, ChannelAccountId, ConversationId


@event_type("call_flow.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallFlowChanged(Event):
    """A flow was made, or its draft or name was changed; calls go on as they were."""

    flow_id: UUID


@event_type("call_flow.published")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallFlowPublished(Event):
    """Calls that enter from now on are led by this version; those in an earlier one stay in it."""

    flow_id: UUID
    flow_version: int


@event_type("call_flow.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallFlowRemoved(Event):
    flow_id: UUID


@event_type("call_flow.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallFlowAssigned(Event):
    """Calls of this account enter by this flow from now on; None: they go to their queue at once."""

    account_id: ChannelAccountId
    flow_id: UUID | None


@event_type("call_flow.ended")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallFlowEnded(Event):
    """A caller has come to the end of a flow, or left it. `outcome`: see `channels.voice.flow`; `closed`: the queue
    was found closed on the way."""

    run_id: UUID
    account_id: ChannelAccountId
    flow_id: UUID | None
    outcome: str
    closed: bool


@event_type("caller.warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallerWarned(Event):
    """An agent has warned an abusive caller on this call."""

    call_id: CallId
    conversation_id: ConversationId


@event_type("caller.blocked")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallerWasBlocked(Event):
    """Calls from where this call came from are not taken any more."""

    block_id: UUID
    conversation_id: ConversationId


@event_type("caller.unblocked")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallerWasUnblocked(Event):
    block_id: UUID
