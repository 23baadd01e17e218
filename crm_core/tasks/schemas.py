"""Tasks as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crm_core.tasks.domain import (
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_SUBJECT,
    MOST_LINKS,
    Link,
    LinkKind,
    Task,
    TaskState,
    kept,
)
from crm_core.tasks.store import HistoryRow

Subject = Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT, description="what is to be done")]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]
Why = Annotated[str, Field(max_length=LONGEST_REASON, description="kept in its history")]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class LinkBody(_Body):
    kind: LinkKind
    number: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
    """As people quote it: `SO-20418`."""

    def link(self) -> Link:
        return Link(self.kind, self.number)


class CreateTask(_Body):
    subject: Subject
    due_at: AwareDatetime
    timed: bool = True
    """An hour was named; false: by the end of that day."""
    promised: bool = False
    """The customer was told so. Its work is as urgent as a call where an hour was named, and it can be missed."""
    note: Note = ""
    owner_id: UUID | None = None
    """Whose it is; left out, and without a queue: yours."""
    queue_id: UUID | None = None
    """The queue whose agents are its team."""
    customer_id: UUID | None = None
    conversation_id: UUID | None = None
    links: Annotated[list[LinkBody], Field(max_length=MOST_LINKS)] = []


class ChangeTask(_Body):
    subject: Subject | None = None
    note: Note | None = None


class AssignTask(_Body):
    owner_id: UUID | None = None
    queue_id: UUID | None = None


class RescheduleTask(_Body):
    due_at: AwareDatetime
    timed: bool = True
    why: Why = ""


class CancelTask(_Body):
    why: Why = ""


class LinkOut(BaseModel):
    kind: LinkKind
    number: str


class HistoryOut(BaseModel):
    at: datetime
    actor: str
    code: str
    args: dict[str, Any]


class TaskOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    subject: str
    note: str
    state: TaskState
    due_at: datetime
    timed: bool
    promised: bool
    kept: bool | None
    """Of a promise that is done: whether it was kept in time."""
    missed_at: datetime | None
    owner_id: UUID | None
    queue_id: UUID | None
    customer_id: UUID | None
    conversation_id: UUID | None
    interaction_id: UUID | None
    """The work it has become."""
    links: list[LinkOut]
    created_at: datetime
    created_by: UUID | None
    ended_at: datetime | None
    ended_by: UUID | None

    @classmethod
    def of(cls, task: Task) -> TaskOut:
        links = [LinkOut(kind=one.kind, number=one.number) for one in task.about]
        own = {name: getattr(task, name) for name in cls.model_fields if name not in ("kept", "links")}
        return cls(**own, kept=kept(task), links=links)


class TaskWithHistory(TaskOut):
    history: list[HistoryOut]

    @classmethod
    def whole(cls, task: Task, rows: Iterable[HistoryRow]) -> TaskWithHistory:
        said = [HistoryOut(at=row.at, actor=row.actor, code=row.code, args=row.args) for row in rows]
        return cls(**TaskOut.of(task).model_dump(), history=said)


class TaskList(BaseModel):
    tasks: list[TaskOut]
    next: str | None
    """For `after` of the next page; none: this was the last."""


class PromisesOut(BaseModel):
    kept: int
    missed: int
