"""The words between the router and everybody else: policy, what the router is told, what it decides.

The engine (`routing.engine`) takes `Input`s and returns `Decision`s; the service around it turns logged
events into the former and commits the latter. All instants are aware UTC, all durations are seconds.
What the engine makes with every offer is a named tuple, as making a frozen dataclass takes four times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId


class Presence(StrEnum):
    AVAILABLE = "available"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    OFFLINE = "offline"
    """Signed out: holds and gets nothing."""


class LoadState(StrEnum):
    """What a segment asks of its agent's capacity."""

    ALERTING = "alerting"
    ACTIVE = "active"
    """Connected or held."""
    WRAPPING = "wrapping"


class Purpose(StrEnum):
    WORK = "work"
    CONSULT = "consult"


class Selection(StrEnum):
    """Which of the eligible agents gets the work; equals are told apart by fewest open, then idle."""

    LONGEST_IDLE = "longest_idle"
    MOST_PROFICIENT = "most_proficient"
    LEAST_OCCUPIED = "least_occupied"
    ROUND_ROBIN = "round_robin"


class Scoring(StrEnum):
    MINUTES_AND_PRIORITY = "minutes_and_priority"
    """Score = minutes waited + priority points."""
    PRIORITY_ONLY = "priority_only"
    """Score = priority points, then age; such queues are served before the others of their tier."""


# --- policy -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Requirement:
    skill: str
    minimum: int = 1
    """Least proficiency, 0 to 5; 0 means having the skill at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A step by which a queue widens its search; each ring includes the former ones."""

    after_s: int
    """Age of the interaction at which this ring begins."""
    drop: tuple[str, ...] = ()
    lower: tuple[Requirement, ...] = ()
    add_queues: tuple[QueueId, ...] = ()
    """The agents of these queues may take it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLimit:
    channel: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLimits:
    """Seconds an offer may stay unanswered: by the tier of the medium, unless its channel has a limit of its own."""

    live_s: int = 20
    messaging_s: int = 60
    deferred_s: int = 120
    channels: tuple[ChannelLimit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePolicy:
    id: QueueId
    name: str = ""
    requirements: tuple[Requirement, ...] = ()
    """Added to what each interaction asks for; of two minimums for one skill the higher counts."""
    priority: int = 0
    """Points added to each interaction's own."""
    scoring: Scoring = Scoring.MINUTES_AND_PRIORITY
    selection: Selection = Selection.LONGEST_IDLE
    offer: OfferLimits = OfferLimits()
    auto_accept: bool = False
    rings: tuple[Ring, ...] = ()
    groups: tuple[Ring, ...] = ()
    """Overflow by age: rings beside those above, which work with rings of its own has as well."""
    due_lead_s: int = 900
    """Deferred work joins the live tier this long before it is due."""
    paused: bool = False
    """Work keeps its place but is offered to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierShares:
    """Least share, in percent, of the capacity freed while work of several tiers waits for it."""

    live: int = 50
    messaging: int = 20
    deferred: int = 10


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Work on channel `by` may be offered to an agent whose total is filled by work on `over`."""

    by: str
    over: str


@dataclass(frozen=True, slots=True)
class Reserve:
    """So many units of every agent's total only this channel may use, as far as the agent has room for it at all."""

    channel: str
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingPolicy:
    version: int
    queues: tuple[QueuePolicy, ...] = ()
    skills: tuple[str, ...] = ()
    shares: TierShares = TierShares()
    interrupts: tuple[Interrupt, ...] = ()
    reserved: tuple[Reserve, ...] = ()
    same_agent_after_s: int = 60
    """After a rejected or missed offer, not to the same agent for this long unless nobody else is eligible."""
    silent_after_s: int = 15
    lost_after_s: int = 60
    misses_alert: int = 3
    refused_retry_s: int = 5
    """How long to wait for the event that explains why the database refused an offer."""


# --- inputs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAccess:
    """One line of an agent's routing profile."""

    queue_id: QueueId
    priority: int = 1
    """1 to 99; work of queues with 1 comes first."""
    delay_s: int = 0
    """0 to 9999; only work older than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Units of work at once. A channel that is not named has none."""

    channels: Mapping[str, int]
    total: int


