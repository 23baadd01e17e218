"""Tasks and promises as other pages show them: beside a customer, over their work, in an offer, on a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views import OfferFact, Tone
from agent_ui.views.tasks import NewTaskView, TaskHappening, TaskLine, TaskMoment, TaskOwner, TaskPanel, TaskView
from agent_ui.words import tasks as said
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.interactions.reading import closed_queries
from contact_center.kernel.actors import user_of
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId, TaskId, new_id
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked
from crm_core.tasks import reading
from crm_core.tasks.domain import Task, TaskState
from routing.policy import administration as routing

MORNING = time(9)
BESIDE_CUSTOMER = 6


async def lines(reader: Reader, lens: Lens, tasks: Sequence[Task], mine: Iterable[UUID] = ()) -> tuple[TaskLine, ...]:
    """`mine`: work in the reader's hands, which a task of it opens."""
    if not tasks:
        return ()
    ids = {id for task in tasks for id in (task.owner_id, task.created_by) if id}
    names = await directory.names(reader, lens.tenant, ids)
    people = await customers.several(reader, lens.tenant, {task.customer_id for task in tasks if task.customer_id})
    queues = await routing.queue_names(reader, lens.tenant)
    own = frozenset(mine)
    shown = []
    for task in tasks:
        state, tone = said.state(lens.words, task)
        known = people.get(task.customer_id) if task.customer_id else None
        shown.append(
            TaskLine(
                task=TaskId(task.id),
                subject=task.subject,
                when=said.when(lens.words, task),
                due=task.due_at,
                detail=said.whose(lens.words, task, lens.agent, names, queues),
                state=state,
                tone=tone,
                promised=task.promised,
                over=not task.pending,
                who=known.name if known else None,
                customer=CustomerId(task.customer_id) if task.customer_id else None,
                interaction=InteractionId(task.interaction_id) if task.interaction_id in own else None,
            )
        )
    return tuple(shown)


async def of_customer(reader: Reader, lens: Lens, customer: UUID) -> tuple[TaskLine, ...]:
    """What is open with a customer: promises first, missed ones before others."""
    found = await reading.of_customer(reader, lens.tenant, customer, limit=30)
    found.sort(key=lambda task: (not task.promised, task.state != TaskState.MISSED, task.due_at))
    return await lines(reader, lens, found[:BESIDE_CUSTOMER])


async def offer_facts(reader: Reader, lens: Lens, customer: UUID) -> list[OfferFact]:
    """What whoever takes it should know: a promise that was missed, else the next one."""
    found = [task for task in await reading.of_customer(reader, lens.tenant, customer, limit=30) if task.promised]
    if not found:
        return []
    first = min(found, key=lambda task: (task.state != TaskState.MISSED, task.due_at))
    return [promise_fact(lens.words, first)]


def promise_fact(words: Words, task: Task) -> OfferFact:
    state, tone = said.state(words, task)
    text = words.gettext("Promised %(time)s: %(subject)s", time=said.due(words, task), subject=task.subject)
    tone = tone if tone in (Tone.LATE, Tone.SOON) else Tone.PLAIN
    whole = words.gettext("%(text)s (%(state)s)", text=text, state=state) if state else text
    return OfferFact("flag", whole, words.gettext("promises"), tone)


async def of_work(reader: Reader, lens: Lens, interaction: UUID, *, can_end: bool) -> TaskPanel | None:
    """The task that this work came from."""
    task = await reading.of_interaction(reader, lens.tenant, interaction)
    return await panel(reader, lens, task, can_end=can_end and task.pending) if task is not None else None


async def reminder(reader: Reader, lens: Lens, id: UUID) -> TaskLine | None:
    """A task that is due soon, for its owner; None where it is over by now."""
    task = await reading.get(reader, lens.tenant, id)
    return (await lines(reader, lens, [task]))[0] if task.pending else None


async def ending(reader: Reader, lens: Lens, interaction: UUID) -> TaskView | None:
    """What is asked before the work of a task is closed: is it done, or to be done later?"""
    task = await reading.of_interaction(reader, lens.tenant, interaction)
    return await whole(reader, lens, task) if task is not None and task.pending else None


