"""Reload, sleep, another network, another window: who comes back in time talks on, agents and customers alike."""

from __future__ import annotations

import pytest

from agent_ui.views import CallEnd, CallState, LegState, Recording
from channels.voice.errors import CallElsewhere, CallOver
from channels.webchat.model import CallPage, CallPhase, HoldReason
from tests.integration.channels.voice.service.office import Office, happens
from tests.voice_tools import CUSTOMER_HZ

pytestmark = pytest.mark.webrtc


async def test_an_agents_reload_costs_a_moment_of_music_and_not_the_call(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    segment = await office.centre.give(call.interaction, mei.agent)
    assert (await mei.joins(call.call_id, page="first")).is_success
    await office.hear_each_other(call, mei)

    await mei.ear.hang_up()
    await office.is_away(call, "agent")
    await happens(call.ann.hears_music, "the customer hears music")
    seen = await office.seen_by(call)
    assert (seen.phase, seen.hold, seen.agent_name) == (CallPhase.ON_HOLD, HoldReason.AGENT_AWAY, "mei")
    shown = await office.own_call(call, mei)
    assert shown is not None
    assert (shown.state, shown.customer.state) == (CallState.RECONNECTING, LegState.WAITS)
    assert (shown.recording, shown.free) == (Recording.PAUSED, True)

    office.centre.clock.pass_(seconds=19)
    assert (await mei.joins(call.call_id, page="second", before=["first"])).is_success
    await office.hear_each_other(call, mei)
    assert await office.centre.segment_state(segment) == ("connected", None)
    shown = await office.own_call(call, mei)
    assert shown is not None
    assert (shown.state, shown.page, shown.recording) == (CallState.CONNECTED, "second", Recording.ON)
    await mei.does(call.call_id, "hangup")
    ended = await office.own_call(call, mei)
    assert ended is None
    assert await office.interaction(call) == ("closed", "completed")
    lines = [args for code, args in await office.centre.history(call.interaction) if code == "call_interrupted"]
    assert lines == [{"side": "agent", "seconds": 19}]


async def test_a_held_call_is_still_on_hold_after_the_agents_reload(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    segment = await office.talk(call, mei)
    await mei.does(call.call_id, "hold", held="true")
    await mei.ear.hang_up()
    await office.is_away(call, "agent")
    shown = await office.own_call(call, mei)
    assert shown is not None
    assert (shown.state, shown.held) == (CallState.RECONNECTING, True), "the button takes it off hold, whenever pressed"
    assert (await mei.joins(call.call_id)).is_success
    await happens(mei.ear.hears_nothing, "the agent hears nothing of a held customer")
    await happens(call.ann.hears_music, "the customer hears music")
    assert await office.centre.segment_state(segment) == ("held", None)
    await mei.does(call.call_id, "hold", held="false")
    await office.hear_each_other(call, mei)


async def test_of_two_windows_of_an_agent_one_has_the_call_until_the_other_is_asked_for_it(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.centre.give(call.interaction, mei.agent)
    assert (await mei.joins(call.call_id, page="one")).is_success
    await office.hear_each_other(call, mei)
    first = mei.ear

    assert await mei.joins_too_late(call.call_id, page="two") == "call_elsewhere"
    assert first.hears(CUSTOMER_HZ)
    assert (await mei.joins(call.call_id, page="two", take=True)).is_success
    await office.hear_each_other(call, mei)
    await happens(lambda: first.ended, "the first window is off the line")
    takes_nothing_back = "it does not take the call back by itself"
    assert await mei.joins_too_late(call.call_id, page="one") == "call_elsewhere", takes_nothing_back
    assert await mei.joins_too_late(call.call_id, page="one again", before=["one"]) == "call_elsewhere"


async def test_a_window_that_is_gone_leaves_the_call_to_another_one_of_the_same_sign_in_alone(office: Office) -> None:
    mei = await office.agent("mei")
    elsewhere = await office.page_of(mei.agent, "mei")
    call = await office.customer_calls()
    await office.centre.give(call.interaction, mei.agent)
    assert (await mei.joins(call.call_id, page="one")).is_success
    await office.hear_each_other(call, mei)
    mei.ear.vanish()
    await office.is_away(call, "agent")
    assert await elsewhere.joins_too_late(call.call_id, page="another computer") == "call_elsewhere"
    assert (await mei.joins(call.call_id, page="two")).is_success
    await office.hear_each_other(call, mei)
    assert (await elsewhere.joins(call.call_id, page="another computer", take=True)).is_success, "asked for"


async def test_two_web_processes_are_one_for_who_comes_back(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.centre.give(call.interaction, mei.agent)
    assert (await mei.joins(call.call_id, page="one")).is_success
    await office.hear_each_other(call, mei)
    other = office.another_web_process()
    page = await office.page_of(mei.agent, "mei", other)
    assert await page.joins_too_late(call.call_id, page="two") == "call_elsewhere"
    assert (await page.joins(call.call_id, page="two", before=["one"])).is_success
    await office.hear_each_other(call, page)
    await other.hold(office.centre.tenant, mei.agent, call.call_id, True)
    await happens(call.ann.hears_music, "the customer hears music")


async def test_a_grace_that_began_before_the_worker_died_ends_in_the_next_one(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    mei.ear.vanish()
    await office.is_away(call, "agent")
    await office.stop_watching()
    office.centre.clock.pass_(seconds=20)
    office.begin_watching()
    await office.becomes(call, "queued")


@pytest.mark.parametrize("silent", [False, True], ids=["reloads the page", "loses the network"])
async def test_a_customer_who_comes_back_in_time_talks_on_in_the_same_call(office: Office, silent: bool) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls(page="one")
    await office.talk(call, mei)
    before = call.ann
    before.vanish() if silent else await before.hang_up()
    await office.is_away(call, "customer")
    shown = await office.own_call(call, mei)
    assert shown is not None
    assert (shown.state, shown.customer.state, shown.recording) == (
        CallState.INTERRUPTED, LegState.LOST, Recording.PAUSED,
    )  # fmt: skip
    assert (await office.seen_by(call)).free

    office.centre.clock.pass_(seconds=19)
    await office.customer_rejoins(call, CallPage("two", before=("one",)))
    await office.hear_each_other(call, mei)
    seen = await office.seen_by(call)
    assert (seen.phase, seen.page, seen.recording) == (CallPhase.TALKING, "two", True)
    await mei.does(call.call_id, "hangup")
    assert await office.interaction(call) == ("closed", "completed")
    await office.recorded(call)


async def test_a_customer_who_stays_away_is_dropped_and_the_agent_wraps_up(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls(page="one")
    segment = await office.talk(call, mei)
    call.ann.vanish()
    await office.is_away(call, "customer")
    office.centre.clock.pass_(seconds=20)
    await office.becomes(call, "closed", "dropped")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    await happens(lambda: mei.ear.ended, "the agent's line is closed")
    seen = await office.seen_by(call)
    assert (seen.phase, seen.reason) == (CallPhase.ENDED, "dropped")
    shown = await office.shown(call)
    assert (shown.ended, shown.recording) == (CallEnd.CUSTOMER_LOST, Recording.KEPT)
    with pytest.raises(CallOver):
        await office.customer_rejoins(call, CallPage("one"))


async def test_a_waiting_customers_reload_keeps_the_place_and_another_tab_asks_first(office: Office) -> None:
    call = await office.customer_calls(page="one")
    with pytest.raises(CallElsewhere):
        await office.customer_rejoins(call, CallPage("other tab"))
    await office.customer_rejoins(call, CallPage("two", before=("one",)))
    await happens(call.ann.hears_music, "the customer hears the waiting music again")
    await office.customer_rejoins(call, CallPage("other tab", take=True))
    await happens(call.ann.hears_music, "and in the tab they chose")
    assert await office.interaction(call) == ("queued", None)
    mei = await office.agent("mei")
    await office.talk(call, mei)


async def test_a_waiting_customer_who_closed_the_page_has_left_after_ten_seconds(office: Office) -> None:
    call = await office.customer_calls(page="one")
    await call.ann.hang_up()
    await office.is_away(call, "customer")
    office.centre.clock.pass_(seconds=10)
    await office.becomes(call, "closed", "abandoned")


async def test_a_call_whose_media_died_is_over_for_who_comes_back(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls(page="one")
    await office.talk(call, mei)
    await office.media.die()
    await office.becomes(call, "closed", "dropped")
    assert (await office.shown(call)).ended is CallEnd.DROPPED
    assert await mei.joins_too_late(call.call_id) == "call_over"
