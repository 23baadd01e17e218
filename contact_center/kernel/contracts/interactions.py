"""The published words of `interactions`: its events and the data of its ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from contact_center.kernel.contracts.channels import Address, Wish
from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import (
    AgentId,
    CallId,
    ConversationId,
    CustomerId,
    InteractionId,
    MessageId,
    QueueId,
    SegmentId,
    TenantId,
    UserId,
)
from contact_center.kernel.opening import after_open


class State(StrEnum):
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"
    """For the customer; uses no capacity."""
    CLOSED = "closed"


class Outcome(StrEnum):
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    """The customer left before anybody answered; live channels only."""
    DROPPED = "dropped"
    """Our side lost it: a media process died."""
    FLOWED_OUT = "flowed_out"
    SPAM = "spam"
    NEVER_REACHED = "never_reached"
    """The customer asked to be called back, and answered none of the calls."""
    AUTOMATIC = "automatic"
    """Sent by a machine; nobody has to answer."""


class SegmentState(StrEnum):
    ALERTING = "alerting"
    CONNECTED = "connected"
    HELD = "held"
    WRAPPING = "wrapping"
    DONE = "done"


class Reason(StrEnum):
    """Why a segment is done."""

    COMPLETED = "completed"
    TRANSFERRED = "transferred"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    """RONA: nobody took the offer in time."""
    RESCINDED = "rescinded"
    """The work went away while it was offered."""
    LOST = "lost"
    """The agent's browser, network or machine went away."""


class Presence(StrEnum):
    OFFLINE = "offline"
    AVAILABLE = "available"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"


class Identity(StrEnum):
    """How sure we are who a conversation is with (D31)."""

    UNKNOWN = "unknown"
    CLAIMED = "claimed"
    """Caller ID or From matched one customer: a claim, not proof."""
    AMBIGUOUS = "ambiguous"
    """Several customers share the address: the agent picks, and no ERP fact shows before."""
    VERIFIED = "verified"


class QueuedBecause(StrEnum):
    NEW = "new"
    CUSTOMER_WROTE = "customer_wrote"
    TRANSFERRED = "transferred"
    AGENT_LOST = "agent_lost"
    RETURNED = "returned"
    """The agent gave it back, e.g. at sign-out."""
    MOVED = "moved"
    """A supervisor put it into another queue."""
    TAKEN_BACK = "taken_back"
    """A supervisor took it from its agent."""
    RULED = "ruled"
    """Facts arrived by which a rule sends it elsewhere."""
    OVERFLOWED = "overflowed"
    """A rule of its queue, or the closure of the queue, sent it to another."""
    CALLBACK_DUE = "callback_due"
    """It is time to call the customer again."""
    HANDED_BACK = "handed_back"
    """The colleague it was handed to did not take it."""
    WOKEN = "woken"
    """The time is over until which its agent had put it by."""


class HandedBack(StrEnum):
    """Why a colleague did not take what was handed to them."""

    REFUSED = "refused"
    MISSED = "missed"
    """It rang, and nobody answered."""
    NO_PLACE = "no_place"
    """No place became free in time."""
    NOT_AVAILABLE = "not_available"
    """They left, or their connection broke."""


class PutBy(StrEnum):
    """Why work waits with its agent, and with that how it comes back."""

    ANSWERED = "answered"
    """By an answer, in a dialogue: the next message goes straight back into the agent's hand."""
    AGENT = "agent"
    """The agent chose the time."""
    BREAK = "break"
    """Its agent went on a break; it comes back with them."""
    SIGN_OUT = "sign_out"
    """Its agent signed out and kept it; it comes back with them."""


class OnBreak(StrEnum):
    """What happens to an agent's open mails and messages when a break begins; the organisation chooses."""

    KEEP = "keep"
    """They stay with the agent, who may go on with them."""
    PARK = "park"
    """They are put by until the agent is back, or a set time is over."""
    QUEUE = "queue"
    """They go back to their queues, at the head."""


