"""What is done with tasks. Each act is one unit of work: the task, its history, its work in the queue, its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.directory import service as directory
from contact_center.directory.errors import NoSuchUser
from contact_center.interactions import store as interactions
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import closing, queueing, starting, starting_store
from contact_center.kernel.contracts import tasks as published
from contact_center.kernel.contracts.interactions import Outcome, SegmentState, State
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId, QueueId, TaskId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.tasks import store
from crm_core.tasks.domain import (
    FARTHEST,
    LONGEST_SUBJECT,
    Link,
    Step,
    Task,
    TaskCode,
    TaskState,
    held_for,
    kept,
    links_of,
    next_at,
    remind_at,
    steps,
    tier,
    within,
)
from crm_core.tasks.errors import (
    NobodysTask,
    NoSuchTask,
    NotADueTime,
    NothingToDo,
    TaskEnded,
    TaskInOtherHands,
    TaskNotEnded,
)

__all__ = [
    "NewTask", "advance", "assign", "cancel", "complete", "create", "describe", "reopen", "reschedule", "ripe",
    "work_closed", "work_reopened",
]  # fmt: skip

ENDED = Phrase(HistoryCode.TASK_ENDED)
RESCHEDULED = Phrase(HistoryCode.TASK_RESCHEDULED)


@dataclass(frozen=True, slots=True)
class NewTask:
    subject: str
    due_at: datetime
    timed: bool = True
    promised: bool = False
    note: str = ""
    owner: AgentId | None = None
    queue: QueueId | None = None
    customer: CustomerId | None = None
    conversation: UUID | None = None
    links: Sequence[Link] = field(default=())
    client_key: str | None = None
    """The same key of the same person makes one task, however often it is sent."""


# --- by people -----------------------------------------------------------------------------------------


async def create(work: UnitOfWork, ports: Ports, new: NewTask, *, by: UUID | None) -> TaskId:
    """Raises `NothingToDo`, `NotADueTime`, `NobodysTask`, and what `customers` raise for nobody of theirs."""
    if new.client_key is not None:
        known = await store.by_key(work, work.tenant_id, by, new.client_key)
        if known is not None:
            return TaskId(known)
    subject = _subject(new.subject)
    _check_due(work, new.due_at)
    if new.customer is not None:
        await customers.customer(work, work.tenant_id, new.customer)
    owner, queue = await _whose(work, ports, new.owner, new.queue, new.conversation)
    made = Task(
        id=new_id(), subject=subject, note=new.note.strip(), state=TaskState.OPEN, owner_id=owner, queue_id=queue,
        due_at=new.due_at, timed=new.timed, promised=new.promised,
        remind_at=remind_at(new.due_at, work.now, timed=new.timed), reminded_at=None, customer_id=new.customer,
        conversation_id=new.conversation,
        links=links_of([{"kind": one.kind.value, "number": one.number} for one in new.links]), interaction_id=None,
        missed_at=None, ended_at=None, ended_by=None, created_at=work.now, created_by=by, history_number=1,
    )  # fmt: skip
    await store.insert(work, _row(made) | {"client_key": new.client_key})
    said = {"due_at": made.due_at.isoformat(), "promised": made.promised}
    await store.remember(work, made.id, 1, TaskCode.CREATED, said)
    work.record(published.TaskCreated(**_whom(made), due_at=made.due_at, promised=made.promised))
    return TaskId(made.id)


async def describe(work: UnitOfWork, id: UUID, *, subject: str | None = None, note: str | None = None) -> None:
    """What is to be done, in other words."""
    task = await _pending(work, id)
    said = {"subject": _subject(subject) if subject is not None else None, "note": note.strip() if note else note}
    columns = {name: value for name, value in said.items() if value is not None and value != getattr(task, name)}
    if columns:
        await store.change(work, task, TaskCode.CHANGED, {"fields": sorted(columns)}, **columns)
        work.record(published.TaskChanged(**_whom(task)))


async def assign(work: UnitOfWork, ports: Ports, id: UUID, *, owner: AgentId | None, queue: QueueId | None) -> None:
    """To a person, a team, or a person of a team. Work of it that waits already stays where it is."""
    task = await _pending(work, id)
    owner, queue = await _whose(work, ports, owner, queue, task.conversation_id)
    if (owner, queue) == (task.owner_id, task.queue_id):
        return
    said = {"owner": str(owner) if owner else None, "queue": str(queue) if queue else None}
    await store.change(work, task, TaskCode.ASSIGNED, said, owner_id=owner, queue_id=queue)
    before = AgentId(task.owner_id) if task.owner_id else None
    given = replace(task, owner_id=owner, queue_id=queue)
    work.record(published.TaskAssigned(**_whom(given), before_owner_id=before))


async def reschedule(
    work: UnitOfWork, ports: Ports, id: UUID, due_at: datetime, *, by: UUID, timed: bool = True, why: str = ""
) -> None:
    """Another time. Work that waits for the old one leaves its queue; in this person's hand it is closed."""
    task = await _pending(work, id)
    _check_due(work, due_at)
    await _leave_queue(work, ports, task, by, RESCHEDULED)
    moved = replace(
        task, due_at=due_at, timed=timed, state=TaskState.OPEN, interaction_id=None, reminded_at=None,
        remind_at=remind_at(due_at, work.now, timed=timed),
    )  # fmt: skip
    said = {"before": task.due_at.isoformat(), "due_at": due_at.isoformat(), **({"why": why} if why else {})}
    await store.change(
        work, task, TaskCode.RESCHEDULED, said, due_at=due_at, timed=timed, state=TaskState.OPEN.value,
        interaction_id=None, reminded_at=None, remind_at=moved.remind_at, next_at=next_at(moved),
    )  # fmt: skip
    work.record(published.TaskRescheduled(**_whom(moved), due_at=due_at))


