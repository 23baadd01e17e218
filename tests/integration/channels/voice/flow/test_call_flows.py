"""Call flows on a real database: drafts and versions, calls that are led by them, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from channels.voice.flow import run_store, service, store
from channels.voice.flow.domain import CallFlow, FlowPrompt, FlowStep, StepKind
from channels.voice.flow.errors import (
    CallerBlocked,
    FlowChangedMeanwhile,
    FlowHasProblems,
    FlowInUse,
    FlowNameTaken,
    FlowNotPublished,
    NoSuchFlowRun,
)
from channels.voice.flow.interpreter import FlowHeard, FlowOutcome
from channels.voice.flow.running import SILENT_FOR, FlowRuns
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.integration.channels.voice.service.office import flow_facts
from tests.unit.channels.voice.flow.flows import ORDERS, both, whole

ANN = Address(AddressKind.WEB, "ann", "Ann")
BEN = Address(AddressKind.PHONE, "+886227110480")


def _of(centre: Centre, flow: CallFlow) -> CallFlow:
    """For the queues of this centre."""
    queue = centre.queues["general"]
    return CallFlow(tuple(replace(one, queue=queue) if one.queue == ORDERS else one for one in flow.steps))


async def _published(centre: Centre, flow: CallFlow, name: str = "Main line") -> UUID:
    queues = set(centre.queues.values())

    async def make(work: UnitOfWork) -> UUID:
        id = await service.create(work, name, _of(centre, flow))
        await service.publish(work, id, queues, saw=0, note="first")
        await service.assign(work, centre.account_ids["voice"], id)
        return id

    made: UUID = await centre.run(make)
    return made


async def _counted(centre: Centre) -> store.FlowCounts:
    async with centre.db.read(centre.tenant) as reader:
        return (await store.counts(reader, centre.tenant, timedelta(days=1)))[0]


def _words(heard: FlowHeard | None) -> list[str]:
    assert heard is not None
    return [one.text for one in heard.actions if hasattr(one, "text")]


async def test_a_flow_is_drafted_published_and_taken_back(centre: Centre) -> None:
    queues: Mapping[UUID, str] | set[UUID] = set(centre.queues.values())
    id = await _published(centre, whole())
    with pytest.raises(FlowNameTaken):
        await centre.run(service.create, "main LINE", whole())
    with pytest.raises(FlowInUse):
        await centre.run(service.remove, id, saw=1)
    broken = CallFlow((FlowStep("bye", StepKind.HANG_UP), FlowStep("lost", StepKind.SAY, FlowPrompt({"en": "x"}))))
    await centre.run(service.change, id, broken, saw=1)
    with pytest.raises(FlowChangedMeanwhile):
        await centre.run(service.change, id, broken, saw=1)
    with pytest.raises(FlowHasProblems) as wrong:
        await centre.run(service.publish, id, queues, saw=2)
    assert wrong.value.fields["problems"][0] == {
        "code": "prompt_missing", "place": "steps[lost].prompt.zh-Hant", "args": {"language": "zh-Hant"},
    }  # fmt: skip
    short = CallFlow((FlowStep("bye", StepKind.HANG_UP, both("Bye.", "再見。")),))
    await centre.run(service.change, id, short, saw=2, name="Short line")
    assert await centre.run(service.publish, id, queues, saw=3) == 2
    assert await centre.run(service.go_back, id, 1, queues, saw=4, note="too short") == 3
    async with centre.db.read(centre.tenant) as reader:
        now = await service.one(reader, centre.tenant, id, queues)
        versions = await service.versions(reader, centre.tenant, id)
    assert (now.stored.name, now.stored.published, now.changed, now.problems) == ("Short line", 3, False, ())
    assert [(one.version, one.note, len(one.flow.steps)) for one in versions] == [
        (3, "too short", 13), (2, "", 1), (1, "first", 13),
    ]  # fmt: skip
    other = await centre.run(service.create, "Other", short)
    with pytest.raises(FlowNotPublished):
        await centre.run(service.assign, centre.account_ids["voice"], other)
    await centre.run(service.assign, centre.account_ids["voice"], None)
    await centre.run(service.remove, id, saw=5)


async def test_a_call_is_led_to_its_queue_and_input_that_comes_twice_is_harmless(centre: Centre) -> None:
    await _published(centre, whole())
    runs, account = FlowRuns(centre.db, flow_facts(centre)), await centre.account("voice")
    heard = await runs.enter(account, ANN, "zh-TW")
    assert heard is not None
    assert _words(heard) == ["歡迎。", "For English press 2.", "中文請按一。"]
    menu = await runs.press(centre.tenant, heard.run, ANN, heard.turn, "2")
    assert _words(menu) == ["Orders 1, repairs 2."]
    assert await runs.press(centre.tenant, heard.run, ANN, heard.turn, "2") == menu, "twice"
    assert await runs.heard(centre.tenant, heard.run) == menu, "once more, as after the media was lost"
    with pytest.raises(NoSuchFlowRun):
        await runs.press(centre.tenant, heard.run, BEN, menu.turn, "1")
    order = await runs.press(centre.tenant, heard.run, ANN, menu.turn, "1")
    assert await runs.press(centre.tenant, heard.run, ANN, menu.turn, "2") == order, "late"
    again = await runs.press(centre.tenant, heard.run, ANN, order.turn, "20418#")
    assert _words(again) == ["Your order number?"], "nobody's, with no ERP to ask"
    ended = await runs.press(centre.tenant, heard.run, ANN, again.turn, None)
    assert _words(ended) == ["You are number 1."]
    assert ended.ends is not None
    assert (ended.ends.outcome, ended.ends.queue) == (FlowOutcome.QUEUE, centre.queues["general"])
    run, ends, kept = await runs.take_over(centre.tenant, heard.run, ANN)
    assert (ends, kept.state.claim and kept.state.claim.digits) == (ended.ends, "20418")
    await centre.run(runs.follow, run.id, new_id(), new_id())
    with pytest.raises(NoSuchFlowRun):
        await runs.take_over(centre.tenant, heard.run, ANN)


async def test_a_call_stays_in_the_version_it_began_with(centre: Centre) -> None:
    id = await _published(centre, whole())
    runs, account = FlowRuns(centre.db, flow_facts(centre)), await centre.account("voice")
    heard = await runs.enter(account, ANN, "en")
    assert heard is not None
    short = CallFlow((FlowStep("bye", StepKind.HANG_UP, both("Bye.", "再見。")),))
    await centre.run(service.change, id, short, saw=1)
    await centre.run(service.publish, id, set(), saw=2)
    assert _words(await runs.press(centre.tenant, heard.run, ANN, heard.turn, "1")) == ["訂單按 1，維修按 2。"]
    assert _words(await runs.enter(account, BEN, "en")) == ["Bye."]


async def test_calls_that_come_to_nobody_are_counted_apart(centre: Centre) -> None:
    await _published(centre, whole())
    runs, account = FlowRuns(centre.db, flow_facts(centre)), await centre.account("voice")
    left = await runs.enter(account, ANN, "en")
    assert left is not None
    await runs.leave(centre.tenant, left.run, ANN)
    await runs.leave(centre.tenant, left.run, ANN)
    silent = await runs.through(account, BEN, "en")
    assert silent is not None
    assert silent.ends is not None
    assert silent.ends.outcome is FlowOutcome.QUEUE
    await runs.refused(account, ANN, "no_lines")
    gone = await runs.enter(account, ANN, "en")
    assert gone is not None
    centre.clock.pass_(seconds=SILENT_FOR.total_seconds() + 1)
    await runs.enter(account, ANN, "en")
    counted = await _counted(centre)
    assert (counted.entered, counted.in_menu, counted.no_lines, counted.to_queue) == (5, 3, 1, 0)
    rows = await centre.rows("select caller_value, kept from channels.call_flow_run where outcome is not null")
    assert {(row["caller_value"], row["kept"]) for row in rows} == {("", None)}, "nothing is kept of who came to nobody"


async def test_a_callback_is_a_promise_of_the_queue(centre: Centre) -> None:
    flow = whole()
    full = CallFlow(tuple(replace(one, most_waiting=0) if one.name == "busy" else one for one in flow.steps))
    await _published(centre, full)
    await centre.customer_writes("ben", "call", channel="voice", kind="web")
    runs, account = FlowRuns(centre.db, flow_facts(centre)), await centre.account("voice")
    now = await runs.enter(account, BEN, "en")
    assert now is not None
    for keys in ("2", "2", "1"):
        now = await runs.press(centre.tenant, now.run, BEN, now.turn, keys)
    assert now.ends is not None
    assert now.ends.outcome is FlowOutcome.CALLBACK
    await runs.press(centre.tenant, now.run, BEN, now.turn, "1")
    tasks = await centre.rows("select subject, promised, queue_id from crm.task")
    assert [(one["subject"], one["promised"], one["queue_id"]) for one in tasks] == [
        ("☎ +886227110480", True, centre.queues["general"])
    ]


async def test_who_is_blocked_is_refused_until_it_is_lifted(centre: Centre) -> None:
    await _published(centre, whole())
    runs, account = FlowRuns(centre.db, flow_facts(centre)), await centre.account("voice")
    block = run_store.CallerBlock(new_id(), "phone", BEN.value, new_id(), new_id(), centre.clock.now(), new_id())
    assert await centre.run(run_store.block, block)
    with pytest.raises(CallerBlocked):
        await runs.enter(account, BEN, "en")
    assert (await _counted(centre)).blocked == 1
    assert await centre.run(run_store.unblock, block.id)
    assert await runs.enter(account, BEN, "en") is not None
