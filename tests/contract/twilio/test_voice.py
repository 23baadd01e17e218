"""Calls over the simulated network, by real HTTP in both directions."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.vendors.twilio.verify import Keys
from channels.vendors.twilio.voice.domain import (
    MOST_RINGING,
    CallStatus,
    Detection,
    MachineDetection,
    NewCall,
    NewParticipant,
    ParticipantChange,
)
from channels.vendors.twilio.voice.parse import Answerer, detection_report, question, recording_report
from channels.vendors.twilio.voice.render import (
    AskKeys,
    AskMessage,
    EndCall,
    GoTo,
    JoinRoom,
    PlayFile,
    Silence,
    Speak,
    TurnAway,
    Verb,
    twiml,
)
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.voice.exchange import TROUBLE
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, RetryLater
from tests.contract.twilio.product import WHO, Network, network, true_of
from tests.told import refused
from tests.unit.channels.sms.builders import CUSTOMER, OURS, TOKEN

MEI, AN, SUPERVISOR = "client:mei", "client:an", "client:boss"
ROOM = "call-1"


@pytest.fixture
async def net(contract: Contract) -> AsyncIterator[Network]:
    async with network(contract) as made:
        yield made


PATIENT = 5000
"""Seconds of a call that no machine is too slow for."""


def welcomed(net: Network, silence: int = PATIENT) -> None:
    """A menu by key; then the conference of the call, with music until somebody is there."""
    product = net.product
    product.says["call"] = [
        AskKeys(product.url("keys"), [Speak("Press 1 for orders"), Silence(2)], seconds=silence),
        Speak("You pressed nothing"),
        EndCall(),
    ]

    def chosen(fields: dict[str, str]) -> list[Verb]:
        asked = question(fields)
        joins = JoinRoom(ROOM, "customer", product.url("room"), ends=True, wait_url=product.url("music"))
        return [Speak(f"You pressed {asked.digits}"), joins]

    product.says["keys"] = chosen
    product.says["music"] = [PlayFile("https://desk.example/waiting.wav", 0)]
    product.says["hold"] = [Speak("Please hold the line")]


async def in_the_room(net: Network) -> tuple[str, str]:
    """A customer who has chosen and waits with music: the ids of the call and of the conference."""
    welcomed(net)
    customer = await net.dial()
    await true_of(lambda: _listens(net, customer))
    await net.act(customer, "press", digits="1")
    await true_of(lambda: any(f["StatusCallbackEvent"] == "participant-join" for f in net.product.of("room")))
    room = await net.client.find_room(WHO, ROOM)
    assert room is not None
    return customer, room.sid


async def _listens(net: Network, sid: str) -> bool:
    return bool((await net.shown(sid))["listens_for_keys"])


async def rung(net: Network, address: str, label: str, **more: object) -> str:
    """Somebody rung for the conference who answers at once."""
    await net.habit(address, "answer", after=0.1)
    new = NewParticipant(address, OURS, label, net.product.callback, **more)  # type: ignore[arg-type]
    sid = (await net.client.add_participant(WHO, ROOM, new)).call_sid
    await true_of(lambda: _inside(net, label))
    return sid


async def _inside(net: Network, label: str) -> bool:
    return label in await net.hears()


async def test_a_customer_chooses_waits_with_music_is_answered_held_coached_about_and_transferred(net: Network) -> None:
    customer, room = await in_the_room(net)
    assert ("music", "") in await net.heard(customer)
    mei = await rung(net, MEI, "mei")
    assert await net.hears() == {"customer": ["mei"], "mei": ["customer"]}
    await net.client.change_participant(
        WHO, room, customer, ParticipantChange(hold=True, hold_url=net.product.url("hold"))
    )
    await true_of(lambda: _heard(net, customer, ("say", "Please hold the line")))
    an = await rung(net, AN, "an")
    assert await net.hears() == {"customer": [], "mei": ["an"], "an": ["mei"]}  # consulting; the customer hears music
    await net.client.change_participant(WHO, room, customer, ParticipantChange(hold=False))
    await rung(net, SUPERVISOR, "boss", coaches=an)
    assert await net.hears() == {
        "customer": ["an", "mei"], "mei": ["an", "customer"], "an": ["boss", "customer", "mei"],
        "boss": ["an", "customer", "mei"],
    }  # fmt: skip
    await net.client.remove_participant(WHO, room, mei)
    await net.client.remove_participant(WHO, room, mei)  # once more is no harm
    await net.client.announce(WHO, room, net.product.url("hold"))
    await true_of(lambda: _heard(net, an, ("announce", "Please hold the line")))
    assert {p.label for p in await net.client.participants(WHO, room)} == {"customer", "an", "boss"}
    await net.act(customer, "hang-up")
    await true_of(lambda: net.product.room(room).ended and all(net.product.call(c).over for c in (customer, mei, an)))
    await true_of(
        lambda: {leg.label for leg in net.product.room(room).legs.values()} >= {"customer", "mei", "an", "boss"}
    )
    await true_of(lambda: net.product.room(room).legs[mei].reason == "participant_updated_via_api")
    assert net.product.call(customer).status is CallStatus.COMPLETED
    await true_of(lambda: _over(net, room))


async def _heard(net: Network, sid: str, what: tuple[str, str]) -> bool:
    return what in await net.heard(sid)


async def _over(net: Network, room: str) -> bool:
    return (await net.client.fetch_room(WHO, room)).status == "completed"


async def test_agents_are_rung_first_a_supervisor_moves_from_listening_to_barging_in_and_we_end_it(
    net: Network,
) -> None:
    """Every parameter of a participant that we know how to send."""
    net.product.says |= {"music": [Silence(PATIENT)], "hold": [Speak("One moment")]}
    machine = MachineDetection(net.product.url("amd"))
    more = {"room_callback": net.product.url("room"), "wait_url": net.product.url("music"), "machine": machine}
    mei = await rung(net, MEI, "mei", **more)
    await true_of(lambda: net.product.of("amd"))
    room = await net.client.find_room(WHO, ROOM)
    assert room is not None
    await rung(net, CUSTOMER, "customer", early_media=False, ends_room=True)
    boss = await rung(net, SUPERVISOR, "boss", muted=True, starts_room=False)
    hears = {"mei": ["customer"], "customer": ["mei"], "boss": ["customer", "mei"]}
    assert await net.hears() == hears
    whisper = ParticipantChange(muted=False, coaching=True, coaches=mei)
    await net.client.change_participant(WHO, room.sid, boss, whisper)
    assert await net.hears() == hears | {"mei": ["boss", "customer"]}
    barge = ParticipantChange(coaching=False, announce_url=net.product.url("hold"))
    changed = await net.client.change_participant(WHO, room.sid, boss, barge)
    assert (changed.label, changed.coaching, changed.coaches) == ("boss", False, None)
    assert await net.hears() == hears | {"mei": ["boss", "customer"], "customer": ["boss", "mei"]}
    await true_of(lambda: _heard(net, boss, ("announce", "One moment")))
    await net.client.change_participant(WHO, room.sid, mei, ParticipantChange(ends_room=True))
    await net.client.end_room(WHO, room.sid)
    await net.client.end_room(WHO, room.sid)
    await true_of(lambda: all(net.product.call(leg).over for leg in (mei, boss)))
    await true_of(lambda: net.product.room(room.sid).reason == "conference-ended-via-api")
    with refused(GiveUp, match="does not know"):
        await net.client.change_participant(WHO, room.sid, mei, ParticipantChange(muted=True))


async def test_no_key_a_redirect_and_a_refusal_go_their_ways(net: Network) -> None:
    welcomed(net, silence=5)
    silent = await net.dial()
    await true_of(lambda: net.product.call(silent).over)
    assert [text for kind, text in await net.heard(silent) if kind == "say"] == [
        "Press 1 for orders", "You pressed nothing",
    ]  # fmt: skip
    net.product.says["call"] = [GoTo(net.product.url("closed"))]
    net.product.says["closed"] = [Speak("We are closed")]
    late = await net.dial()
    await true_of(lambda: net.product.call(late).over)
    assert ("say", "We are closed") in await net.heard(late)
    for busy, status in ((True, CallStatus.BUSY), (False, CallStatus.NO_ANSWER)):
        net.product.says["call"] = [TurnAway(busy)]
        away = await net.dial()
        await true_of(lambda sid=away: net.product.call(sid).over)
        assert net.product.call(away).status is status
        assert await net.heard(away) == [("ring", "")]


async def test_webhooks_signed_with_a_shared_key_are_believed_and_those_with_another_key_are_not(net: Network) -> None:
    accounts = net.carrier.store.accounts
    accounts[WHO.account_sid] = replace(accounts[WHO.account_sid], shared_key=("key_1", "a secret"))
    net.product.says["call"] = [EndCall()]
    net.product.keys = Keys(shared={"key_1": "a secret"})
    believed = await net.dial()
    await true_of(lambda: net.product.call(believed).over)
    net.product.keys = Keys((TOKEN,), {"key_2": "a secret"})
    refused_ = await net.dial()
    await true_of(lambda: _heard(net, refused_, ("say", TROUBLE)))
    assert net.product.call(refused_).last is None
    await true_of(lambda: net.product.forged == 3)  # the question, the one to the fallback, and the end of the call
    net.product.forged = 0


async def test_where_the_desk_fails_the_fallback_answers_and_else_an_apology(net: Network) -> None:
    net.product.broken.add("call")
    net.product.says["fallback"] = [Speak("Please call again")]
    first = await net.dial()
    await true_of(lambda: net.product.call(first).over)
    assert ("say", "Please call again") in await net.heard(first)
    assert net.product.of("fallback")[0]["ErrorCode"] == "11200"
    net.product.broken.add("fallback")
    second = await net.dial()
    await true_of(lambda: net.product.call(second).over)
    assert ("say", TROUBLE) in await net.heard(second)


@pytest.mark.parametrize(
    ("habit", "status"),
    [("busy", CallStatus.BUSY), ("reject", CallStatus.BUSY), ("silent", CallStatus.NO_ANSWER)],
)
async def test_a_call_that_nobody_takes_ends_as_what_it_was(net: Network, habit: str, status: CallStatus) -> None:
    await net.habit(CUSTOMER, habit, after=1)
    call = await net.client.call(
        WHO,
        NewCall(
            CUSTOMER,
            OURS,
            url=net.product.url("call"),
            callback=net.product.callback,
            timeout=3,
            fallback_url=net.product.url("fallback"),
            send_digits="ww123#",
        ),
    )
    await true_of(lambda: net.product.call(call.sid).over)
    assert net.product.call(call.sid).status is status
    assert not net.product.call(call.sid).answered
    assert net.product.of("call") == []
    assert (await net.client.fetch_call(WHO, call.sid)).status == status


async def test_a_machine_is_told_from_a_person_and_the_message_is_left_after_its_greeting(net: Network) -> None:
    for habit, answerer in (("machine", Answerer.MACHINE), ("answer", Answerer.HUMAN)):
        net.product.told.clear()
        await net.habit(CUSTOMER, habit, after=0)
        detection = MachineDetection(net.product.url("amd"), Detection.MESSAGE_END)
        new = NewCall(CUSTOMER, OURS, twiml=twiml([Silence(PATIENT)]), callback=net.product.callback, machine=detection)
        call = await net.client.call(WHO, new)
        await true_of(lambda: net.product.of("amd"))
        report = detection_report(net.product.of("amd")[0])
        assert (report.answerer, report.greeting_over) == (answerer, answerer is Answerer.MACHINE)
        await net.client.redirect_call(WHO, call.sid, twiml=twiml([Speak("It is ready"), EndCall()]))
        await true_of(lambda sid=call.sid: net.product.call(sid).over)
        assert ("say", "It is ready") in await net.heard(call.sid)
        await net.client.end_call(WHO, call.sid)  # over is over
        with refused(GiveUp, match="over already"):
            await net.client.redirect_call(WHO, call.sid, twiml=twiml([EndCall()]))


async def test_a_customer_leaves_a_message(net: Network) -> None:
    take = AskMessage(net.product.url("after"), net.product.url("recording"), silence=PATIENT)
    net.product.says["call"] = [Speak("Leave a message"), take, Speak("Nothing was said")]
    net.product.says["after"] = [Speak("Thank you")]
    customer = await net.dial()
    await true_of(lambda: _listens(net, customer))
    await net.act(customer, "speak", text="Call me back, please")
    await net.act(customer, "press", digits="#")
    await true_of(lambda: net.product.of("recording"))
    report = recording_report(net.product.of("recording")[0])
    assert report is not None
    assert (report.status, report.call_sid) == ("completed", customer)
    await true_of(lambda: _heard(net, customer, ("say", "Thank you")))


async def test_a_call_is_recorded_in_two_channels_fetched_and_deleted(net: Network) -> None:
    customer, _ = await in_the_room(net)
    await net.client.record_call(WHO, customer, callback=net.product.url("recording"))
    await net.client.pause_recording(WHO, customer)
    [paused] = await net.client.recordings(WHO, call_sid=customer)
    assert paused.status == "paused"
    await net.client.resume_recording(WHO, customer)
    await net.client.stop_recording(WHO, customer)
    await true_of(lambda: len(net.product.of("recording")) == 2)
    made = await net.client.fetch_recording(WHO, paused.sid)
    assert (made.status, made.channels) == ("completed", 2)
    async with net.client.download(WHO, made.sid, 10_000_000) as pieces:
        content = b"".join([piece async for piece in pieces])
    with wave.open(io.BytesIO(content)) as file:
        assert file.getnchannels() == made.channels
        assert 1 <= file.getnframes() // file.getframerate() <= (made.duration or 0)
    with refused(GiveUp, match="larger than"):
        async with net.client.download(WHO, made.sid, 1000) as pieces:
            assert [piece async for piece in pieces]
    await net.client.delete_recording(WHO, made.sid)
    await net.client.delete_recording(WHO, made.sid)
    with refused(GiveUp, match="does not know"):
        async with net.client.download(WHO, made.sid, 1000):
            pass


async def test_reports_that_come_doubled_shuffled_and_late_add_up_to_what_happened(net: Network) -> None:
    await net.faults(duplicate=0.5, shuffle=True)
    customer, room = await in_the_room(net)
    mei = await rung(net, MEI, "mei")
    for hold in (True, False, True, False):
        await net.client.change_participant(WHO, room, customer, ParticipantChange(hold=hold))
    await net.act(mei, "hang-up")
    await true_of(lambda: net.product.call(mei).over and net.product.room(room).legs.get(mei))
    await true_of(lambda: net.product.room(room).inside() == {customer})
    assert net.carrier.counters.doubled > 0
    await true_of(lambda: not net.product.room(room).legs[customer].hold)
    await net.act(customer, "hang-up")
    await true_of(lambda: net.product.room(room).ended and net.product.call(customer).over)
    assert net.product.call(mei).status is CallStatus.COMPLETED


async def test_reports_that_never_come_can_be_asked_for(net: Network) -> None:
    await net.faults(lose=1.0)
    await net.habit(CUSTOMER, "answer", after=0)
    call = await net.client.call(WHO, NewCall(CUSTOMER, OURS, twiml=twiml([EndCall()]), callback=net.product.callback))
    await true_of(lambda: _ended(net, call.sid))
    assert net.product.of("status") == []
    assert net.carrier.counters.lost > 0


async def _ended(net: Network, sid: str) -> bool:
    return CallStatus((await net.client.fetch_call(WHO, sid)).status).over


async def test_an_answer_cut_off_is_found_and_nobody_is_rung_twice(net: Network) -> None:
    await net.faults(drop_response=1)
    new = NewCall(CUSTOMER, OURS, url=net.product.url("call"), callback=net.product.callback, timeout=MOST_RINGING)
    since = net.carrier.now()
    with pytest.raises(OutcomeUnknown):
        await net.client.call(WHO, new)
    [found] = await net.client.find_calls(WHO, to=CUSTOMER, sender=OURS, since=since - timedelta(seconds=1))
    await net.client.end_call(WHO, found.sid, unanswered_only=True)
    assert (await net.client.fetch_call(WHO, found.sid)).status == CallStatus.CANCELED
    assert net.carrier.counters.calls == 1


async def test_a_busy_api_is_asked_again_and_an_outage_is_told(net: Network) -> None:
    await net.faults(rate_limit=1.0)
    with pytest.raises(RetryLater):
        await net.client.call(WHO, NewCall(CUSTOMER, OURS, url=net.product.url("call")))
    assert net.carrier.counters.rate_limited == 3
    await net.faults(rate_limit=0.0, outage=True)
    with suppress(OutcomeUnknown):
        await net.client.call(WHO, NewCall(CUSTOMER, OURS, url=net.product.url("call")))
    with pytest.raises(RetryLater):
        await net.client.end_call(WHO, "CA" + "1" * 32)
    assert net.carrier.counters.calls == 0


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("+15005550001", "valid telephone number"),
        ("+15005550002", "cannot be reached"),
        ("+15005550003", "Voice Geographic Permissions"),
        ("+15005550004", "blocked"),
    ],
)
async def test_a_number_that_is_not_called_says_why(net: Network, to: str, words: str) -> None:
    with refused(GiveUp, match=words):
        await net.client.call(WHO, NewCall(to, OURS, twiml=twiml([EndCall()])))


async def test_the_simulator_refuses_what_twilio_does_not_know(net: Network) -> None:
    path = f"/2010-04-01/Accounts/{WHO.account_sid}/Calls.json"
    form = {"To": CUSTOMER, "From": OURS, "Url": net.product.url("call")}
    sign_in = (WHO.username, WHO.password)
    for change, code in (
        ({"Bogus": "1"}, 20001),
        ({"Timeout": "soon"}, 20001),
        ({"StatusCallbackEvent": "levitated"}, 20001),
        ({"Twiml": "<Response/>"}, 21205),
        ({"From": "+15005550099"}, 21210),
        ({"To": "tomorrow"}, 21211),
    ):
        answer = await net.sim.post(path, data=form | change, auth=sign_in)
        assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_the_account_and_its_numbers_are_looked_up_and_a_number_is_pointed_here(net: Network) -> None:
    assert not (await net.client.account(WHO)).trial
    [known] = await net.client.numbers(WHO, OURS)
    assert (known.number, known.voice) == (OURS, True)
    changed = await net.client.point_number(
        WHO, known.sid, voice_url="https://d/a", fallback_url="https://d/b", status_callback="https://d/c"
    )
    assert (changed.voice_url, changed.voice_fallback_url) == ("https://d/a", "https://d/b")
