"""Overflow, limits and emergency closures on a real router and database."""

from __future__ import annotations

from typing import Any

import pytest

from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.work import eligibility, transfers
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import State
from contact_center.kernel.ids import InteractionId, new_id
from crm_core.consent.service import ConsentBook
from routing.control import service as control
from routing.errors import NoSuchQueue
from routing.explanation import service as history
from routing.flow.closing import ClosesIntoItself, MessageInvalid, close_queues, open_queues
from routing.flow.ports import NoNumbers
from routing.flow.wait_notice import wait_notice
from tests.integration.routing.flow.settings import set_calendars, set_queue
from tests.integration.routing.routed_centre import RoutedCentre
from tests.told import explained_line

TO_BILLING = {"then": "queue", "queue": "billing"}
MESSAGE = {"en": "All lines are busy.", "zh-Hant-TW": "目前忙線中。"}
VISITOR = {"channel": "webchat", "kind": "web"}


async def overflow(desk: RoutedCentre, *steps: dict[str, object], **settings: Any) -> None:
    await set_queue(desk.centre, "general", overflow=list(steps), **settings)


async def queue_of(desk: RoutedCentre, interaction: InteractionId) -> str:
    found = await desk.centre.value("select queue_id from core.interaction where id = %s", interaction)
    return next(name for name, queue in desk.centre.queues.items() if queue == found)


async def overflowed(desk: RoutedCentre) -> list[tuple[str, list[str]]]:
    rows = await desk.centre.rows(
        "select payload from core.event where type = 'interaction.overflowed' order by position"
    )
    return [(row["payload"]["because"], row["payload"]["did"]) for row in rows]


async def told(desk: RoutedCentre, interaction: InteractionId) -> list[str]:
    rows = await desk.centre.rows(
        "select text from core.message where interaction_id = %s and direction = 'out' order by position", interaction
    )
    return [row["text"] for row in rows]


async def test_work_that_waited_long_goes_to_the_other_queue_and_its_agent(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 60, "message": MESSAGE, **TO_BILLING})
    wei = await desk.centre.agent("Wei", queues=("billing",))
    chat = await desk.writes("visitor-1", **VISITOR)
    await desk.pass_with_beats(wei, seconds=55)
    assert await queue_of(desk, chat) == "general"
    await desk.pass_with_beats(wei, seconds=10)
    assert await queue_of(desk, chat) == "billing"
    assert await desk.offered_to(chat) == wei
    assert await told(desk, chat) == ["All lines are busy."]
    assert await overflowed(desk) == [("waited", ["message", "queue"])]
    assert (await desk.centre.history(chat))[-1] == ("overflowed", {"because": "waited", "queue": "billing"})


async def test_the_message_is_sent_once_whoever_routes(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 10, "then": "message", "message": MESSAGE})
    chat = await desk.writes("visitor-1", language="zh-Hant-TW", **VISITOR)
    await desk.step(seconds=11)
    await desk.restart()
    await desk.step(seconds=20)
    assert await told(desk, chat) == ["目前忙線中。"]
    conversation = await desk.centre.value("select conversation_id from core.interaction where id = %s", chat)
    outbox: Outbox = desk.centre.outbox
    await outbox.flush(desk.centre.tenant, conversation)
    assert [message.text for message in desk.centre.channel("webchat").sent] == ["目前忙線中。"]
    replied = await desk.centre.rows("select first_replied_at from core.interaction")
    assert replied == [{"first_replied_at": None}], "what a machine says is no first reply"


async def test_a_machine_writes_no_sms_to_who_has_objected_to_it(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 10, "then": "message", "message": MESSAGE})
    sms = await desk.writes()
    number = await desk.centre.value("select contact_value from core.conversation")
    await desk.centre.run(ConsentBook().stop, Address(AddressKind.PHONE, number), "sms", "message:" + str(new_id()))
    await desk.step(seconds=11)
    assert await told(desk, sms) == []
    assert await overflowed(desk) == [("waited", [])]