async def complete(work: UnitOfWork, ports: Ports, id: UUID, *, by: UUID) -> bool | None:
    """It is done; whether a promise was kept with it. Its work leaves the queue, or this person's hand."""
    task = await _pending(work, id)
    await _leave_queue(work, ports, task, by, ENDED)
    return await _completed(work, task, by)


async def _completed(work: UnitOfWork, task: Task, by: UUID | None) -> bool | None:
    done = replace(task, state=TaskState.DONE, ended_at=work.now, ended_by=by)
    in_time = kept(done)
    broken = in_time is False and task.missed_at is None
    said = {"late": True} if in_time is False else {}
    await store.change(
        work, task, TaskCode.COMPLETED, said, state=TaskState.DONE.value, ended_at=work.now, ended_by=by,
        next_at=None, missed_at=work.now if broken else task.missed_at,
    )  # fmt: skip
    work.record(published.TaskCompleted(**_whom(task), kept=in_time))
    return in_time


async def cancel(work: UnitOfWork, ports: Ports, id: UUID, *, by: UUID, why: str = "") -> None:
    """It is not to be done any more."""
    task = await _pending(work, id)
    await _leave_queue(work, ports, task, by, ENDED)
    await store.change(
        work, task, TaskCode.CANCELLED, {"why": why} if why else {}, state=TaskState.CANCELLED.value,
        ended_at=work.now, ended_by=by, next_at=None,
    )  # fmt: skip
    work.record(published.TaskCancelled(**_whom(task)))


async def reopen(work: UnitOfWork, id: UUID) -> None:
    """Takes completing or cancelling back: it is to be done as before, and its work comes once more if it is due."""
    task = await _locked(work, id)
    if task.pending:
        raise TaskNotEnded(id)
    await _reopened(work, replace(task, interaction_id=None))


async def _reopened(work: UnitOfWork, task: Task) -> None:
    """With the work it has, if any."""
    state = TaskState.MISSED if task.missed_at is not None else TaskState.OPEN
    back = replace(task, state=state, ended_at=None, ended_by=None)
    await store.change(
        work, task, TaskCode.REOPENED, {}, state=state.value, ended_at=None, ended_by=None,
        interaction_id=task.interaction_id, next_at=next_at(back),
    )  # fmt: skip
    work.record(published.TaskReopened(**_whom(task)))


# --- by time, and by what happens to the work ------------------------------------------------------------


async def ripe(reader: Reader, limit: int) -> list[tuple[UUID, UUID]]:
    """Of all organisations, as (tenant, task): those that time changes now."""
    return await store.ripe(reader, reader.now, limit)


async def advance(work: UnitOfWork, ports: Ports, id: UUID) -> tuple[Step, ...]:
    """What time has made due of this task. Whoever comes second, or too early, changes nothing."""
    task = await store.lock_unless_taken(work, id)
    if task is None:
        return ()
    done = steps(task, work.now)
    for step in done:
        match step:
            case Step.REMIND:
                task = await _advanced(work, task, TaskCode.REMINDED, reminded_at=work.now)
                work.record(published.TaskReminded(**_whom(task)))
            case Step.DUE:
                made = await _start(work, ports, task)
                said = {"interaction": str(made)}
                task = await _advanced(work, task, TaskCode.DUE, said, interaction_id=made)
                work.record(published.TaskDue(**_whom(task), interaction_id=made))
            case Step.MISS:
                missed = task.missed_at or work.now
                task = await _advanced(work, task, TaskCode.MISSED, state=TaskState.MISSED.value, missed_at=missed)
                work.record(published.TaskMissed(**_whom(task)))
    await store.set_next(work, id, next_at(task))
    return done


