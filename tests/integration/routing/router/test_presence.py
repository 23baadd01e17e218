"""Agents who fall silent, are lost, and come back."""

from __future__ import annotations

from contact_center.directory import service as directory
from contact_center.kernel.contracts.interactions import Presence, State
from tests.integration.routing.routed_centre import RoutedCentre


async def test_an_agent_whose_browser_is_silent_gets_nothing_until_it_speaks_again(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.beats(mei)
    await desk.step()
    await desk.step(seconds=16)
    chat = await desk.writes()
    assert await desk.offered(chat) is None
    assert await desk.centre.presence(mei) == Presence.AVAILABLE, "her choice stays"
    await desk.step(seconds=2)
    await desk.beats(mei)
    await desk.step(seconds=1)
    assert await desk.offered_to(chat) == mei


async def test_an_offer_is_taken_back_from_an_agent_who_falls_silent(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.beats(mei)
    chat = await desk.writes()
    assert await desk.offered_to(chat) == mei
    wei = await desk.centre.agent("Wei")
    await desk.beats(wei)
    await desk.pass_with_beats(wei, seconds=20)
    assert await desk.offered_to(chat) == wei


async def test_chats_of_a_lost_agent_go_to_the_head_and_mails_stay(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.beats(mei)
    chat = await desk.writes("visitor", channel="webchat", kind="web")
    await desk.accept(chat)
    mail = await desk.writes("anna@example.org", channel="email", kind="email")
    await desk.accept(mail)
    wei = await desk.centre.agent("Wei")
    await desk.pass_with_beats(wei, seconds=55)
    assert await desk.centre.state(chat) == State.WORKING
    await desk.pass_with_beats(wei, seconds=10)
    assert await desk.offered_to(chat) == wei
    assert await desk.centre.value("select at_head from core.interaction where id = %s", chat)
    assert await desk.centre.state(mail) == State.WORKING
    assert await desk.centre.presence(mei) == Presence.OFFLINE


async def test_a_call_stays_with_its_agent_while_its_media_lives(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.beats(mei)
    call = await desk.writes("+886911000001", channel="voice")
    await desk.accept(call)
    await desk.pass_with_beats(seconds=65)
    assert await desk.centre.state(call) == State.WORKING
    assert await desk.centre.presence(mei) == Presence.OFFLINE


async def test_time_without_a_router_is_held_against_nobody(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    await desk.beats(mei)
    chat = await desk.writes("visitor", channel="webchat", kind="web")
    await desk.accept(chat)
    desk.centre.clock.pass_(seconds=300)
    await desk.restart()
    assert await desk.centre.state(chat) == State.WORKING
    await desk.step(seconds=5)
    await desk.beats(mei)
    await desk.step(seconds=1)
    other = await desk.writes("+886911000002")
    assert await desk.offered_to(other) == mei


async def test_who_is_switched_off_holds_and_gets_nothing(desk: RoutedCentre) -> None:
    mei = await desk.centre.agent("Mei")
    chat = await desk.writes("visitor", channel="webchat", kind="web")
    await desk.accept(chat)
    waiting = await desk.writes("+886911000002")
    assert await desk.offered_to(waiting) == mei
    wei = await desk.centre.agent("Wei")
    await desk.centre.run(directory.set_active, mei, False)
    await desk.step(seconds=1)
    assert await desk.centre.presence(mei) == Presence.OFFLINE
    assert await desk.offered_to(chat) == wei
    await desk.accept(chat)
    assert await desk.offered_to(waiting) == wei
