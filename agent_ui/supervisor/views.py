"""What the wallboard's templates take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.views import Choice, ClockView, PresenceState, TalkedCallView, ThreadItem, Tone
from agent_ui.views.ratings import RatingMark
from contact_center.kernel.ids import AgentId, InteractionId, QueueId


@dataclass(frozen=True, slots=True)
class LevelView:
    """A service level, and what it is made of."""

    share: float | None
    """0 to 1; None if nothing was due."""
    within: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel of a queue: it has a promise, a goal and an alert of its own."""

    channel: str
    waiting: int
    longest_since: datetime | None
    level_now: LevelView
    """Of the last 30 minutes."""
    level_today: LevelView
    goal: float
    """Share to be answered in time, 0 to 1."""
    target: timedelta | None
    done: int
    lost: int
    below: bool
    """Under its goal now."""
    overdue: bool
    """Somebody waits long beyond the target."""


@dataclass(frozen=True, slots=True)
class QueueLineView:
    queue: QueueId
    name: str
    channels: tuple[ChannelLine, ...]
    waiting: int
    longest_since: datetime | None
    """First entry, in open hours, of the one who waits longest."""
    level_now: LevelView
    """All channels together: beside theirs, never instead of them."""
    level_today: LevelView
    goal: float
    done: int
    lost: int
    trend: tuple[int, ...] = ()
    """Number waiting, oldest first, evenly spaced over the last three hours."""
    agents_free: int = 0
    """Who could take what waits."""
    ratings: tuple[RatingMark, ...] = ()
    """Of the last 30 days."""
    stopped: str | None = None
    """That it is paused or closed by hand, since when and why."""

    @property
    def below(self) -> tuple[str, ...]:
        """Channels under their goal now."""
        return tuple(one.channel for one in self.channels if one.below)

    @property
    def overdue(self) -> bool:
        """Somebody waits long beyond what was promised."""
        return any(one.overdue for one in self.channels)

    @property
    def measured(self) -> bool:
        """Something was due in the last half hour."""
        return self.level_now.share is not None


@dataclass(frozen=True, slots=True)
class AgentLine:
    agent: AgentId
    name: str
    state: PresenceState
    since: datetime
    detail: str | None = None
    """What they do: "voice, Repairs", or the name of an away reason."""
    tone: Tone = Tone.PLAIN
    call: TalkedCallView | None = None
    """The call in which they talk, if the reader may listen to it."""


@dataclass(frozen=True, slots=True)
class RemedyView:
    """Somebody free serves one queue more for a while, by one press."""

    agent: UUID
    queue: UUID
    text: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    """Something that needs a person, and the one thing to do about it."""

    key: str
    title: str
    text: str
    href: str
    action: str
    tone: Tone = Tone.LATE
    of_queues: bool = False
    """Says how queues do: part of the headline."""
    cause: str = ""
    """Why it is so, as a sentence without its end."""
    remedy: RemedyView | None = None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    interaction: InteractionId
    channel: str
    who: str
    since: datetime
    queue: str
    skills: str | None = None
    nobody: bool = False
    """Nobody signed in can take it."""
    due: ClockView | None = None
    """What is left of its promise, or by how much it is broken."""
    rings: str | None = None
    """The agent whose browser rings for it."""


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One piece of work that a figure is made of."""

    href: str
    channel: str
    who: str
    text: str | None
    """Its subject."""
    where: str
    """Queue or agent."""
    at: datetime
    wait: str
    how: str
    """What became of it."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class WorkLines:
    title: str
    lines: tuple[WorkLine, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BreakdownView:
    """What a queue, an agent or an alert of the wallboard is made of."""

    title: str
    facts: tuple[str, ...]
    """Sentences."""
    lists: tuple[WorkLines, ...]
    filters: tuple[Filter, ...] = ()
    change: str | None = None
    """Address of the dialog by which it is changed."""
    ratings: tuple[RatingMark, ...] = ()
    """Of the last 30 days."""
    back: tuple[str, str] | None = None
    """Name and address of the page that it came from; None: the wallboard."""


@dataclass(frozen=True, slots=True)
class WorkDetailView:
    """One piece of work, as a supervisor reads it."""

    title: str
    channel: str
    facts: tuple[str, ...]
    now: tuple[str, ...]
    """Where it stands while it waits, as the router sees it."""
    kept: tuple[tuple[str, str], ...]
    """(what keeps them, who)"""
    items: tuple[ThreadItem, ...]
    customer: str | None = None
    """Address of the customer's page."""
    change: str | None = None
    call: TalkedCallView | None = None
    """The call that goes on, if the reader may listen to it."""
    evaluate: str | None = None
    """Where it is evaluated."""


@dataclass(frozen=True, slots=True)
class ListeningView:
    """The call that the reader listens to, on whatever page they are."""

    call: TalkedCallView
    agent: str
    customer: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    legend: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ControlView:
    """A dialog: one of several things to do, and why."""

    action: str
    title: str
    groups: tuple[ChoiceGroup, ...]
    search: bool = False
    chosen: str | None = None
    """Chosen beforehand, where there is only one."""
    facts: tuple[str, ...] = ()
    """Sentences to know before."""


@dataclass(frozen=True, slots=True)
class SwitchedQueue:
    queue: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Emergency closure: what can be closed, what is."""

    open: tuple[SwitchedQueue, ...]
    closed: tuple[SwitchedQueue, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    queues: tuple[QueueLineView, ...]
    agents: tuple[AgentLine, ...]
    needs: tuple[NeedLine, ...] = ()
    waiting: tuple[WaitingLine, ...] = ()
    waiting_all: int = 0
    """How many wait; more than are listed on a bad day."""
    contacts: int = 0
    """Customers' contacts of today."""
    pieces: int = 0
    """What was handled of them: a contact that was handed on is several pieces."""
    begun: int = 0
    """Conversations that we began today."""
    definition: str = ""
    """What the service level is made of, in words."""
    menus: str = ""
    """What became of today's calls in their menus; empty where none entered by one."""
    replay: bool = False
    """Whether the reader may replay days, so that the way there shows."""

    @property
    def rows(self) -> int:
        """Queues, and the channels below each."""
        return sum(1 + len(one.channels) for one in self.queues)

    @property
    def headline(self) -> tuple[NeedLine, ...]:
        """What is wrong with the queues, most pressing first; empty when nothing is."""
        return tuple(need for need in self.needs if need.of_queues)

    @property
    def remedy(self) -> RemedyView | None:
        """For the most pressing of the queues that somebody could help at once."""
        return next((need.remedy for need in self.headline if need.remedy), None)

    @property
    def measured(self) -> bool:
        return any(queue.measured for queue in self.queues)

    def counts(self) -> tuple[tuple[PresenceState, int], ...]:
        """Agents by state, in a fixed order, states without anybody left out."""
        order = (
            PresenceState.AVAILABLE,
            PresenceState.WORKING,
            PresenceState.ON_CALL,
            PresenceState.WRAP_UP,
            PresenceState.AWAY,
            PresenceState.NOT_RESPONDING,
        )
        found = [(state, sum(a.state is state for a in self.agents)) for state in order]
        return tuple((state, n) for state, n in found if n)