async def test_nobody_signed_in_overflows_at_once(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "nobody_eligible", **TO_BILLING})
    wei = await desk.centre.agent("Wei", queues=("billing",))
    sms = await desk.writes()
    await desk.step(seconds=1)
    assert await desk.offered_to(sms) == wei
    assert await overflowed(desk) == [("nobody_eligible", ["queue"])]


async def test_the_fifth_in_the_queue_overflows_and_the_four_before_wait(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waiting", "limit": 3, **TO_BILLING})
    waiting = [await desk.writes(f"+88691100000{n}") for n in range(4)]
    await desk.step(seconds=1)
    await desk.step(seconds=1)
    assert [await queue_of(desk, one) for one in waiting] == ["general", "general", "billing", "billing"]


async def test_work_is_never_sent_round_in_circles(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 10, **TO_BILLING})
    back = {"when": "waited", "limit": 10, "then": "queue", "queue": "general"}
    await set_queue(desk.centre, "billing", overflow=[back])
    sms = await desk.writes()
    for _ in range(6):
        await desk.step(seconds=11)
    assert await queue_of(desk, sms) == "billing"
    assert await overflowed(desk) == [("waited", ["queue"]), ("waited", [])]


async def test_a_group_is_added_by_time_and_the_work_keeps_its_queue(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 30, "then": "group", "queue": "billing"})
    wei = await desk.centre.agent("Wei", queues=("billing",))
    sms = await desk.writes()
    await desk.pass_with_beats(wei, seconds=25)
    assert await desk.offered_to(sms) is None
    await desk.pass_with_beats(wei, seconds=10)
    assert await desk.offered_to(sms) == wei
    assert await queue_of(desk, sms) == "general"


async def test_a_group_is_added_outside_the_hours_and_stays_until_the_work_is_in_another_queue(
    desk: RoutedCentre,
) -> None:
    await set_calendars(desk.centre, mornings={"time_zone": "UTC", "week": {"tue": ["08:00-12:00"]}})
    await overflow(desk, {"when": "closed", "then": "group", "queue": "billing"}, calendar="mornings")
    wei = await desk.centre.agent("Wei", queues=("billing",))
    chat = await desk.writes("visitor-1", **VISITOR)
    assert await desk.offered_to(chat) == wei
    assert await queue_of(desk, chat) == "general"
    assert await overflowed(desk) == [("closed", ["group"])]
    assert (await desk.centre.history(chat))[-1] == ("widened", {"because": "closed", "queue": "billing"})
    await desk.accept(chat)
    await desk.restart()
    await desk.centre.run(transfers.transfer_to_agent, desk.centre.ports, chat, wei, wei)
    await desk.pass_with_beats(wei, seconds=5)
    assert await desk.offered_to(chat) == wei, "given back it is in the same entry"
    await desk.centre.run(control.move, desk.centre.ports, chat, desk.centre.queues["billing"], why="wrong queue")
    (row,) = await desk.centre.rows("select sl_started_at, facts from core.interaction where id = %s", chat)
    assert eligibility.groups(row["facts"], row["sl_started_at"]) == []


async def test_nobody_eligible_adds_a_group_that_then_is(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "nobody_eligible", "then": "group", "queue": "billing"})
    sms = await desk.writes()
    await desk.step(seconds=1)
    assert await desk.centre.rows("select lack from routing.unserved where interaction_id = %s", sms)
    wei = await desk.centre.agent("Wei", queues=("billing",))
    await desk.step()
    assert await desk.offered_to(sms) == wei
    assert await desk.centre.rows("select lack from routing.unserved where interaction_id = %s", sms) == []


async def test_beyond_its_size_a_queue_tells_and_ends_live_work_and_keeps_letters(desk: RoutedCentre) -> None:
    await overflow(desk, max_waiting=1, beyond={"message": MESSAGE})
    first = await desk.writes("visitor-1", **VISITOR)
    second = await desk.writes("visitor-2", **VISITOR)
    mail = await desk.writes("ann@example.org", channel="email", kind="email")
    await desk.step(seconds=1)
    assert [await desk.centre.state(one) for one in (first, second, mail)] == [
        State.QUEUED,
        State.CLOSED,
        State.QUEUED,
    ]
    outcome = await desk.centre.value("select outcome from core.interaction where id = %s", second)
    assert outcome == "flowed_out"
    assert await told(desk, second) == ["All lines are busy."]