async def _advanced(
    work: UnitOfWork, task: Task, code: TaskCode, args: dict[str, Any] | None = None, **columns: Any
) -> Task:
    await store.change(work, task, code, args or {}, **columns)
    return replace(task, history_number=task.history_number + 1, **columns)


async def _start(work: UnitOfWork, ports: Ports, task: Task) -> InteractionId:
    """One piece of work: to its owner first, while they are here, else to the team of its queue."""
    known = await customers.several(work, work.tenant_id, [task.customer_id]) if task.customer_id else {}
    customer = next(iter(known.values()), None)
    new = starting.NewWork(
        channel=published.CHANNEL,
        tier=tier(task),
        subject=task.subject,
        key=f"task:{task.id}",
        customer_id=CustomerId(task.customer_id) if task.customer_id else None,
        name=customer.name if customer else None,
        language=customer.language if customer else None,
        queue_id=QueueId(task.queue_id) if task.queue_id else None,
        due_at=task.due_at,
        within=within(task),
        agent=AgentId(task.owner_id) if task.owner_id else None,
        held_for=held_for(task),
    )
    return await starting.start(work, ports, new, Phrase(HistoryCode.TASK_DUE))


async def work_closed(work: UnitOfWork, interaction: UUID, by: UUID | None) -> None:
    """Its work is over, however it was closed: so is the task, unless somebody said otherwise before."""
    task = await store.of_interaction(work, work.tenant_id, interaction)
    locked = await store.lock(work, task.id) if task is not None else None
    if locked is not None and locked.pending and locked.interaction_id == interaction:
        await _completed(work, locked, by)


async def work_reopened(work: UnitOfWork, interaction: UUID) -> None:
    """Closing its work was taken back."""
    task = await store.of_interaction(work, work.tenant_id, interaction)
    locked = await store.lock(work, task.id) if task is not None else None
    if locked is not None and locked.state == TaskState.DONE:
        await _reopened(work, locked)


# --- shared --------------------------------------------------------------------------------------------


async def _locked(work: UnitOfWork, id: UUID) -> Task:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchTask(id)
    return found


async def _pending(work: UnitOfWork, id: UUID) -> Task:
    task = await _locked(work, id)
    if not task.pending:
        raise TaskEnded(id)
    return task


async def _leave_queue(work: UnitOfWork, ports: Ports, task: Task, by: UUID, why: Phrase) -> None:
    """Its open work ends with it: waiting work at once, work in hand only by whoever has it."""
    if task.interaction_id is None:
        return
    row = await interactions.lock_interaction(work, task.interaction_id)
    if row.state == State.CLOSED:
        return
    held = [
        one
        for one in await interactions.open_segments(work, work.tenant_id, row.id)
        if one.phase in (SegmentState.CONNECTED, SegmentState.HELD)
    ]
    others = [one for one in held if one.agent_id != by] or (row.state == State.WAITING and row.owner_agent_id != by)
    if others:
        raise TaskInOtherHands(task.id)
    if held or row.state == State.WAITING:
        await closing.close_at_hand(work, ports, row, held[0] if held else None, AgentId(by), None)
    else:
        await queueing.close(work, row, Outcome.COMPLETED, why)


async def _whose(
    work: UnitOfWork, ports: Ports, owner: AgentId | None, queue: QueueId | None, conversation: UUID | None
) -> tuple[AgentId | None, QueueId | None]:
    """Owner and queue; without a queue one that the owner serves, that of the conversation before others."""
    if owner is not None:
        try:
            found = await directory.user(work, work.tenant_id, owner)
        except NoSuchUser as nobody:
            raise NobodysTask(field="owner_id") from nobody
        if not found.active:
            raise NobodysTask(found.name, field="owner_id")
    if queue is not None or owner is None:
        if queue is None:
            raise NobodysTask(field="owner_id")
        return owner, queue
    served = await ports.planner.serves(work, work.tenant_id, owner)
    usual = await starting_store.queue_of(work, conversation) if conversation else None
    if usual in served:
        return owner, QueueId(usual) if usual else None
    return owner, min(served) if served else None


def _subject(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_SUBJECT:
        raise NothingToDo(field="subject")
    return said


def _check_due(work: UnitOfWork, due_at: datetime) -> None:
    if not work.now < due_at <= work.now + FARTHEST:
        raise NotADueTime(due_at.isoformat(), field="due_at")


def _whom(task: Task) -> dict[str, Any]:
    return {
        "task_id": TaskId(task.id),
        "owner_id": AgentId(task.owner_id) if task.owner_id else None,
        "queue_id": QueueId(task.queue_id) if task.queue_id else None,
        "customer_id": CustomerId(task.customer_id) if task.customer_id else None,
    }


def _row(task: Task) -> dict[str, Any]:
    names = store.TASK.split(", ")
    return {name: getattr(task, name) for name in names} | {"next_at": next_at(task), "links": Jsonb(task.links)}
