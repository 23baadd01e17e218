"""The published words of the tasks' room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId, QueueId, TaskId

CHANNEL = "task"
"""The channel of the work that a task makes when it is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(Event):
    """Whose task it is goes with every event, so that pages know whom it concerns."""

    task_id: TaskId
    owner_id: AgentId | None
    queue_id: QueueId | None
    """The queue whose agents are its team."""
    customer_id: CustomerId | None


@event_type("task.created")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreated(TaskEvent):
    due_at: datetime
    promised: bool
    """The customer was told so."""


@event_type("task.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanged(TaskEvent):
    """What is to be done, or what it belongs to, is described differently."""


@event_type("task.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(TaskEvent):
    before_owner_id: AgentId | None


@event_type("task.reminded")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReminded(TaskEvent):
    """It is due soon; its owner is told."""


@event_type("task.due")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDue(TaskEvent):
    """Its time has come: it waits in a queue as a piece of work."""

    interaction_id: InteractionId


@event_type("task.rescheduled")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRescheduled(TaskEvent):
    due_at: datetime


@event_type("task.completed")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted(TaskEvent):
    kept: bool | None
    """Whether a promise was kept in time; None where nothing was promised."""


@event_type("task.cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(TaskEvent):
    """It is not to be done any more."""


@event_type("task.missed")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMissed(TaskEvent):
    """What was promised was not done in time. It is still to be done."""


@event_type("task.reopened")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReopened(TaskEvent):
    """Completing or cancelling it was taken back."""
