"""What the wallboard's templates take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.console.views import PresenceState, Tone
from contact_center.kernel.ids import AgentId, InteractionId, QueueId


@dataclass(frozen=True, slots=True)
class QueueLine:
    queue: QueueId
    name: str
    channels: tuple[str, ...]
    waiting: int
    longest_since: datetime | None
    """First entry of the one who waits longest."""
    level_now: float | None
    """Service level of the last 30 minutes, 0 to 1; None if nothing was due in it."""
    level_today: float | None
    goal: float
    """Share to be answered in time, 0 to 1."""
    target: timedelta
    done: int
    lost: int
    trend: tuple[int, ...] = ()
    """Number waiting, oldest first, evenly spaced over the last three hours."""
    agents_free: int = 0
    stopped: str | None = None
    """That it is paused or closed by hand, since when and why."""

    @property
    def below(self) -> bool:
        """Under its goal now."""
        return self.level_now is not None and self.level_now < self.goal

    @property
    def overdue(self) -> bool:
        """More than nobody waits, and the queue misses its goal."""
        return self.waiting > 0 and self.below


@dataclass(frozen=True, slots=True)
class AgentLine:
    agent: AgentId
    name: str
    state: PresenceState
    since: datetime
    detail: str | None = None
    """What they do: "voice, Repairs", or the name of an away reason."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class NeedLine:
    """Something that needs a person, and the one thing to do about it."""

    key: str
    title: str
    text: str
    href: str
    action: str
    tone: Tone = Tone.LATE


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


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a supervisor can do."""

    key: str
    name: str
    detail: str
    state: PresenceState | None = None
    refusal: str | None = None


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
class ClosingView:
    """Emergency closure: what can be closed, what is."""

    open: tuple[SwitchedQueue, ...]
    closed: tuple[SwitchedQueue, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    queues: tuple[QueueLine, ...]
    agents: tuple[AgentLine, ...]
    needs: tuple[NeedLine, ...] = ()
    waiting: tuple[WaitingLine, ...] = ()
    replay: bool = False
    """Whether the reader may replay days, so that the way there shows."""

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
