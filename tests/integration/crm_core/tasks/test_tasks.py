"""Tasks on a real database: what is due becomes one piece of work, and its end is theirs."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.interactions.work import closing, reopening
from contact_center.kernel.contracts import tasks as published
from contact_center.kernel.contracts.interactions import CallOutEnded, CallResult, InteractionQueued, State
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId, TaskId, new_id
from contact_center.platform.eventlog import consume_once, read_events
from crm_core.customers import service as customers
from crm_core.tasks import reading, service
from crm_core.tasks.domain import TaskState
from crm_core.tasks.errors import NobodysTask, NotADueTime, NothingToDo, TaskEnded, TaskInOtherHands
from crm_core.tasks.following import TasksFollowCalls
from crm_core.tasks.service import NewTask
from crm_core.tasks.tasks import TasksComeDue, TasksFollowWork
from tests.centre import START, Centre

AT_TEN = START + timedelta(hours=1)


async def promised(centre: Centre, owner: AgentId, **said: Any) -> TaskId:
    new: dict[str, Any] = {"subject": "Call back about the grinder", "due_at": AT_TEN, "promised": True, "owner": owner}
    made: TaskId = await centre.run(service.create, centre.ports, NewTask(**new | said), by=owner)
    return made


async def comes_due(centre: Centre) -> None:
    """Three workers look at once."""
    workers = [TasksComeDue(centre.db, centre.ports) for _ in range(3)]
    await asyncio.gather(*(worker.once() for worker in workers))


async def follows(centre: Centre) -> None:
    while await consume_once(centre.db, TasksFollowWork()):
        pass


async def task(centre: Centre, id: TaskId) -> Any:
    async with centre.db.read(centre.tenant) as reader:
        return await reading.get(reader, centre.tenant, id)


async def work_of(centre: Centre, id: TaskId) -> InteractionId:
    found = (await task(centre, id)).interaction_id
    assert found is not None
    return InteractionId(found)


async def events_of(centre: Centre, kind: type) -> list[Any]:
    async with centre.db.read(centre.tenant) as reader:
        found = await read_events(reader, centre.tenant, after=0, limit=1000)
    return [one.event for one in found if isinstance(one.event, kind)]


async def test_a_promise_that_is_due_is_one_live_piece_of_work_for_its_owner_first(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    lin = await centre.run(customers.create_customer, name="林佳穎", phones=["+886911000001"], language="zh-Hant")
    made = await promised(centre, mei, customer=CustomerId(lin), queue=centre.queues["billing"])
    await comes_due(centre)
    assert (await task(centre, made)).interaction_id is None
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    await comes_due(centre)
    [queued] = await events_of(centre, InteractionQueued)
    assert (queued.channel, queued.tier, queued.queue_id) == ("task", "live", centre.queues["billing"])
    assert (queued.preferred_agent_id, queued.customer_id) == (mei, lin)
    assert queued.preferred_until > AT_TEN
    assert await work_of(centre, made) == queued.interaction_id
    [due] = await events_of(centre, published.TaskDue)
    assert due.interaction_id == queued.interaction_id


async def test_without_a_promised_hour_it_waits_like_a_mail_in_its_owners_queue(centre: Centre) -> None:
    mei = await centre.agent("Mei", queues=("billing",))
    await promised(centre, mei, promised=False)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    [queued] = await events_of(centre, InteractionQueued)
    assert (queued.tier, queued.queue_id, queued.due_at) == ("deferred", centre.queues["billing"], AT_TEN)


async def test_closing_its_work_completes_it_and_taking_that_back_opens_it(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    work = await work_of(centre, made)
    await centre.give(work, mei)
    await centre.run(closing.close, centre.ports, work, mei, actor=f"user:{mei}")
    await follows(centre)
    done = await task(centre, made)
    assert (done.state, done.ended_by) == (TaskState.DONE, mei)
    [completed] = await events_of(centre, published.TaskCompleted)
    assert completed.kept is True
    await centre.run(reopening.reopen, centre.ports, work, mei, actor=f"user:{mei}")
    await follows(centre)
    assert (await task(centre, made)).state == TaskState.OPEN
    assert await work_of(centre, made) == work


async def test_rescheduled_with_its_work_in_hand_it_comes_again_once_at_the_new_time(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    first = await work_of(centre, made)
    await centre.give(first, mei)
    tomorrow = AT_TEN + timedelta(days=1)
    await centre.run(service.reschedule, centre.ports, made, tomorrow, by=mei, why="not at home")
    await follows(centre)
    assert await centre.state(first) == "closed"
    assert ((await task(centre, made)).state, (await task(centre, made)).interaction_id) == (TaskState.OPEN, None)
    centre.clock.set(tomorrow)
    await comes_due(centre)
    assert await work_of(centre, made) != first
    async with centre.db.read(centre.tenant) as reader:
        codes = [row.code for row in await reading.history(reader, centre.tenant, made)]
    assert codes == ["created", "due", "rescheduled", "due"]


async def test_completed_elsewhere_its_waiting_work_leaves_the_queue(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    work = await work_of(centre, made)
    assert await centre.run(service.complete, centre.ports, made, by=mei) is True
    assert await centre.state(work) == "closed"
    with pytest.raises(TaskEnded):
        await centre.run(service.complete, centre.ports, made, by=mei)


async def test_what_a_colleague_has_in_hand_is_theirs_to_end(centre: Centre) -> None:
    mei, wei = await centre.agent("Mei"), await centre.agent("Wei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    await centre.give(await work_of(centre, made), wei)
    with pytest.raises(TaskInOtherHands):
        await centre.run(service.complete, centre.ports, made, by=mei)


async def test_a_promise_nobody_kept_is_missed_once_and_counted(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN - timedelta(minutes=10))
    await comes_due(centre)
    assert len(await events_of(centre, published.TaskReminded)) == 1
    centre.clock.set(AT_TEN + timedelta(minutes=16))
    await comes_due(centre)
    await comes_due(centre)
    assert (await task(centre, made)).state == TaskState.MISSED
    assert len(await events_of(centre, published.TaskMissed)) == 1
    await centre.run(service.complete, centre.ports, made, by=mei)
    async with centre.db.read(centre.tenant) as reader:
        counted = await reading.promises(reader, centre.tenant, mei, START)
    assert (counted.kept, counted.missed) == (0, 1)


async def test_sent_twice_it_is_made_once(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    key = str(new_id())
    assert await promised(centre, mei, client_key=key) == await promised(centre, mei, client_key=key)


async def called(centre: Centre, work: InteractionId, agent: AgentId, result: CallResult) -> None:
    """A call that was made for this work came to this; told twice."""

    async def tell(unit: Any) -> None:
        unit.record(
            CallOutEnded(interaction_id=InteractionId(new_id()), agent_id=agent, result=result, for_interaction_id=work)
        )

    for _ in range(2):
        await centre.run(tell)
        while await consume_once(centre.db, TasksFollowCalls(centre.ports)):
            pass


async def test_a_call_made_for_it_completes_it_or_puts_it_off(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    made = await promised(centre, mei)
    centre.clock.set(AT_TEN)
    await comes_due(centre)
    work = await work_of(centre, made)
    await centre.give(work, mei)
    await called(centre, work, mei, CallResult.CANCELLED)
    assert await work_of(centre, made) == work, "whoever gave up decides"
    await called(centre, work, mei, CallResult.BUSY)
    later = await task(centre, made)
    assert (later.state, later.interaction_id) == (TaskState.OPEN, None)
    assert timedelta(0) < later.due_at - AT_TEN <= timedelta(minutes=15, seconds=30)
    assert await centre.state(work) == State.CLOSED
    centre.clock.set(later.due_at)
    await comes_due(centre)
    again = await work_of(centre, made)
    await centre.give(again, mei)
    await called(centre, again, mei, CallResult.ANSWERED)
    done = await task(centre, made)
    assert (done.state, done.ended_by) == (TaskState.DONE, mei)


async def test_a_merged_customers_tasks_are_theirs_under_each_id(centre: Centre) -> None:

    mei = await centre.agent("Mei")
    one = await centre.run(customers.create_customer, name="Tom")
    other = await centre.run(customers.create_customer, name="Tom Hale")
    made = await promised(centre, mei, customer=CustomerId(other))
    await centre.run(_alias, other, one)
    async with centre.db.read(centre.tenant) as reader:
        found = [[t.id for t in await reading.of_customer(reader, centre.tenant, id)] for id in (one, other)]
    assert found == [[made], [made]]


async def _alias(work: Any, absorbed: UUID, survivor: UUID) -> None:
    await work.execute(
        "insert into crm.customer_alias (tenant_id, customer_id, canonical_id) values (%s, %s, %s)",
        [work.tenant_id, absorbed, survivor],
    )


async def test_what_cannot_be_a_task_is_refused_by_the_field(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    with pytest.raises(NothingToDo):
        await promised(centre, mei, subject="  ")
    with pytest.raises(NotADueTime):
        await promised(centre, mei, due_at=START)
    with pytest.raises(NobodysTask):
        await promised(centre, AgentId(UUID(int=5)))
    with pytest.raises(NobodysTask):
        await centre.run(service.create, centre.ports, NewTask("Call back", AT_TEN), by=mei)
