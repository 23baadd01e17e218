"""What measures answers with: the words of wallboard, report and API alike. Counts of waits and their formulas are in
`contact_center.warehouse.definitions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.measures.menus import MenuCounts
from contact_center.warehouse.definitions.counts import Counts, Level


@dataclass(frozen=True, slots=True)
class IntervalCell:
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
    begun: int = 0
    """Conversations that we began by writing first; no contact, no arrival, in no service level."""


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    waiting: int


class WaitCauseKind(StrEnum):
    """Why what waits is not taken."""

    NOBODY_HERE = "nobody_here"
    """Nobody who serves the queue is signed in."""
    ALL_ABSENT = "all_absent"
    """All of them are away or do not respond."""
    NOBODY_FITS = "nobody_fits"
    """Some are free, and none of these has the skills or a place on the channel."""
    ALL_BUSY = "all_busy"


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody free who could take it and does not serve the queue."""

    agent_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class WaitCause:
    """Of the members of a queue that keeps people waiting."""

    kind: WaitCauseKind
    here: int
    """Signed in, in whatever presence."""
    free: int
    """May be offered more work of some channel now."""
    working: int
    wrapping: int
    absent: int
    """Away or not responding."""
    skills: dict[str, int]
    """Those at least needed that nobody free has; empty where it is places that lack."""
    helper: Helper | None


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel of a queue: a promise is made, kept and missed by channel, never in the blend."""

    channel: str
    waiting: int
    longest_since: datetime | None
    """Since when, in open hours, the one who waits longest has waited; None when nobody does."""
    overdue_since: datetime | None
    """When the clock of this queue began for the longest of those who wait beyond `LONG_WAIT` and the target."""
    overdue: int
    """How many wait so long."""
    goal: float
    """Share to be answered within the target, 0 to 1."""
    target_seconds: int | None
    """As last promised today, else as the queue says; None if it promises nothing."""
    level_now: Level
    level_today: Level
    today: Counts
    cause: WaitCause | None = None
    """Why it waits: where somebody waits too long or the goal is missed, and nobody free can take it."""

    @property
    def below_goal(self) -> bool:
        return self.level_now.share is not None and self.level_now.share < self.goal


@dataclass(frozen=True, slots=True)
class Stop:
    """That a queue was paused or closed by hand."""

    since: datetime
    why: str


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
    """Who could take what waits: available, reachable, not about to leave, with the skills and a place on one of
    the channels in which something waits; when nothing waits, of any channel that the queue had work on today."""
    goal: float
    """Share to be answered within the target, 0 to 1; a channel may have one of its own."""
    target_seconds: dict[str, int]
    """By channel, as last promised today, else as the queue says (`*` for all others)."""
    level_now: Level
    """Of entries in the last 30 minutes."""
    level_today: Level
    """Of entries since midnight in the tenant's time zone."""
    today: Counts
    switches: ServiceLevelRule
    trend: tuple[Point, ...]
    """The most that waited at once in each five minutes of the last three hours, the last point live."""
    by_channel: tuple[ChannelFigures, ...] = ()
    """Those with work today or now, the most urgent promise first."""
    paused: Stop | None = None
    shut: Stop | None = None
    """Closed by hand."""
    begun: int = 0
    """Conversations that we began today by writing first; they are no contacts and count nowhere else."""

    @property
    def below_goal(self) -> bool:
        """One of its channels misses its goal, whatever the blend says."""
        return any(channel.below_goal for channel in self.by_channel)

    @property
    def overdue(self) -> bool:
        """Somebody waits long beyond what was promised."""
        return any(channel.overdue for channel in self.by_channel)


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
class PlacesUsed:
    """Places in use; an override by a supervisor can exceed the capacity."""

    used: int
    capacity: int


@dataclass(frozen=True, slots=True)
class AgentFigures:
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
    """Since when the oldest segment of that activity is in its state. When idle and available, since the last work of
    any kind ended, or since signing in; in any other presence, since that was chosen."""
    segments: tuple[SegmentLine, ...]
    load: PlacesUsed
    load_by_channel: dict[str, PlacesUsed]
    answered_today: int = 0
    share_today: float | None = None
    """Of all that was answered today, by whomever; 0 to 1, None if nothing was."""
    begun_today: int = 0
    """Conversations that they began by writing first."""
    missed_alert: bool = False
    """So many offers in a row were missed that the routing policy wants a supervisor to know."""


LONG_WAIT_SECONDS = 60
"""Who waits beyond the target for at least this long needs a person; a ring or two more does not."""


class NeedKind(StrEnum):
    QUEUE_CLOSED = "queue_closed"
    """By hand, in an emergency."""
    QUEUE_PAUSED = "queue_paused"
    QUEUE_WITHOUT_AGENTS = "queue_without_agents"
    """Work waits and nobody who serves the queue is signed in."""
    LONG_WAIT = "long_wait"
    """Somebody waits beyond the target, and for at least a minute."""
    QUEUE_BELOW_GOAL = "queue_below_goal"
    """One channel of the queue; its level and promise are its own."""
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
    channel: str | None = None
    """Of the level or the wait."""
    goal: float | None = None
    why: str | None = None
    """The reason that whoever paused or closed it gave."""
    cause: WaitCause | None = None
    """Of what waits in a queue."""


@dataclass(frozen=True, slots=True)
class Wallboard:
    at: datetime
    day_started_at: datetime
    formula: str
    events_behind: int
    """Events the figures from the log have not counted yet; 0 in quiet operation."""
    queues: tuple[QueueLine, ...]
    agents: tuple[AgentFigures, ...]
    needs: tuple[Need, ...] = ()
    begun: int = 0
    """Conversations that we began today by writing first, with a queue or without."""
    menus: MenuCounts = field(default_factory=MenuCounts)
    """Calls of today that entered by a menu."""


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
    who: str | None
    """Name or address; None for a visitor of the web site of whom nothing is known."""
    subject: str | None
    since: datetime
    """Entry; a customer who wrote again entered then."""
    due_at: datetime | None
    """End of the service-level target."""
    skills: dict[str, int] = field(default_factory=dict)
    offered_to: UUID | None = None
    """The agent whose browser rings now."""


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """One entry that a figure is made of."""

    interaction_id: UUID
    channel: str
    queue_id: UUID
    kind: str
    who: str | None
    subject: str | None
    entered_at: datetime
    left_at: datetime | None
    """None: it waits still."""
    left_how: str | None
    agent_id: UUID | None
    wait_seconds: float | None
    within: bool | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """An answer that did not reach its customer."""

    message_id: UUID
    interaction_id: UUID | None
    channel: str
    who: str | None
    at: datetime
    why: str | None


@dataclass(frozen=True, slots=True)
class AgentTime:
    """Seconds an agent spent in a presence and activity."""

    agent_id: UUID
    presence: str
    activity: str
    seconds: float


HANDLING = ("working", "wrapping")


def occupancy(times: Iterable[AgentTime]) -> float | None:
    """Handling ÷ (handling + ready), 0 to 1; None for who did neither.

    Handling is contact and after-contact work, in whatever presence it is done; ready is available with nothing in
    hand, offers that ring included. Breaks and missed calls are in neither part: they say how long somebody was
    there, not how busy.
    """
    handled = ready = 0.0
    for time in times:
        if time.presence == Presence.OFFLINE:
            continue
        if time.activity in HANDLING:
            handled += time.seconds
        elif time.presence == Presence.AVAILABLE:
            ready += time.seconds
    return handled / (handled + ready) if handled + ready > 0 else None
