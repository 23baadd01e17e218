"""Tasks as JSON: `/api/v1/tasks`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import AwareDatetime

from contact_center.directory.access import Agent, AnyUser
from contact_center.directory.service import SignedIn
from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import AgentId, CustomerId, QueueId
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.places import dated_place, place_text
from crm_core.tasks import reading, service
from crm_core.tasks.domain import may_handle
from crm_core.tasks.errors import NotAPage
from crm_core.tasks.schemas import (
    AssignTask,
    CancelTask,
    ChangeTask,
    CreateTask,
    PromisesOut,
    RescheduleTask,
    TaskList,
    TaskOut,
    TaskWithHistory,
)

T = TypeVar("T")
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", max_length=100, description="the same key makes one task, however often it is sent"
    ),
]


def router(database: Database, ports: Ports) -> APIRouter:
    """For everybody who takes work; each sees and changes what is theirs, their team's or their customer's."""
    routes = APIRouter(prefix="/api/v1/tasks", tags=["tasks"])
    _add_reading(routes, database, ports)
    _add_making(routes, database, ports)
    _add_changing(routes, database, ports)
    return routes


def _add_reading(routes: APIRouter, database: Database, ports: Ports) -> None:
    @routes.get("")
    async def list_tasks(
        who: AnyUser,
        owner_id: UUID | None = None,
        queue_id: UUID | None = None,
        customer_id: UUID | None = None,
        state: Literal["pending", "ended", "all"] = "pending",
        promised: bool | None = None,
        due_before: AwareDatetime | None = None,
        after: Annotated[str | None, Query(max_length=120)] = None,
        limit: Limit = ROWS,
    ) -> TaskList:
        """By due time. Without owner, queue or customer: your own."""
        nobody = owner_id is None and queue_id is None and customer_id is None
        wanted = reading.Wanted(
            owner=who.user.id if nobody else owner_id,
            queues=[queue_id] if queue_id else None,
            customers=[customer_id] if customer_id else None,
            promised=promised,
            pending={"pending": True, "ended": False, "all": None}[state],
            due_before=due_before,
            after=dated_place(after, NotAPage),
        )
        async with database.read(who.tenant) as reader:
            found = await reading.listed(reader, who.tenant, wanted, limit + 1)
            person = await reading.person(reader, ports, who)
        shown = [TaskOut.of(task) for task in found[:limit] if may_handle(task, person)]
        return TaskList(
            tasks=shown, next=place_text(found[limit - 1].due_at, found[limit - 1].id) if len(found) > limit else None
        )

    @routes.get("/promises")
    async def count_promises(who: AnyUser, since: AwareDatetime) -> PromisesOut:
        """Your promises whose end is known since then: kept in time, and missed."""
        async with database.read(who.tenant) as reader:
            found = await reading.promises(reader, who.tenant, who.user.id, since)
        return PromisesOut(kept=found.kept, missed=found.missed)

    @routes.get("/{task}")
    async def read_task(who: AnyUser, task: UUID) -> TaskWithHistory:
        async with database.read(who.tenant) as reader:
            found = await reading.require(reader, ports, who, task)
            return TaskWithHistory.whole(found, await reading.history(reader, who.tenant, task))


def _add_making(routes: APIRouter, database: Database, ports: Ports) -> None:
    @routes.post("", status_code=201)
    async def create_task(who: Agent, body: CreateTask, key: IdempotencyKey = None) -> TaskOut:
        """A task for yourself, a colleague or a team."""
        mine = body.owner_id is None and body.queue_id is None
        owner = who.user.id if mine else body.owner_id
        new = service.NewTask(
            subject=body.subject,
            due_at=body.due_at,
            timed=body.timed,
            promised=body.promised,
            note=body.note,
            owner=AgentId(owner) if owner else None,
            queue=QueueId(body.queue_id) if body.queue_id else None,
            customer=CustomerId(body.customer_id) if body.customer_id else None,
            conversation=body.conversation_id,
            links=[one.link() for one in body.links],
            client_key=key,
        )

        async def make(work: UnitOfWork) -> TaskOut:
            made = await service.create(work, ports, new, by=who.user.id)
            return TaskOut.of(await reading.get(work, who.tenant, made))

        return await database.run(who.tenant, make, actor=who.actor)


def _add_changing(routes: APIRouter, database: Database, ports: Ports) -> None:
    async def act(who: SignedIn, task: UUID, does: Callable[[UnitOfWork], Awaitable[object]]) -> TaskOut:
        """Asks whether it is theirs to change, does it, and answers with the task as it is then."""

        async def whole(work: UnitOfWork) -> TaskOut:
            await reading.require(work, ports, who, task)
            await does(work)
            return TaskOut.of(await reading.get(work, who.tenant, task))

        return await database.run(who.tenant, whole, actor=who.actor)

    @routes.patch("/{task}")
    async def change_task(who: Agent, task: UUID, body: ChangeTask) -> TaskOut:
        """What is to be done, in other words."""
        return await act(who, task, lambda w: service.describe(w, task, subject=body.subject, note=body.note))

    @routes.post("/{task}/assign")
    async def assign_task(who: Agent, task: UUID, body: AssignTask) -> TaskOut:
        owner = AgentId(body.owner_id) if body.owner_id else None
        queue = QueueId(body.queue_id) if body.queue_id else None
        return await act(who, task, lambda w: service.assign(w, ports, task, owner=owner, queue=queue))

    @routes.post("/{task}/reschedule")
    async def reschedule_task(who: Agent, task: UUID, body: RescheduleTask) -> TaskOut:
        """Another time. Work of it that waits leaves its queue; in your hand it is closed."""

        async def move(work: UnitOfWork) -> None:
            await service.reschedule(work, ports, task, body.due_at, by=who.user.id, timed=body.timed, why=body.why)

        return await act(who, task, move)

    @routes.post("/{task}/complete")
    async def complete_task(who: Agent, task: UUID) -> TaskOut:
        """It is done; its work ends with it."""
        return await act(who, task, lambda w: service.complete(w, ports, task, by=who.user.id))

    @routes.post("/{task}/cancel")
    async def cancel_task(who: Agent, task: UUID, body: CancelTask) -> TaskOut:
        """It is not to be done any more."""
        return await act(who, task, lambda w: service.cancel(w, ports, task, by=who.user.id, why=body.why))

    @routes.post("/{task}/reopen")
    async def reopen_task(who: Agent, task: UUID) -> TaskOut:
        """Takes completing or cancelling back."""
        return await act(who, task, lambda w: service.reopen(w, task))
