"""Telephones that call the centre's number at Twilio: work, who hears whom, and what becomes of both."""

from __future__ import annotations

import io
import wave

from channels.voice.domain import EndedBy, HangUp, TakeMessage
from contact_center.directory.service import Role
from contact_center.interactions.work import offers
from contact_center.kernel.ids import SegmentId
from tests.integration.channels.voice.twilio.exchange import LineCaller, LinePage, Switch, happens

TALK = {"customer": {"agent"}, "agent": {"customer"}}


async def recorded(switch: Switch, caller: LineCaller) -> bool:
    return (await switch.books(caller))["recording_started_at"] is not None


async def kept(switch: Switch, caller: LineCaller) -> bool:
    return (await switch.books(caller))["recording_key"] is not None


async def plays(switch: Switch, caller: LineCaller, name: str) -> bool:
    return any(kind == "play" and name in text for kind, text in await switch.heard(caller.sid))


async def test_a_customer_waits_with_music_talks_after_the_notice_is_held_and_hangs_up_and_the_recording_comes_home(
    switch: Switch,
) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    assert ("music", "") in await switch.heard(caller.sid)
    await switch.talks(caller, mei)
    heard = [text for kind, text in await switch.heard(caller.sid) if kind == "announce"]
    assert [("/sounds/notice.en.wav" in text) for text in heard] == [True]
    await happens(lambda: recorded(switch, caller), "it is being recorded")
    await switch.does(caller, mei, "hold", held="true")
    await happens(lambda: plays(switch, caller, "/sounds/hold.wav"), "the customer hears hold music")
    await switch.hears({"agent": set(), "customer": set()}, caller)
    await happens(lambda: _taping(switch, "paused"), "nothing is recorded of a customer on hold")
    await switch.does(caller, mei, "hold", held="false")
    await switch.hears(TALK, caller)
    await happens(lambda: _taping(switch, "in-progress"), "the recording goes on")
    await switch.acts(caller, "hang-up")
    await switch.is_in(caller, "ended")
    await happens(lambda: kept(switch, caller), "the recording is kept")
    sound = await switch.ports.blobs.get((await switch.books(caller))["recording_key"])
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnchannels() == 2
    await happens(lambda: not switch.exchange.office.recordings, "nothing of it stays at Twilio")


async def _taping(switch: Switch, status: str) -> bool:
    return any(one.status == status for one in switch.exchange.office.recordings.values())


