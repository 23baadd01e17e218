"""What routing tells in the log: changes of its settings, and work that nobody can take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, QueueId


@event_type("routing.policy_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPolicyChanged(Event):
    """Queues or rules have a new version; the router takes it over whole."""

    policy_version: int


@event_type("routing.profile_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProfileChanged(Event):
    """Queues, skills or capacity of an agent are different now."""

    agent_id: AgentId


@event_type("interaction.nobody_eligible")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionUnserved(Event):
    """Nobody who is signed in could take this work, however long it waits."""

    interaction_id: InteractionId
    queue_id: QueueId
    lack: str
    """A value of `routing.engine.decisions.Lack`."""
    missing: list[str]
    """`name:minimum`, the skills that nobody has."""


@event_type("interaction.eligible_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionServed(Event):
    interaction_id: InteractionId
    queue_id: QueueId


@event_type("interaction.moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionMoved(Event):
    """A supervisor put it into another queue. Who is the actor, as with all that follows."""

    interaction_id: InteractionId
    from_queue_id: QueueId | None
    queue_id: QueueId
    why: str


@event_type("interaction.raised")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionRaised(Event):
    """A supervisor gave it more points, or fewer; a point is a minute of waiting."""

    interaction_id: InteractionId
    points: int
    priority: int
    """What it has now."""
    why: str


@event_type("interaction.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionAssigned(Event):
    """A supervisor offered it to this agent, whatever the agent's capacity."""

    interaction_id: InteractionId
    agent_id: AgentId
    why: str


@event_type("interaction.taken_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionTakenBack(Event):
    """A supervisor took it from this agent; it is at the head of its queue."""

    interaction_id: InteractionId
    agent_id: AgentId
    why: str


@event_type("queue.paused")
@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePaused(Event):
    """Work keeps its place but is offered to nobody (`paused`), or is offered again."""

    queue_id: QueueId
    paused: bool
    why: str


@event_type("presence.forced")
@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceForced(Event):
    """A supervisor set the presence of an agent."""

    agent_id: AgentId
    presence: str
    why: str


@event_type("queue.closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class QueueClosed(Event):
    """Closed by hand in an emergency (`closed`), or opened again."""

    queue_id: QueueId
    closed: bool
    why: str


@event_type("interaction.overflowed")
@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionOverflowed(Event):
    """A rule of its queue did something with waiting work."""

    interaction_id: InteractionId
    queue_id: QueueId
    because: str
    """`waited`, `waiting`, `expected`, `closed`, `nobody_eligible`, `max_wait`, `max_waiting`, `closure`;
    `rule`: a routing rule said how the customer is treated."""
    did: list[str]
    """Of `queue`, `group`, `message`, `callback`, `close`; empty if the rule had nothing it could do."""
    to_queue_id: QueueId | None
    """Where it went, or whose agents may take it too (`group`)."""


@event_type("interaction.wait_announced")
@dataclass(frozen=True, slots=True, kw_only=True)
class WaitAnnounced(Event):
    """The customer was told a place, and a wait if there was an honest figure."""

    interaction_id: InteractionId
    conversation_id: ConversationId
    place: int
    """1 is next."""
    seconds: int | None


@event_type("callback.requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequested(Event):
    """The customer keeps the place and waits for our call."""

    interaction_id: InteractionId
    promised_until: datetime
    """The first attempt is promised until then."""


@event_type("callback.attempted")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAttempted(Event):
    """The agent called and says how it went."""

    interaction_id: InteractionId
    agent_id: AgentId
    result: str
    """`reached`, `no_answer`, `busy`."""
    number: int
    """Of the attempt: 1, 2, …"""
    again: bool
    """There will be another."""


@event_type("callback.promise_missed")
@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackPromiseMissed(Event):
    """Nobody tried in the time promised: a supervisor has to look."""

    interaction_id: InteractionId