async def panel(reader: Reader, lens: Lens, task: Task, *, can_end: bool) -> TaskPanel:
    [line] = await lines(reader, lens, [task])
    known = await customers.several(reader, lens.tenant, [task.customer_id]) if task.customer_id else {}
    customer = next(iter(known.values()), None)
    addresses = await customers.addresses(reader, lens.tenant, customer.id) if customer else []
    numbers = tuple(one.value for one in addresses if one.kind == AddressKind.PHONE)
    waits = await identity.guarded(reader, lens.rights.who, customer.id) if customer and numbers else frozenset()
    in_part = Guarded.ADDRESSES in waits
    return TaskPanel(
        line=line,
        note=task.note,
        due=said.due(lens.words, task),
        theirs=said.theirs(lens.words, task.due_at, customer.time_zone) if customer else None,
        numbers=() if in_part else numbers,
        in_part=tuple(masked(one) for one in numbers) if in_part else (),
        links=tuple((said.link(lens.words, one.kind), one.number) for one in task.about),
        can_end=can_end,
        conversation=await _agreed_in(reader, lens, task),
    )


async def _agreed_in(reader: Reader, lens: Lens, task: Task) -> str | None:
    """Of a customer the place in their history, else the work itself, where this reader may read it."""
    work = await closed_queries.latest_of(reader, lens.tenant, task.conversation_id) if task.conversation_id else None
    if work is None:
        return None
    if task.customer_id:
        return f"/customers/{task.customer_id}?entry={work}#entry-{work}"
    return f"/console?c={work}" if work in await lens.rights.readable(reader, [work]) else None


async def whole(reader: Reader, lens: Lens, task: Task) -> TaskView:
    rows = await reading.history(reader, lens.tenant, task.id)
    actors = {row.actor: user_of(row.actor) for row in rows}
    names = await directory.names(reader, lens.tenant, {id for id in actors.values() if id})
    us = lens.words.gettext("Contact Center")
    history = tuple(
        TaskHappening(row.at, said.happened(lens.words, row.code, row.args, names.get(id, us) if id else us))
        for row in reversed(rows)
        for id in [actors[row.actor]]
    )
    shown = await panel(reader, lens, task, can_end=task.pending)
    return TaskView(shown, moments(lens.words), history, task.pending)


def moments(words: Words) -> tuple[TaskMoment, ...]:
    """Usual times, in the reader's own."""
    local = words.now.astimezone(words.zone)
    hour = (local + timedelta(hours=1)).replace(second=0, microsecond=0)

    def morning(days: int) -> datetime:
        return datetime.combine(local.date() + timedelta(days=days), MORNING, tzinfo=words.zone)

    found = [
        TaskMoment(words.gettext("in 1 hour"), hour),
        TaskMoment(words.gettext("tomorrow morning"), morning(1)),
        TaskMoment(words.gettext("in 2 days"), morning(2)),
    ]
    to_monday = 7 - local.weekday()
    return (*found, TaskMoment(words.gettext("Monday morning"), morning(to_monday))) if to_monday > 2 else tuple(found)


async def new(
    reader: Reader, lens: Lens, *, interaction: UUID | None = None, customer: UUID | None = None
) -> NewTaskView:
    """What is asked for a task of this work or customer, or of nobody."""
    known = await customers.several(reader, lens.tenant, [customer]) if customer else {}
    person = next(iter(known.values()), None)
    return NewTaskView(
        client_key=new_id(),
        owners=await _owners(reader, lens),
        who=person.name if person else None,
        interaction=InteractionId(interaction) if interaction else None,
        customer=CustomerId(person.id) if person else None,
        theirs=person.time_zone if person and person.time_zone != lens.words.zone_name else None,
    )


async def _owners(reader: Reader, lens: Lens) -> tuple[TaskOwner, ...]:
    me = TaskOwner(f"agent:{lens.agent}", lens.words.gettext("me"), chosen=True)
    queues = [one for one in await routing.queues(reader, lens.tenant) if one.active]
    members = {AgentId(id) for one in queues for id in one.members} - {lens.agent}
    names = await directory.names(reader, lens.tenant, members)
    teams = [TaskOwner(f"queue:{one.id}", lens.words.gettext("team %(queue)s", queue=one.name)) for one in queues]
    people = [TaskOwner(f"agent:{id}", name) for id, name in sorted(names.items(), key=lambda one: one[1])]
    return (me, *teams, *people)