async def test_a_colleague_is_asked_aside_joins_and_is_given_the_customer(switch: Switch) -> None:
    mei, wei = await switch.agent("mei"), await switch.agent("wei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await switch.does(caller, mei, "consult", to=str(wei.who))
    await happens(lambda: plays(switch, caller, "/sounds/hold.wav"), "the customer hears music")
    await answers(switch, caller, wei)
    await switch.hears({"customer": set(), "agent": {"consulted"}, "consulted": {"agent"}}, caller)
    await switch.does(caller, mei, "hold", held="false")
    await switch.hears({**TALK, "consulted": set()}, caller)
    await switch.does(caller, mei, "merge")
    everybody = {"customer", "agent", "consulted"}
    await switch.hears({one: everybody - {one} for one in everybody}, caller)
    await switch.does(caller, mei, "complete")
    await switch.hears(TALK, caller)
    assert (await switch.books(caller))["state"]["legs"][1]["agent"] == str(wei.who)
    await switch.does(caller, wei, "hangup")
    await switch.becomes(caller, "closed", "completed")
    await happens(lambda: _hung_up(switch, caller), "the customer's line is free")


async def answers(switch: Switch, caller: LineCaller, page: LinePage) -> None:
    [offer] = await switch.centre.rows(
        "select id from core.segment where interaction_id = %s and agent_id = %s and state = 'alerting'",
        caller.interaction, page.who,
    )  # fmt: skip
    await switch.centre.run(offers.accept, SegmentId(offer["id"]), page.who)
    assert (await switch.joins(caller, page)).json()["leg_id"]


async def _hung_up(switch: Switch, caller: LineCaller) -> bool:
    return (await switch.sim.get(f"/sim/calls/{caller.sid}")).json()["status"] == "completed"


async def test_a_supervisor_listens_whispers_to_the_agent_and_barges_in(switch: Switch) -> None:
    mei = await switch.agent("mei")
    boss = await switch.agent("boss", role=Role.SUPERVISOR)
    caller = await switch.dials()
    await switch.talks(caller, mei)
    answer = await boss.http.post(
        f"/supervisor/calls/{caller.call_id}/device", json={"page": boss.page, "listening": "monitor"}
    )
    assert answer.status_code == 204, answer.text
    both = {"customer", "agent"}
    await switch.hears({**TALK, "supervisor": both}, caller)
    await _takes_part(caller, boss, "whisper")
    await switch.hears({"customer": {"agent"}, "agent": {"customer", "supervisor"}, "supervisor": both}, caller)
    await _takes_part(caller, boss, "barge")
    await switch.hears(
        {"customer": {"agent", "supervisor"}, "agent": {"customer", "supervisor"}, "supervisor": both}, caller
    )
    assert (await boss.http.delete(f"/supervisor/calls/{caller.call_id}/listening")).status_code == 204
    await switch.hears(TALK, caller)


async def _takes_part(caller: LineCaller, page: LinePage, how: str) -> None:
    answer = await page.http.put(f"/supervisor/calls/{caller.call_id}/listening", json={"listening": how})
    assert answer.status_code == 204, answer.text


async def test_who_reloads_comes_back_and_the_customer_hears_music_until_then(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    [leg] = [sid for sid, call in switch.exchange.office.calls.items() if call.to == f"client:{mei.device}"]
    assert (await switch.sim.post(f"/sim/calls/{leg}/hang-up")).status_code == 200
    await happens(lambda: plays(switch, caller, "/sounds/waiting.wav"), "the customer hears music")
    again = await switch.page_of(mei.who, "mei", "another-page")
    assert (await switch.joins(caller, again, before=[mei.page])).json()["leg_id"]
    await switch.hears(TALK, caller)


async def test_a_message_is_left_after_the_tone_and_comes_home(switch: Switch) -> None:
    caller = await switch.dials()
    await switch.desk.run(switch.centre.tenant, caller.call_id, lambda hand: hand.react(TakeMessage(30)), actor="test")
    await happens(lambda: _beeped(switch, caller), "greeting and tone")
    await switch.is_in(caller, "message")

    async def says_enough() -> bool:
        await switch.acts(caller, "speak", text="Please call me back")
        [made] = switch.exchange.office.recordings.values()
        return (switch.exchange.office.now() - made.created).total_seconds() > 3

    await happens(says_enough, "more is said than a wrong number's two seconds")
    await switch.acts(caller, "hang-up")
    await switch.is_in(caller, "ended")

    async def stored() -> bool:
        rows = await switch.centre.rows("select recording_key, seconds from channels.voicemail")
        return bool(rows) and rows[0]["recording_key"] is not None and rows[0]["seconds"] >= 2

    await happens(stored, "the message is work, and its sound is kept")


async def _beeped(switch: Switch, caller: LineCaller) -> bool:
    heard = await switch.heard(caller.sid)
    return ("beep", "") in heard and any("/sounds/message.en.wav" in text for _, text in heard)


async def test_an_abandoned_call_and_one_that_is_ended_here_leave_nobody_on_the_line(switch: Switch) -> None:
    left = await switch.dials()
    await switch.acts(left, "hang-up")
    await switch.becomes(left, "closed", "abandoned")
    ended = await switch.dials("+14155552672")
    await switch.desk.run(
        switch.centre.tenant, ended.call_id, lambda hand: hand.react(HangUp(EndedBy.SYSTEM)), actor="test"
    )
    await happens(lambda: _hung_up(switch, ended), "the line is free")


async def test_two_who_share_a_number_are_two_calls(switch: Switch) -> None:
    first, second = await switch.dials(), await switch.dials()
    assert first.interaction != second.interaction
    await switch.acts(first, "hang-up")
    await switch.becomes(first, "closed", "abandoned")
    assert await switch.leg_is(second, "customer", joined=True)


async def test_doubled_shuffled_and_late_reports_come_to_the_same(switch: Switch) -> None:
    answer = await switch.sim.post("/sim/faults", json={"duplicate": 1.0, "shuffle": True})
    assert answer.status_code == 200, answer.text
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await switch.does(caller, mei, "hold", held="true")
    await switch.does(caller, mei, "hold", held="false")
    await switch.hears(TALK, caller)
    await switch.acts(caller, "hang-up")
    await switch.becomes(caller, "closed", "completed")
    await happens(lambda: kept(switch, caller), "the recording is kept")


async def test_an_outage_of_webhooks_is_made_good_by_asking(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await happens(lambda: recorded(switch, caller), "it is being recorded")
    assert (await switch.sim.post("/sim/faults", json={"lose": 1.0})).status_code == 200
    await switch.acts(caller, "hang-up")
    switch.centre.clock.pass_(seconds=60)
    await switch.is_in(caller, "ended")
    switch.centre.clock.pass_(seconds=60)
    await happens(lambda: kept(switch, caller), "the recording is kept")