async def test_a_closed_queue_sends_what_waits_and_what_comes_elsewhere(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", queues=("general",))
    wei = await centre.agent("Wei", queues=("billing",))
    waiting = await desk.writes("visitor-1", **VISITOR)
    assert await desk.offered_to(waiting) == mei
    closed = await centre.run(
        close_queues, [centre.queues["general"]], why="fire drill", message=MESSAGE, to_queue=centre.queues["billing"]
    )
    assert closed == [centre.queues["general"]]
    await desk.step(seconds=1)
    assert await desk.offered_to(waiting) == wei
    await desk.accept(waiting)
    coming = await desk.writes("visitor-2", **VISITOR)
    await desk.step(seconds=1)
    assert await desk.offered_to(coming) == wei
    assert await told(desk, coming) == ["All lines are busy."]
    assert await centre.run(open_queues, None, why="over") == [centre.queues["general"]]
    await desk.step()
    after = await desk.writes("visitor-3", **VISITOR)
    assert await desk.offered_to(after) == mei


async def test_one_switch_closes_all_queues_live_work_ends_and_letters_wait(desk: RoutedCentre) -> None:
    centre = desk.centre
    mei = await centre.agent("Mei", queues=("general", "billing"))
    assert len(await centre.run(close_queues, None, why="power cut", message=MESSAGE)) == 2
    chat = await desk.writes("visitor-1", **VISITOR)
    mail = await desk.writes("ann@example.org", channel="email", kind="email")
    await desk.step(seconds=1)
    assert await centre.state(chat) == State.CLOSED
    assert await centre.state(mail) == State.QUEUED
    assert await desk.offered_to(mail) is None
    await centre.run(open_queues, None, why="power is back")
    await desk.step()
    assert await desk.offered_to(mail) == mei


async def test_a_queue_closes_neither_into_itself_nor_into_a_closed_one(desk: RoutedCentre) -> None:
    centre = desk.centre
    general, billing = centre.queues["general"], centre.queues["billing"]
    with pytest.raises(ClosesIntoItself):
        await centre.run(close_queues, [general], why="x", to_queue=general)
    await centre.run(close_queues, [billing], why="x")
    with pytest.raises(ClosesIntoItself):
        await centre.run(close_queues, [general], why="x", to_queue=billing)
    with pytest.raises(MessageInvalid):
        await centre.run(close_queues, [general], why="x", message={"en": " "})
    with pytest.raises(NoSuchQueue):
        await centre.run(close_queues, [new_id()], why="x")


async def test_who_waits_in_a_call_is_told_on_the_screen(desk: RoutedCentre) -> None:
    await overflow(desk, {"when": "waited", "limit": 10, "then": "message", "message": MESSAGE})
    call = await desk.writes("visitor-1", channel="voice", kind="web")
    await desk.step(seconds=11)
    await desk.step(seconds=1)
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        wait = await wait_notice(reader, desk.centre.tenant, call, NoNumbers())
    assert (wait.place, wait.minutes, wait.callback) == (1, None, None)
    assert wait.text == "All lines are busy."
    assert await overflowed(desk) == [("waited", ["message"])]


async def test_an_agent_who_works_late_is_offered_work_of_the_evening(desk: RoutedCentre) -> None:
    calendar = {"time_zone": "UTC", "week": {"tue": ["08:00-12:00"]}}
    await set_calendars(desk.centre, mornings=calendar)
    await set_queue(desk.centre, "general", calendar="mornings")
    mei = await desk.centre.agent("Mei")
    sms = await desk.writes()
    assert await desk.offered_to(sms) == mei
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        explained = await history.of_interaction(reader, desk.centre.tenant, sms)
    waited = [one.args["waited"] for one in explained.offers[0].why if "waited" in one.args]
    assert all(float(span) >= 0 for span in waited if isinstance(span, int | float))
    assert "-" not in explained_line(explained.offers[0]).partition(";")[0]
