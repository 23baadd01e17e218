"""What measures answers with, and the formulas behind it: the words of wallboard, report and API alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

FORMULA = "answered within / (answered + abandoned after the short-abandon limit + waiting past target)"


@dataclass(frozen=True, slots=True)
class Switches:
    """What a queue counts against its service level: `routing.queue.settings["service_level"]`.

    They apply when figures are read, so a change holds for the past as well.
    """

    short_abandon_seconds: float = 5.0
    """Who leaves within this time was not lost by us; 0 counts every abandon."""
    abandons: bool = True
    """Abandons after that limit count against it."""
    flow_outs: bool = False
    """Work moved to another queue before an answer counts against it."""
    waiting_past_target: bool = True
    """Who still waits beyond the target counts as missed already."""


@dataclass(frozen=True, slots=True)
class Level:
    """A service level: `within` of `due` were answered in time."""

    within: int = 0
    due: int = 0
    share: float | None = None
    """`within / due`, 0 to 1; None when nothing was due."""


def level(within: int, due: int) -> Level:
    return Level(within, due, within / due if due else None)


def add_levels(levels: Iterable[Level]) -> Level:
    """Over several queues or channels: parts are summed, shares never averaged."""
    parts = list(levels)
    return level(sum(part.within for part in parts), sum(part.due for part in parts))


@dataclass(frozen=True, slots=True)
class Counts:
    """Entries of a cell by what became of them.

    offered = answered + abandoned + flowed_out + closed + waiting, always.
    """

    offered: int = 0
    answered: int = 0
    answered_within: int = 0
    answered_late: int = 0
    """`answered_within` and `answered_late` are those of `answered` that had a target."""
    abandoned: int = 0
    abandoned_short: int = 0
    """Those of `abandoned` that left within the queue's short-abandon limit."""
    flowed_out: int = 0
    closed: int = 0
    """Left the queue in another way: spam, media lost, closed without an agent."""
    waiting: int = 0
    waiting_late: int = 0
    """Those of `waiting` that are past their target."""
    answered_wait_seconds: float = 0.0
    """Waits of the answered, summed."""

    @property
    def balanced(self) -> bool:
        return self.offered == self.answered + self.abandoned + self.flowed_out + self.closed + self.waiting

    @property
    def average_wait(self) -> float | None:
        """Average speed of answer in seconds; None when nobody was answered."""
        return self.answered_wait_seconds / self.answered if self.answered else None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Counts:
        return cls(**{item.name: row[item.name] for item in fields(cls)})


def add_counts(counts: Iterable[Counts]) -> Counts:
    parts = list(counts)
    return Counts(**{item.name: sum(getattr(part, item.name) for part in parts) for item in fields(Counts)})


def service_level(counts: Counts, switches: Switches) -> Level:
    """Answered within target / (answered + abandoned late + waiting past target), as `switches` say.

    Genesys' formula and switches (service level calculation per queue), with one part more: who waits
    past the target is missed already, so the figure cannot rise by leaving people waiting. Counted in the
    interval of entry. Spam and other ways out count nowhere.
    """
    due = counts.answered_within + counts.answered_late
    due += (counts.abandoned - counts.abandoned_short) * switches.abandons
    due += counts.flowed_out * switches.flow_outs
    due += counts.waiting_late * switches.waiting_past_target
    return level(counts.answered_within, due)


@dataclass(frozen=True, slots=True)
class Cell:
    """One queue, one interval of entry, one channel."""

    at: datetime
    queue_id: UUID
    channel: str
    counts: Counts
    level: Level