class OpenSegment(NamedTuple):
    """A piece of work an agent holds, as far as capacity cares."""

    segment_id: SegmentId
    interaction_id: InteractionId
    channel: str
    tier: Tier
    weight: int = 1
    state: LoadState = LoadState.ACTIVE
    media: bool = False
    """Carries live audio: while wrapping it blocks all live work; text blocks its own slot only."""
    returns_if_lost: bool = False
    """Goes back to the queue when its agent is lost (a chat); else it stays (an e-mail, a live call)."""


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    policy: RoutingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged:
    """All that is known of an agent; replaces what was known before."""

    agent_id: AgentId
    presence: Presence
    queues: tuple[QueueAccess, ...]
    capacity: Capacity
    skills: Mapping[str, int] = field(default_factory=dict)
    """Proficiency 0 to 5 by skill."""
    idle_since: datetime | None = None
    """None keeps what the engine knows (for an unknown agent: now, the back of the line)."""
    segments: tuple[OpenSegment, ...] | None = None
    """All open segments; None keeps what the engine knows. Offers still being committed need not be in it."""
    reachable: bool = True
    last_seen: datetime | None = None
    """Last heartbeat. None: the engine does not time this agent's silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    agent_id: AgentId
    presence: Presence
    idle_since: datetime | None = None
    """Set when signing in, which goes to the back of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSeen:
    """Heartbeats of one batch."""

    agent_ids: tuple[AgentId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentGone:
    """The user is no agent any more. Offers to them are rescinded."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentChanged:
    """A segment began (consult, assignment by hand) or changed its state."""

    agent_id: AgentId
    segment: OpenSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentEnded:
    """Work of an agent ended, wrap-up included; the agent is idle from now if nothing else is open."""

    agent_id: AgentId
    segment_id: SegmentId


@dataclass(frozen=True, slots=True)
class Excluded:
    """Not to this agent until then, unless nobody else is eligible."""

    agent_id: AgentId
    until: datetime


@dataclass(frozen=True, slots=True)
class Preferred:
    """For this agent alone until then, if present; needs neither the queue nor its skills."""

    agent_id: AgentId
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQueued:
    """An interaction waits, or what is known of a waiting one changed (moved, raised, new facts)."""

    interaction_id: InteractionId
    queue_id: QueueId
    channel: str
    tier: Tier
    entered_at: datetime
    """First entry, moved to the next opening when it came out of hours; requeueing does not change it."""
    weight: int = 1
    """Units of capacity, at least 1."""
    priority: int = 0
    requirements: tuple[Requirement, ...] = ()
    rings: tuple[Ring, ...] | None = None
    """Its own, in place of those of its queue, whichever that is; () is none. None: its queue's."""
    groups: tuple[QueueId, ...] = ()
    """The agents of these queues may take it too, whatever the ring: its queue has flowed over to them."""
    at_head: bool = False
    excluded: tuple[Excluded, ...] = ()
    preferred: Preferred | None = None
    due_at: datetime | None = None
    media: bool = False
    returns_if_lost: bool = False


class GoneReason(StrEnum):
    ABANDONED = "abandoned"
    CLOSED = "closed"
    TAKEN = "taken"
    """Assigned by hand."""
    FLOWED_OUT = "flowed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGone:
    """The interaction waits no more."""

    interaction_id: InteractionId
    reason: GoneReason


class OfferOutcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"
    """Not by the engine: what becomes of the work is told by the WorkQueued or WorkGone that follows."""
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferClosed:
    """An offer ended. The echo of an end the engine decided itself changes nothing."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    outcome: OfferOutcome


class RefusalCause(StrEnum):
    WORK = "work"
    """The interaction was not there to be offered."""
    AGENT = "agent"
    """The agent was not free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRefused:
    """The database refused an offer: something has happened that the engine has not read yet."""

    segment_id: SegmentId
    cause: RefusalCause


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed. Due at `Engine.next_wakeup()`."""


Input = (
    PolicyChanged
    | AgentChanged
    | PresenceChanged
    | AgentSeen
    | AgentGone
    | SegmentChanged
    | SegmentEnded
    | WorkQueued
    | WorkGone
    | OfferClosed
    | OfferRefused
    | Tick
)


# --- decisions ----------------------------------------------------------------------------------


class Exclusion(StrEnum):
    """Why a member of the queue was no candidate, in the order in which the reasons are counted."""

    SIGNED_OUT = "signed_out"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    UNREACHABLE = "unreachable"
    LACKS_SKILL = "lacks_skill"
    DELAYED = "delayed"
    """The work is younger than the delay of their routing profile."""
    REFUSED_LATELY = "refused_lately"
    """Rejected or missed this very interaction a moment ago."""
    BUSY = "busy"


class ExcludedCount(NamedTuple):
    reason: Exclusion
    agents: int
    skill: str | None = None
    minimum: int | None = None


class Explanation(NamedTuple):
    """Why this agent got this work now; put into words by `routing.engine.explain`."""

    tier: Tier
    """The tier it competed in; live for deferred work near its due time."""
    ring: int
    """0 before the first ring."""
    waited_s: float
    score: float
    at_head: bool
    preferred: bool
    """Held for this very agent; the rest was not asked."""
    selection: Selection
    idle_s: float
    open_work: int
    """Pieces of work the agent had open before this offer."""
    eligible: int
    members: int
    """Agents the queue (and its ring) reaches; those not eligible are counted in `excluded`."""
    excluded: tuple[ExcludedCount, ...]


class Offer(NamedTuple):
    """Let this agent's console ring; the interaction's own state does not change yet."""

    at: datetime
    policy_version: int
    position: int
    segment_id: SegmentId
    """Derived from interaction, agent and instant: a repeated commit meets its own key."""
    interaction_id: InteractionId
    queue_id: QueueId
    agent_id: AgentId
    purpose: Purpose
    channel: str
    tier: Tier
    weight: int
    expires_at: datetime
    auto_accept: bool
    interrupts: tuple[str, ...]
    """Goes beyond the agent's total, as it may interrupt what is open on these channels. Empty: there is room."""
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What every decision says of its basis, so that it can be replayed exactly."""

    at: datetime
    policy_version: int
    position: int
    """Of the log, up to which the engine had read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOffer(Basis):
    """RONA: the offer ran out, the work keeps its place, the agent becomes NOT_RESPONDING."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    misses: int
    """In a row, this one included."""


class RescindReason(StrEnum):
    WORK_GONE = "work_gone"
    MOVED = "moved"
    AGENT_UNREACHABLE = "agent_unreachable"
    AGENT_NOT_AVAILABLE = "agent_not_available"
    TAKEN = "taken"
    """Another agent accepted an earlier offer at the last moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescindOffer(Basis):
    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    reason: RescindReason


class Lack(StrEnum):
    NO_MEMBER = "no_member"
    """No agent serves the queue."""
    SKILL = "skill"
    """Nobody signed in who serves the queue has the skills named."""
    NOT_SIGNED_IN = "not_signed_in"
    """Those who could are signed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyEligible(Basis):
    """Nobody signed in could take it, not even in its widest ring."""

    interaction_id: InteractionId
    queue_id: QueueId
    lack: Lack
    missing: tuple[Requirement, ...]
    """For SKILL: those nobody has, or all if only their combination is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibleAgain(Basis):
    interaction_id: InteractionId
    queue_id: QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUnreachable(Basis):
    """Silent for `silent_after_s`: gets no new offers until seen again."""

    agent_id: AgentId
    silent_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWork(Basis):
    """The agent is lost: take this segment away and queue the interaction again, `at_head`."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSupervisor(Basis):
    """The agent missed several offers in a row."""

    agent_id: AgentId
    misses: int


Decision = (
    Offer
    | ExpireOffer
    | RescindOffer
    | NobodyEligible
    | EligibleAgain
    | AgentUnreachable
    | ReturnWork
    | AlertSupervisor
)
