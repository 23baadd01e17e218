"""Tasks and promises as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views.common import Tone
from contact_center.kernel.ids import CustomerId, InteractionId, TaskId


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One line of a list of tasks."""

    task: TaskId
    subject: str
    when: str
    """When it is due, as short as it can be."""
    due: datetime
    detail: str
    """Whose it is and who wrote it down, in words."""
    state: str = ""
    """What is remarkable about it now: missed, late, kept, soon."""
    tone: Tone = Tone.PLAIN
    promised: bool = False
    over: bool = False
    who: str | None = None
    customer: CustomerId | None = None
    interaction: InteractionId | None = None
    """The work it is, where that is in the reader's hands."""


@dataclass(frozen=True, slots=True)
class TaskPanel:
    """A task over the work it has become."""

    line: TaskLine
    note: str
    due: str
    theirs: str | None
    """What the customer's clock says then, where it says something else than the reader's."""
    numbers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """What it is about: (label, number)."""
    can_end: bool = True
    conversation: str | None = None
    """Where it was agreed: the address of what was said."""
    in_part: tuple[str, ...] = ()
    """Instead of the numbers, where the organisation locks addresses until the customer is verified."""


@dataclass(frozen=True, slots=True)
class TaskMoment:
    """A time to choose by one key."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskOwner:
    """Somebody whose task it may be: `agent:<id>` or `queue:<id>`."""

    key: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class NewTaskView:
    """What is asked when somebody notes a task."""

    client_key: UUID
    owners: tuple[TaskOwner, ...]
    who: str | None = None
    interaction: InteractionId | None = None
    customer: CustomerId | None = None
    theirs: str | None = None
    """The customer's time zone, where it is not the reader's."""


@dataclass(frozen=True, slots=True)
class TaskHappening:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task whole, and what can be done with it."""

    panel: TaskPanel
    moments: tuple[TaskMoment, ...]
    history: tuple[TaskHappening, ...] = ()
    pending: bool = True


@dataclass(frozen=True, slots=True)
class TaskGroup:
    name: str
    lines: tuple[TaskLine, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class TaskListView:
    groups: tuple[TaskGroup, ...]
    team: bool
    """Those of the reader's queues that nobody has for themselves are shown, too."""

    @property
    def count(self) -> int:
        return sum(len(group.lines) for group in self.groups)
