"""A callback keeps its place: asked for, called with an agent reserved, tried again, and kept in time."""

from __future__ import annotations

from uuid import UUID

import pytest

from contact_center.interactions import store
from contact_center.interactions.errors import CallbackOpen, NotQueued, NotYourWork
from contact_center.interactions.work import closing, customer_leaving, queueing, waiting
from contact_center.kernel.contracts.interactions import CallOutEnded, CallResult, Outcome, State
from contact_center.kernel.ids import AgentId, InteractionId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.errors import CallbackExists
from routing.flow import callback
from routing.flow.callback import (
    CallbackNotOffered,
    NoCallback,
    NotANumber,
    NumberNotOwn,
    OutsideHours,
    Result,
)
from routing.flow.following import CallbacksFollowCalls
from tests.integration.routing.flow.settings import set_calendars, set_queue
from tests.integration.routing.routed_centre import RoutedCentre

NUMBER = "+886911000001"


class Numbers:
    """Whose number is whose, as a test says."""

    def __init__(self, *known: str) -> None:
        self.known = frozenset(known)

    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> frozenset[str]:
        return self.known


async def ask(desk: RoutedCentre, interaction: InteractionId, number: str = NUMBER) -> None:
    await desk.centre.run(callback.request, desk.centre.ports, Numbers(), interaction, number)
    await desk.step()


async def offered(desk: RoutedCentre, **terms: object) -> None:
    await set_queue(desk.centre, "general", callback={"attempts": 2, "retry_seconds": [600], **terms})


async def said(desk: RoutedCentre, interaction: InteractionId, agent: object, result: Result) -> None:
    await desk.centre.run(callback.attempted, interaction, agent, result)
    await desk.step()


async def row(desk: RoutedCentre, interaction: InteractionId) -> dict[str, object]:
    return (await desk.centre.rows("select * from routing.callback where interaction_id = %s", interaction))[0]


@pytest.mark.parametrize(
    "typed",
    [
        "0911 000 001", "+886 (0)911 000 001", "+886 0911 000001", "002 886 911 000 001", "009-886-911-000-001",
        "\u202a+886 911 000 001\u202c", "+886\u2011911\u2011000\u2011001", "＋886９１１０００００１",
    ],
)  # fmt: skip
async def test_ones_own_number_is_ones_own_however_it_is_written(desk: RoutedCentre, typed: str) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms, typed)
    assert (await row(desk, sms))["number"] == NUMBER


async def test_the_extension_to_ask_for_is_kept_where_the_agent_reads_it(desk: RoutedCentre) -> None:
    await offered(desk)
    chat = await desk.writes("visitor-1", channel="webchat", kind="web")
    await desk.centre.run(_verify, chat)
    await desk.centre.run(callback.request, desk.centre.ports, Numbers("+886227110480"), chat, "02-2711-0480 分機 12")
    assert (await row(desk, chat))["number"] == "+886227110480"
    assert {"text": "☎ +886227110480 #12"} in await desk.centre.rows("select text from core.message")


async def test_who_asked_keeps_place_and_age_and_leaving_is_no_abandoning(desk: RoutedCentre) -> None:
    await offered(desk)
    first, second = await desk.writes(NUMBER), await desk.writes("+886911000002")
    await ask(desk, first)
    await desk.centre.run(customer_leaving.customer_left, desk.centre.ports, first, Outcome.COMPLETED)
    assert not await desk.centre.run(customer_leaving.abandon, first)
    assert await desk.centre.state(first) == State.QUEUED
    mei = await desk.centre.agent("Mei", capacity={"*": 1, "sms": 1})
    await desk.step()
    assert await desk.offered_to(first) == mei, "the older one, although its customer does not wait in line"
    assert await desk.offered_to(second) is None
    notes = await desk.centre.rows("select text from core.message where direction = 'note'")
    assert notes == [{"text": f"☎ {NUMBER}"}]


async def test_who_asked_is_called_even_after_the_longest_wait(desk: RoutedCentre) -> None:
    await offered(desk)
    await set_queue(desk.centre, "general", max_wait_seconds=60)
    asked, waits = await desk.writes(NUMBER), await desk.writes("+886911000002")
    await ask(desk, asked)
    await desk.step(seconds=61)
    assert [await desk.centre.state(one) for one in (asked, waits)] == [State.QUEUED, State.CLOSED]


