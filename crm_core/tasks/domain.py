"""Tasks: what somebody is to do by when, and what a customer was promised. Pure.

A task belongs to a person, to a team, or to both: the team is the people who serve its queue, and they get what its
owner is not there for. A promise is a task that the customer was told of. Time alone changes a task in three ways: its
owner is reminded, it becomes a piece of work when it is due, and a promise that was not kept is missed; it is still to
be done then. `next_at` says when the next of these is, `steps` what is to happen by now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.kernel.contracts.channels import Tier

LONGEST_SUBJECT: Final = 200
LONGEST_NOTE: Final = 4_000
LONGEST_REASON: Final = 200
MOST_LINKS: Final = 20
FARTHEST: Final = timedelta(days=730)
GRACE: Final = timedelta(minutes=15)
"""So long after its hour a promise still counts as kept: a call that rings at 10:00 is answered at 10:04."""
REMIND_BEFORE: Final = timedelta(minutes=10)
DAY_GRACE: Final = timedelta(hours=4)
"""So long after a task without a promised hour is due, somebody is to have taken it."""
LIVE_HELD: Final = timedelta(minutes=2)
DEFERRED_HELD: Final = timedelta(minutes=30)
"""How long due work is kept for its owner while they are here but have no place for it."""


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    MISSED = "missed"
    """A promise whose time is over; it is still to be done."""


PENDING: Final = frozenset({TaskState.OPEN, TaskState.MISSED})


class TaskCode(StrEnum):
    """What a row of a task's history says."""

    CREATED = "created"
    """`due_at`, `promised`."""
    CHANGED = "changed"
    """`fields`."""
    ASSIGNED = "assigned"
    """`owner`, `queue`: ids."""
    REMINDED = "reminded"
    DUE = "due"
    """`interaction`: the work that it became."""
    MISSED = "missed"
    RESCHEDULED = "rescheduled"
    """`before`, `due_at`, `why`: in the words of whoever did it."""
    COMPLETED = "completed"
    """`late`: whether a promise was kept only after its time."""
    CANCELLED = "cancelled"
    """`why`."""
    REOPENED = "reopened"


class LinkKind(StrEnum):
    CASE = "case"
    ORDER = "order"
    INVOICE = "invoice"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Link:
    """What a task is about, by the number that people quote."""

    kind: LinkKind
    number: str


@dataclass(frozen=True, slots=True)
class Task:
    id: UUID
    subject: str
    note: str
    state: str
    owner_id: UUID | None
    queue_id: UUID | None
    """The queue whose agents are its team, and in which its work waits."""
    due_at: datetime
    timed: bool
    """An hour was named; else it is due by the end of a day."""
    promised: bool
    remind_at: datetime | None
    reminded_at: datetime | None
    customer_id: UUID | None
    conversation_id: UUID | None
    """Where it was agreed."""
    links: list[dict[str, Any]]
    interaction_id: UUID | None
    """The work it has become."""
    missed_at: datetime | None
    """When it was missed for the first time; it stays so, whatever follows."""
    ended_at: datetime | None
    ended_by: UUID | None
    created_at: datetime
    created_by: UUID | None
    history_number: int

    @property
    def pending(self) -> bool:
        return self.state in PENDING

    @property
    def about(self) -> tuple[Link, ...]:
        return tuple(Link(LinkKind(one["kind"]), one["number"]) for one in self.links)


class Step(StrEnum):
    REMIND = "remind"
    DUE = "due"
    MISS = "miss"


def _ahead(task: Task) -> Iterable[tuple[datetime, Step]]:
    if not task.pending:
        return
    if task.remind_at is not None and task.reminded_at is None and task.interaction_id is None:
        yield task.remind_at, Step.REMIND
    if task.interaction_id is None:
        yield task.due_at, Step.DUE
    if task.promised and task.state == TaskState.OPEN:
        yield missed_from(task), Step.MISS


def next_at(task: Task) -> datetime | None:
    """When time changes it next; None: not by itself any more."""
    return min((at for at, _ in _ahead(task)), default=None)


def steps(task: Task, now: datetime) -> tuple[Step, ...]:
    """What is to happen by now, in order. Nobody is reminded of what is due already."""
    ready = [step for at, step in sorted(_ahead(task)) if at <= now]
    return tuple(step for step in ready if step is not Step.REMIND or Step.DUE not in ready)


def missed_from(task: Task) -> datetime:
    """From when on a promise counts as missed."""
    return task.due_at + (GRACE if task.timed else timedelta())


def kept(task: Task) -> bool | None:
    """Whether a promise that is done was kept in time; None for others."""
    if not task.promised or task.state != TaskState.DONE or task.ended_at is None:
        return None
    return task.missed_at is None and task.ended_at <= missed_from(task)


def is_late(task: Task, now: datetime) -> bool:
    return task.pending and task.due_at < now


def tier(task: Task) -> Tier:
    """How urgent its work is: where an hour was promised, somebody waits for it then."""
    return Tier.LIVE if task.promised and task.timed else Tier.DEFERRED


def held_for(task: Task) -> timedelta:
    return LIVE_HELD if tier(task) is Tier.LIVE else DEFERRED_HELD


def within(task: Task) -> timedelta:
    """So long after it is due somebody is to have taken it."""
    return GRACE if tier(task) is Tier.LIVE else DAY_GRACE


def remind_at(due_at: datetime, now: datetime, *, timed: bool) -> datetime | None:
    """Ten minutes before its hour; not for a day, and not where that has passed."""
    at = due_at - REMIND_BEFORE
    return at if timed and at > now else None


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wants to do something with a task."""

    id: UUID
    role: Role
    serves: Collection[UUID]
    """Their queues."""
    with_customers: Collection[UUID] = field(default=())
    """Customers whose work they have in hand now, under every id these have."""


def may_handle(task: Task, person: Person) -> bool:
    """Owner, team, whoever wrote it down, whoever speaks with its customer now, and supervisors."""
    return (
        person.role in (Role.SUPERVISOR, Role.ADMIN)
        or person.id in (task.owner_id, task.created_by)
        or task.queue_id in person.serves
        or (task.customer_id is not None and task.customer_id in person.with_customers)
    )


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """Promises of a span of time whose end is known."""

    kept: int
    missed: int


def count_promises(tasks: Iterable[Task]) -> PromiseCount:
    """Kept in time, and missed; a promise that was missed and then done counts as missed."""
    listed = [task for task in tasks if task.promised]
    broken = sum(task.missed_at is not None or kept(task) is False for task in listed)
    return PromiseCount(sum(kept(task) is True for task in listed), broken)


def links_of(said: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """As stored, without repetitions."""
    return [dict(one) for one in dict.fromkeys(tuple(sorted(link.items())) for link in said)]