@dataclass(frozen=True, slots=True)
class Interval:
    """All cells that begin at `at`, added up."""

    at: datetime
    counts: Counts
    level: Level
    average_wait_seconds: float | None
    """Of the answered; None when nobody was answered."""


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue on the wallboard. `waiting`, `longest_since`, `agents_*` are live; the rest follows the log."""

    queue_id: UUID
    name: str
    channels: tuple[str, ...]
    """With work today or now."""
    waiting: int
    """All that waits now: first answers, next replies, and work that came back."""
    waiting_by_channel: dict[str, int]
    longest_since: datetime | None
    """Entry of the one who waits longest; a customer who wrote again entered then."""
    agents_signed_in: int
    agents_free: int
    """With a place, and the skills that the queue asks for."""
    """Available, reachable, with a free place, not about to leave."""
    goal: float
    """Share to be answered within the target, 0 to 1."""
    target_seconds: dict[str, int]
    """By channel, as last promised today, else as the queue says (`*` for all others)."""
    level_now: Level
    """Of entries in the last 30 minutes."""
    level_today: Level
    """Of entries since midnight in the tenant's time zone."""
    today: Counts
    switches: Switches
    trend: tuple[Point, ...]
    """Number waiting over the last three hours, every five minutes, the last point live."""

    @property
    def below_goal(self) -> bool:
        return self.level_now.share is not None and self.level_now.share < self.goal


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """Something an agent has in hand."""

    segment_id: UUID
    interaction_id: UUID
    queue_id: UUID | None
    channel: str
    purpose: str
    state: str
    since: datetime
    """Of this state: offered, connected, held or wrapping since."""


@dataclass(frozen=True, slots=True)
class Load:
    """Places in use; an override by a supervisor can exceed the capacity."""

    used: int
    capacity: int


@dataclass(frozen=True, slots=True)
class AgentLine:
    """An agent, live. Those signed out are listed as `offline`."""

    agent_id: UUID
    name: str
    presence: str
    reason: str | None
    since: datetime | None
    """Of this presence; None if it was never chosen."""
    next_presence: str | None
    next_reason: str | None
    missed: int
    """Offers missed in a row."""
    unreachable_since: datetime | None
    activity: str
    """`working`, `wrapping`, `alerting` or `idle`."""
    activity_since: datetime | None
    """Since when the oldest segment of that activity is in its state; presence's `since` when idle."""
    segments: tuple[SegmentLine, ...]
    load: Load
    load_by_channel: dict[str, Load]
    answered_today: int = 0
    share_today: float | None = None
    """Of all that was answered today, by whomever; 0 to 1, None if nothing was."""


class NeedKind(StrEnum):
    QUEUE_BELOW_GOAL = "queue_below_goal"
    QUEUE_WITHOUT_AGENTS = "queue_without_agents"
    """Work waits and nobody who serves the queue is signed in."""
    AGENT_MISSED_OFFERS = "agent_missed_offers"
    """Three or more in a row."""
    AGENT_NOT_RESPONDING = "agent_not_responding"
    QUARANTINED = "quarantined"
    """Deliveries that could not be understood; `since` is the oldest."""
    FAILED_DELIVERIES = "failed_deliveries"
    """Answers of the last 24 hours that did not reach the customer; `since` is the oldest."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something a person has to look at."""

    kind: NeedKind
    subject_id: UUID | None = None
    """The queue or the agent."""
    name: str | None = None
    count: int | None = None
    """Waiting work, missed offers, envelopes or messages."""
    share: float | None = None
    """The service level of the last 30 minutes."""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wallboard:
    at: datetime
    day_started_at: datetime
    formula: str
    events_behind: int
    """Events the figures from the log have not counted yet; 0 in quiet operation."""
    queues: tuple[QueueLine, ...]
    agents: tuple[AgentLine, ...]
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class LateQueue:
    """A queue in which somebody waits longer than its service level promises. Mail and the like do not count."""

    queue_id: UUID
    name: str
    waiting: int
    longest_since: datetime
    """Entry of the one who waits longest."""


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One interaction that waits, live."""

    interaction_id: UUID
    conversation_id: UUID
    queue_id: UUID
    channel: str
    who: str
    subject: str | None
    since: datetime
    """Entry; a customer who wrote again entered then."""
    due_at: datetime | None
    """End of the service-level target."""
    skills: dict[str, int] = field(default_factory=dict)
    offered_to: UUID | None = None
    """The agent whose browser rings now."""


@dataclass(frozen=True, slots=True)
class AgentTime:
    """Seconds an agent spent in a presence and activity."""

    agent_id: UUID
    presence: str
    activity: str
    seconds: float