@event_type("conversation.opened")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(Event):
    conversation_id: ConversationId
    channel: str
    customer_id: CustomerId | None


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
    """Who handed it to this queue: it comes back to them last, for a while."""
    rings: list[str] | None = None
    """Its own rings, each as JSON, e.g. `{"after": 60, "queues": ["<id>"]}`; None: those of its queue."""
    groups: list[QueueId] = field(default_factory=list)
    """Queues whose agents may take it too, as its queue has flowed over to them."""


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
    """The colleague to whom it was handed did not take it; whoever handed it on is told."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    agent_id: AgentId
    """Who handed it on."""
    to_agent_id: AgentId
    how: HandedBack


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
    """Three offers in a row without an answer: a supervisor has to look."""

    agent_id: AgentId
    missed: int


@event_type("call.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(Event):
    """Media or recording of a call changed; the console shows it anew."""

    call_id: CallId
    interaction_id: InteractionId
    what: str


@event_type("user.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True)
class EntryRequest:
    """What is known when work is about to enter the queue."""

    channel: str
    tier: str
    account_queue_id: QueueId | None
    """The queue an administrator chose for the channel account."""
    language: str | None
    customer_id: CustomerId | None
    queue_id: QueueId | None = None
    """Set when somebody named the queue (a transfer)."""
    interaction_id: InteractionId | None = None
    """Set when it was in a queue before: what rules gave it then stays its own."""
    verified: bool = False
    """It is proven that it is this customer."""
    subject: str | None = None
    text: str = ""
    """What the customer wrote first."""


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """Where work goes and what is promised there."""

    queue_id: QueueId
    priority: int
    skills: Mapping[str, int]
    sl_seconds: int
    sl_percent: int
    ranked_at: datetime
    first_reply_due_at: datetime | None = None
    next_reply_seconds: int | None = None
    resolution_due_at: datetime | None = None
    preferred_agent_id: AgentId | None = None
    preferred_until: datetime | None = None
    at_head: bool = False
    rules: Sequence[Mapping[str, Any]] = ()
    """The routing rules that made it so, for its explanation."""
    rings: Sequence[Mapping[str, Any]] = ()
    """Its own rings in place of its queue's; none: its queue's."""
    treatment: Mapping[str, Any] = field(default_factory=dict)
    """How the customer is treated while it waits, where that is not as the queue says."""
    shut: Sequence[int] = ()
    """When the queue is shut from now on; see `kernel.opening`."""

    @property
    def sl_due_at(self) -> datetime:
        """End of the service-level target, in open hours."""
        return after_open(self.ranked_at, self.sl_seconds, self.shut)


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """What is promised when a customer writes again."""

    ranked_at: datetime
    """From when the new turn ages: now, or the next opening of its queue."""
    reply_due_at: datetime | None
    """By when it is to be answered, in open hours; None for live work and where nothing is promised."""
    shut: Sequence[int] = ()
    """When the queue is shut from now on; see `kernel.opening`."""


class WrapMode(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    MANDATORY = "mandatory"
    """Until a disposition is chosen."""
    TIMED = "timed"


@dataclass(frozen=True, slots=True)
class WrapRule:
    mode: WrapMode
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are, and whether that was proven."""

    address: Address
    verified_by: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    customer_id: CustomerId | None
    identity: Identity


class Planner(Protocol):
    """Asked by the queue, answered by routing policy."""

    async def plan(self, work: Any, requests: Sequence[EntryRequest]) -> list[EntryPlan]: ...

    async def turn(self, work: Any, queue_id: QueueId | None, tier: str) -> TurnPlan: ...

    async def wrap_rule(self, work: Any, queue_id: QueueId | None, channel: str) -> WrapRule: ...

    async def serves(self, reader: Any, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]:
        """The queues whose work this agent gets."""
        ...


class Customers(Protocol):
    """Asked by intake, answered by the CRM on the same connection."""

    async def identify(self, work: Any, claims: Sequence[Claim]) -> list[Identified]: ...


class Consent(Protocol):
    """Asked by the one door out in the transaction that sends, told by the one door in what a customer wishes (D31)."""

    async def may_send(self, work: Any, address: Address, channel: str, purpose: str) -> str | None:
        """None if allowed, else the reason in words."""
        ...

    async def heard(self, work: Any, address: Address, channel: str, wish: Wish, source: str) -> None:
        """A customer's own word about what we may send to their address; in the transaction that keeps the message."""
        ...