async def test_no_answer_is_tried_again_later_and_then_given_up(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    mei = await desk.centre.agent("Mei")
    await desk.step()
    await desk.accept(sms)
    await said(desk, sms, mei, Result.NO_ANSWER)
    assert await desk.centre.state(sms) == State.WAITING, "the agent is free for other work"
    await desk.pass_with_beats(mei, seconds=590)
    assert await desk.centre.state(sms) == State.WAITING
    await desk.pass_with_beats(mei, seconds=15)
    assert await desk.offered_to(sms) == mei
    await desk.accept(sms)
    await said(desk, sms, mei, Result.BUSY)
    found = await row(desk, sms)
    assert (found["state"], len(found["attempts"])) == ("given_up", 2)  # type: ignore[arg-type]
    assert await desk.centre.state(sms) == State.WORKING, "the agent decides what becomes of it"
    lines = [(code, args) for code, args in await desk.centre.history(sms) if code.startswith("callback")]
    assert lines == [
        ("callback_asked", {}),
        ("callback_tried", {"result": "no_answer", "number": 1}),
        ("callback_due", {}),
        ("callback_given_up", {"result": "busy", "number": 2}),
    ]
    with pytest.raises(NoCallback):
        await said(desk, sms, mei, Result.REACHED)
    await desk.centre.run(closing.close, desk.centre.ports, sms, mei)
    assert await outcome(desk, sms) == Outcome.NEVER_REACHED


async def called(desk: RoutedCentre, interaction: InteractionId, agent: AgentId, result: CallResult) -> None:
    """A call that was made for this callback came to this; told twice."""

    async def tell(work: UnitOfWork) -> None:
        ended = CallOutEnded(
            interaction_id=InteractionId(new_id()), agent_id=agent, result=result, for_interaction_id=interaction
        )
        work.record(ended)

    for _ in range(2):
        await desk.centre.run(tell)
        while await consume_once(desk.centre.db, CallbacksFollowCalls()):
            pass
    await desk.step()


async def test_a_call_of_ours_says_by_itself_how_it_went(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    mei = await desk.centre.agent("Mei")
    await desk.step()
    await desk.accept(sms)
    await called(desk, sms, mei, CallResult.CANCELLED)
    assert (await row(desk, sms))["attempts"] == [], "what was given up is no attempt"
    await called(desk, sms, mei, CallResult.MACHINE)
    found = await row(desk, sms)
    assert [one["result"] for one in found["attempts"]] == ["no_answer"]  # type: ignore[attr-defined]
    assert await desk.centre.state(sms) == State.WAITING
    await desk.pass_with_beats(mei, seconds=605)
    await desk.accept(sms)
    await called(desk, sms, mei, CallResult.ANSWERED)
    assert (await row(desk, sms))["state"] == "reached"


async def outcome(desk: RoutedCentre, interaction: InteractionId) -> object:
    return await desk.centre.value("select outcome from core.interaction where id = %s", interaction)


async def test_who_writes_after_all_was_reached(desk: RoutedCentre) -> None:
    await offered(desk, attempts=1)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    mei = await desk.centre.agent("Mei")
    await desk.step()
    await desk.accept(sms)
    await said(desk, sms, mei, Result.NO_ANSWER)
    await desk.centre.run(waiting.wait_for_customer, sms, mei)
    await desk.writes(NUMBER)
    await desk.step()
    await desk.accept(sms)
    await desk.centre.run(closing.close, desk.centre.ports, sms, mei)
    assert await outcome(desk, sms) == Outcome.COMPLETED


async def test_it_stays_open_until_somebody_said_how_the_call_went(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    mei = await desk.centre.agent("Mei")
    await desk.step()
    await desk.accept(sms)
    with pytest.raises(CallbackOpen):
        await desk.centre.run(closing.close, desk.centre.ports, sms, mei)
    await desk.centre.run(customer_leaving.customer_left, desk.centre.ports, sms, Outcome.COMPLETED)
    assert await desk.centre.state(sms) == State.WORKING
    await said(desk, sms, mei, Result.REACHED)
    await desk.centre.run(closing.close, desk.centre.ports, sms, mei)
    assert await outcome(desk, sms) == Outcome.COMPLETED


async def test_who_calls_in_takes_the_place_of_their_callback(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    await desk.step(seconds=300)
    other = await desk.writes("+886911000002", channel="voice", kind="phone")
    await desk.step(seconds=5)
    call = await desk.writes(NUMBER, channel="voice", kind="phone")
    await desk.step(seconds=2)
    assert (await row(desk, sms))["state"] == "called_in"
    assert (await desk.centre.state(sms), await outcome(desk, sms)) == (State.CLOSED, Outcome.COMPLETED)
    await desk.centre.agent("Mei")
    await desk.step()
    assert await desk.offered_to(call) is not None, "it goes before who called earlier, and waits since the text"
    assert await desk.offered_to(other) is None


async def test_reached_ends_the_callback_and_the_number_may_ask_again(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    mei = await desk.centre.agent("Mei")
    await desk.step()
    with pytest.raises(NotYourWork):
        await said(desk, sms, mei, Result.REACHED)
    await desk.accept(sms)
    with pytest.raises(NotQueued):
        await ask(desk, sms)
    await said(desk, sms, mei, Result.REACHED)
    assert (await row(desk, sms))["state"] == "reached"


async def test_one_callback_a_number_and_only_to_ones_own(desk: RoutedCentre) -> None:
    await offered(desk)
    sms, chat = await desk.writes(NUMBER), await desk.writes("visitor-1", channel="webchat", kind="web")
    with pytest.raises(NumberNotOwn):
        await ask(desk, chat)
    with pytest.raises(NumberNotOwn):
        await ask(desk, sms, "+886911999999")
    with pytest.raises(NotANumber):
        await ask(desk, sms, "911 000 001 2")
    await ask(desk, sms, "00886 911-000-001")
    await desk.centre.run(_verify, chat)
    with pytest.raises(CallbackExists):
        await desk.centre.run(callback.request, desk.centre.ports, Numbers(NUMBER), chat, NUMBER)
    await desk.centre.run(callback.request, desk.centre.ports, Numbers("+886911000009"), chat, "+886911000009")


async def _verify(unit, interaction) -> None:  # type: ignore[no-untyped-def]
    await unit.execute(
        "update core.conversation c set identity = 'verified', customer_id = gen_random_uuid() "
        "from core.interaction i "
        "where i.id = %s and c.id = i.conversation_id",
        [interaction],
    )


async def test_it_is_refused_where_it_is_not_offered_and_outside_opening_hours(desk: RoutedCentre) -> None:
    sms = await desk.writes(NUMBER)
    with pytest.raises(CallbackNotOffered):
        await ask(desk, sms)
    await set_calendars(desk.centre, nights={"time_zone": "UTC", "week": {"mon": ["20:00-23:00"]}})
    await offered(desk)
    await set_queue(desk.centre, "general", calendar="nights")
    with pytest.raises(OutsideHours):
        await ask(desk, sms)


async def test_a_missed_promise_alerts_once(desk: RoutedCentre) -> None:
    await offered(desk, promise_seconds=900)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    await desk.step(seconds=890)
    alerts = "select count(*) from core.event where type = 'callback.promise_missed'"
    assert await desk.centre.value(alerts) == 0
    for _ in range(2):
        await desk.step(seconds=15)
    assert await desk.centre.value(alerts) == 1


async def test_work_closed_in_another_way_frees_the_number(desk: RoutedCentre) -> None:
    await offered(desk)
    sms = await desk.writes(NUMBER)
    await ask(desk, sms)
    await desk.centre.run(_as_spam, sms)
    await desk.step(seconds=2)
    assert (await row(desk, sms))["state"] == "cancelled"


async def _as_spam(unit: UnitOfWork, interaction: UUID) -> None:
    await queueing.close(unit, await store.lock_interaction(unit, interaction), Outcome.SPAM, Phrase("spam"))
