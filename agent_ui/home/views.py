"""An agent's day: work by what is due, what waits, tasks, team, figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent_ui.views.common import ClockView, Tone
from agent_ui.views.mentions import MentionLine
from agent_ui.views.presence import PresenceState
from agent_ui.views.tasks import TaskLine
from contact_center.kernel.ids import InteractionId, QueueId


class DueKind(StrEnum):
    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    IN_HAND = "in_hand"
    """Nothing is promised for it: calls, wrap-ups."""
    ANSWERED = "answered"
    BACK = "back"
    """It comes back by itself."""


@dataclass(frozen=True, slots=True)
class HomeRow:
    interaction: InteractionId
    channel: str
    who: str
    text: str
    queue: str
    clock: ClockView | None = None
    when: str = ""
    """In place of a clock: a time that stands."""
    organisation: str | None = None
    reference: str | None = None
    """The first number of an order or the like in it."""
    ours: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class HomeGroup:
    kind: DueKind
    name: str
    rows: tuple[HomeRow, ...]
    total: int
    """With those that are not shown."""


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A message of the reader's that goes out at its time."""

    interaction: InteractionId
    who: str
    channel: str
    text: str
    when: str
    action: str
    """Where it is cancelled."""


@dataclass(frozen=True, slots=True)
class HomeQueue:
    queue: QueueId
    name: str
    waiting: int
    longest: datetime | None
    late: bool
    next: str
    """Who is next in line, in words."""
    can_take: bool = False


@dataclass(frozen=True, slots=True)
class TeamLine:
    name: str
    state: PresenceState
    text: str
    since: datetime | None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class FigureLine:
    label: str
    value: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    urgent: str | None
    """What is most urgent, in one sentence; None where nothing is."""
    then: str
    """What comes after it, or that nothing presses."""
    summary: str
    first: HomeRow | None
    """What the button opens."""
    groups: tuple[HomeGroup, ...]
    queues: tuple[HomeQueue, ...]
    taking: bool
    """Work may be taken from queues."""
    tasks: tuple[TaskLine, ...]
    tasks_total: int
    team: tuple[TeamLine, ...]
    team_here: int
    team_all: int
    figures: tuple[FigureLine, ...]
    planned: tuple[PlannedLine, ...] = ()
    mentions: tuple[MentionLine, ...] = ()
    """Calls of colleagues that are not seen."""

    @property
    def count(self) -> int:
        return sum(group.total for group in self.groups)
