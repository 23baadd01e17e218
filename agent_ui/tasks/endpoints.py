"""Tasks and promises: noted, listed, completed, rescheduled."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose import tasks
from agent_ui.frame import serving
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer, is_scripted
from agent_ui.tasks import compose
from agent_ui.tasks.when import LONGEST, TimeRead, understood
from agent_ui.views import UndoView
from agent_ui.words import tasks as said
from agent_ui.words.languages import Words
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Identity
from contact_center.kernel.ids import AgentId, CustomerId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.tasks import reading, service
from crm_core.tasks.domain import Task
from crm_core.tasks.errors import NobodysTask, NotADueTime

PAGE = "/tasks"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_pages(routes, screens)
    _add_noting(routes, screens)
    _add_changing(routes, screens)
    return routes


def _add_pages(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(PAGE)
    async def listed(request: Request, who: Agent, whose: Literal["mine", "team"] = "mine") -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.task_list(reader, lens, parts.ports.planner, team=whose == "team")
        return await serving.page(parts, screen, "tasks/page.html", task_list=view)

    @routes.get("/tasks/new")
    async def new(
        request: Request, who: Agent, interaction: UUID | None = None, customer: UUID | None = None
    ) -> Response:
        """Asks what is to be done, and by when."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            if interaction is not None:
                await lens.rights.require(reader, interaction, Act.SORT)
                header = await conversation_queries.header(reader, lens.tenant, interaction)
                known = header is not None and header.identity != Identity.AMBIGUOUS
                customer = header.customer_id if header is not None and known else None
            view = await tasks.new(reader, lens, interaction=interaction, customer=customer)
        return screen.fragment(screen.part("tasks/new.html", new_task=view))

    @routes.get("/tasks/when")
    async def when(request: Request, who: Agent, when: str = "", customer: UUID | None = None) -> Response:
        """What was read of what somebody types as a time."""
        screen = screens.open(request, who)
        found = understood(when, _local(screen.words))
        theirs = None
        if found is not None and customer is not None:
            async with parts.database.read(who.tenant) as reader:
                known = await customers.several(reader, who.tenant, [customer])
            zone = next((one.time_zone for one in known.values()), None)
            theirs = said.theirs(screen.words, found.at, zone)
        text = _said(screen.words, found) if found else None
        return screen.fragment(screen.part("tasks/when.html", when=text, theirs=theirs))

    @routes.get("/tasks/{task}")
    async def one(request: Request, who: Agent, task: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await tasks.whole(reader, lens, await reading.require(reader, parts.ports, who, task))
        if is_scripted(request):
            return screen.fragment(screen.part("tasks/whole.html", task=view))
        return await serving.page(parts, screen, "tasks/one.html", task=view)


def _add_noting(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post(PAGE)
    async def note(
        request: Request,
        who: Agent,
        subject: Annotated[str, Form()],
        when: Annotated[str, Form()],
        client_key: Annotated[UUID, Form()],
        owner: Annotated[str, Form()] = "",
        promised: Annotated[bool, Form()] = False,
        note: Annotated[str, Form(max_length=4000)] = "",
        interaction: Annotated[UUID | None, Form()] = None,
        customer: Annotated[UUID | None, Form()] = None,
    ) -> Response:
        screen = screens.open(request, who)
        due = _read(screen.words, when)
        agent, queue = _owner(owner, who.agent_id)

        async def make(unit: UnitOfWork) -> UUID:
            conversation = None
            if interaction is not None:
                await rights_of(screens, who).require(unit, interaction, Act.SORT)
                header = await conversation_queries.header(unit, who.tenant, interaction)
                conversation = header.conversation_id if header else None
            new = service.NewTask(
                subject=subject, due_at=due.at, timed=due.timed, promised=promised and customer is not None, note=note,
                owner=agent, queue=queue, customer=CustomerId(customer) if customer else None,
                conversation=conversation, client_key=str(client_key),
            )  # fmt: skip
            return await service.create(unit, parts.ports, new, by=who.user.id)

        made = await act(screens, who, make)
        text = screen.words.gettext("Noted for %(time)s.", time=_said(screen.words, due))
        return await _answer(screens, request, who, UndoView(text, f"/tasks/{made}/cancel"))


def _add_changing(routes: APIRouter, screens: Screens) -> None:
    ports = screens.parts.ports

    @routes.post("/tasks/{task}/complete")
    async def complete(request: Request, who: Agent, task: UUID) -> Response:
        """Done; its work ends with it, and comes back with it."""
        screen = screens.open(request, who)

        async def end(unit: UnitOfWork) -> UndoView:
            found = await reading.require(unit, ports, who, task)
            kept = await service.complete(unit, ports, task, by=who.user.id)
            told = {True: screen.words.gettext("Promise kept."), False: screen.words.gettext("Done, late.")}
            return UndoView(told.get(kept, screen.words.gettext("Done.")) if kept is not None
                            else screen.words.gettext("Done."), await _undo(unit, who, found))  # fmt: skip

        return await _answer(screens, request, who, await act(screens, who, end))

    @routes.post("/tasks/{task}/reschedule")
    async def reschedule(
        request: Request,
        who: Agent,
        task: UUID,
        at: Annotated[datetime | None, Form()] = None,
        when: Annotated[str, Form()] = "",
    ) -> Response:
        """Another time: one of the usual ones (`at`), or as somebody writes it."""
        screen = screens.open(request, who)
        chosen = TimeRead(at, timed=True) if at is not None and at.tzinfo is not None else _read(screen.words, when)

        async def move(unit: UnitOfWork) -> None:
            await reading.require(unit, ports, who, task)
            await service.reschedule(unit, ports, task, chosen.at, by=who.user.id, timed=chosen.timed)

        await act(screens, who, move)
        text = screen.words.gettext("It comes back %(time)s.", time=_said(screen.words, chosen))
        return await _answer(screens, request, who, UndoView(text, None))

    @routes.post("/tasks/{task}/cancel")
    async def cancel(request: Request, who: Agent, task: UUID) -> Response:
        screen = screens.open(request, who)

        async def end(unit: UnitOfWork) -> str:
            found = await reading.require(unit, ports, who, task)
            await service.cancel(unit, ports, task, by=who.user.id)
            return await _undo(unit, who, found)

        return await _answer(
            screens, request, who, UndoView(screen.words.gettext("Cancelled."), await act(screens, who, end))
        )

    @routes.post("/tasks/{task}/reopen")
    async def reopen(request: Request, who: Agent, task: UUID) -> Response:
        """Takes completing or cancelling back."""

        async def back(unit: UnitOfWork) -> None:
            await reading.require(unit, ports, who, task)
            await service.reopen(unit, task)

        await act(screens, who, back)
        return await _answer(screens, request, who, None)


async def _undo(unit: UnitOfWork, who: SignedIn, task: Task) -> str:
    """Where the work was in hand, taking it back opens the work, and the task with it."""
    if task.interaction_id is not None:
        header = await conversation_queries.header(unit, who.tenant, task.interaction_id)
        if header is not None and header.owner_agent_id == who.user.id:
            return f"/console/interactions/{task.interaction_id}/reopen"
    return f"/tasks/{task.id}/reopen"


async def _answer(screens: Screens, request: Request, who: SignedIn, undo: UndoView | None) -> Response:
    """What was done, to be taken back; on the list of tasks with the list as it is now."""
    screen = screens.open(request, who)
    undoing = screen.part("console/push/undo.html", undo=undo)
    at = urlsplit(request.headers.get("hx-current-url", ""))
    if at.path != PAGE:
        return answer(request, PAGE, undoing)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        view = await compose.task_list(reader, lens, screens.parts.ports.planner, team="whose=team" in at.query)
    return answer(request, PAGE, undoing + screen.part("tasks/list.html", task_list=view))


def _local(words: Words) -> datetime:
    return words.now.astimezone(words.zone)


def _read(words: Words, text: str) -> TimeRead:
    found = understood(text[:LONGEST], _local(words))
    if found is None:
        raise NotADueTime(text[:LONGEST], field="when")
    return found


def _said(words: Words, when: TimeRead) -> str:
    day = words.day_of(when.at)
    return f"{day} {words.clock(when.at)}" if when.timed else words.gettext("the end of %(day)s", day=day)


def _owner(said: str, me: AgentId) -> tuple[AgentId | None, QueueId | None]:
    kind, _, id = said.partition(":")
    try:
        if kind == "queue":
            return None, QueueId(UUID(id))
        return (AgentId(UUID(id)) if kind == "agent" else me), None
    except ValueError as wrong:
        raise NobodysTask(said, field="owner") from wrong
