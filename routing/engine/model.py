"""The engine's words: the policy it follows, what agents and work are to it.

All instants are aware UTC, all durations are seconds. What the engine is told is in `inputs`, what it decides in
`decisions`; the service around it turns logged events into the former and commits the latter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from contact_center.kernel.by_channel import REST, named_channels
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import InteractionId, QueueId, SegmentId


class LoadState(StrEnum):
    """What a segment asks of its agent's capacity."""

    ALERTING = "alerting"
    ACTIVE = "active"
    """Connected or held."""
    WRAPPING = "wrapping"


class OfferPurpose(StrEnum):
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
    """Minimum share, in percent, of the capacity freed while work of several tiers waits for it."""

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

    @classmethod
    def of(cls, places: Mapping[str, int]) -> Self:
        """As policies and stores write it: by channel, `*` in total."""
        return cls(channels=named_channels(places), total=places.get(REST, 1))


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
