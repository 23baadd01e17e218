"""What a replay tells: both days side by side, and how true the replay is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from routing.rehearsal.statements import Statement, Statements

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class ReplayCounts:
    """Work by entry. Service level: answered within the target stamped on the day / all that were due.

    Due are the answered, the abandoned, and those still waiting past their target.
    """

    offered: int
    answered: int
    within: int
    abandoned: int
    waiting: int
    """Neither answered nor gone by the end of what is known, which is after the day where it waits over midnight."""
    service_level: float | None
    """0 to 1."""
    mean_wait_s: float | None
    """Of all, until answered, abandoned or the end of what is known."""
    longest_wait_s: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    recorded: ReplayCounts
    replayed: ReplayCounts


@dataclass(frozen=True, slots=True)
class QueuePair:
    queue_id: UUID
    name: str
    tier: str
    """Media of different urgency are never added up."""
    pair: Pair


@dataclass(frozen=True, slots=True)
class IntervalPair:
    """Live work that entered in these minutes."""

    begins: datetime
    ends: datetime
    pair: Pair


@dataclass(frozen=True, slots=True)
class AgentDay:
    answered: int
    busy_s: float
    """With work open."""
    present_s: float
    occupancy: float | None


@dataclass(frozen=True, slots=True)
class AgentPair:
    agent_id: UUID
    name: str
    extra: bool
    """Was not there on the day."""
    recorded: AgentDay
    replayed: AgentDay


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What became of one entry into the queue. `how`: answered, abandoned, gone, waiting."""

    how: str
    agent_id: UUID | None
    agent_name: str | None
    wait_s: float
    within: bool | None
    """None where nothing was promised."""


@dataclass(frozen=True, slots=True)
class EntryPair:
    """One entry of an interaction into a queue, on both days."""

    interaction_id: UUID
    number: int
    queue_id: UUID
    queue_name: str
    channel: str
    tier: str
    entered_at: datetime
    recorded: EntryOutcome
    replayed: EntryOutcome
    why: Statements | None
    """Why the replay gave it to its agent (`routing.engine.explain`)."""

    @property
    def gained_s(self) -> float:
        return self.recorded.wait_s - self.replayed.wait_s


@dataclass(frozen=True, slots=True)
class ReplayDeviation:
    """Where the replay under the day's own policy is not what was recorded."""

    interaction_id: UUID
    number: int
    entered_at: datetime
    recorded_agent: str | None
    replayed_agent: str | None
    recorded_wait_s: float
    replayed_wait_s: float
    reason: Statement
    """The best account of it that there is."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How the replay under the day's own policy compares to the record."""

    entries: int
    same_agent: int
    same_wait: int
    """Within a second."""
    mean_difference_s: float
    differences: tuple[ReplayDeviation, ...]
    """The first hundred, in order of entry."""
    assumptions: tuple[Statement, ...]
    """What the record does not say, and what the replay takes instead."""

    @property
    def exact(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class ReevaluatedRules:
    """What rules that are not those of the day do with its work."""

    names: tuple[str, ...]
    """Rules that are new, changed or gone."""
    changed: int
    """Pieces of work for which they make a difference, of `total`."""
    total: int
    unknown: int
    """Pieces of work of which a rule cannot be told, as an attribute is not known any more."""


@dataclass(frozen=True, slots=True)
class Replayed:
    day: date
    time_zone: str
    policy: Statement
    """Which one: a version, the draft, …"""
    own_policy: Statement
    tiers: tuple[tuple[str, Pair], ...]
    """By tier: live, messaging, deferred."""
    queues: tuple[QueuePair, ...]
    intervals: tuple[IntervalPair, ...]
    agents: tuple[AgentPair, ...]
    entries: tuple[EntryPair, ...]
    """Those that changed most come first; the first `MOST_ENTRIES` of `entries_in_all`."""
    entries_in_all: int
    fidelity: Fidelity
    """Of a replay of the same day under its own policy, which says how far the rest can be trusted."""
    rules: ReevaluatedRules | None = None
    """None: the rules are those of the day."""
