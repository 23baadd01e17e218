"""The router on a real database: who is offered what, and what follows."""

from __future__ import annotations

from contact_center.interactions import presence
from contact_center.interactions.domain import State
from contact_center.kernel.contracts.interactions import Presence
from tests.integration.routing.desk import RoutedCentre


async def test_a_customer_writes_and_the_longest_idle_agent_is_offered_the_work(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    desk.centre.clock.pass_(seconds=30)
    wei = await desk.centre.agent("Wei")
    first = await desk.writes("+886911000001")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(first) == mei
    assert await desk.offered_to(second) == wei


async def test_accepted_work_is_in_hand_and_the_next_goes_to_the_other(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    first = await desk.writes("+886911000001")
    await desk.accept(first)
    assert await desk.centre.state(first) == State.WORKING
    wei = await desk.centre.agent("Wei")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(second) == wei != mei


async def test_rejected_work_goes_to_somebody_else_and_not_back_for_a_minute(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    desk.centre.clock.pass_(seconds=30)
    wei = await desk.centre.agent("Wei")
    chat = await desk.writes()
    assert await desk.offered_to(chat) == mei
    await desk.reject(chat)
    assert await desk.offered_to(chat) == wei
    await desk.reject(chat)
    assert await desk.offered_to(chat) in {mei, wei}, "nobody else is eligible: better the same than nobody"


async def test_an_unanswered_offer_ends_on_time_and_the_work_keeps_its_place(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    chat = await desk.writes()
    first = await desk.offered(chat)
    entered = await desk.centre.value("select entered_at from core.interaction where id = %s", chat)
    await desk.step(seconds=59)
    assert await desk.offered(chat) == first
    await desk.step(seconds=1)
    assert await desk.centre.presence(mei) == Presence.NOT_RESPONDING
    assert await desk.offered(chat) is None
    assert await desk.centre.state(chat) == State.QUEUED
    assert await desk.centre.value("select entered_at from core.interaction where id = %s", chat) == entered
    wei = await desk.centre.agent("Wei")
    await desk.step()
    assert await desk.offered_to(chat) == wei


async def test_an_agent_gets_no_more_than_their_places(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei", capacity={"*": 2, "sms": 2})
    chats = [await desk.writes(f"+88691100000{n}") for n in range(3)]
    for chat in chats[:2]:
        assert await desk.offered_to(chat) == mei
        await desk.accept(chat)
    assert await desk.offered_to(chats[2]) is None


async def test_who_has_chosen_a_break_after_this_gets_nothing_new(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    first = await desk.writes("+886911000001")
    await desk.accept(first)
    await desk.centre.run(presence.choose_next, mei, Presence.AWAY, "break")
    second = await desk.writes("+886911000002")
    assert await desk.offered_to(second) is None
    await desk.centre.run(presence.choose_next, mei, None)
    await desk.step()
    assert await desk.offered_to(second) == mei
