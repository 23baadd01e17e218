from __future__ import annotations

import asyncio
from datetime import timedelta

import jwt
import pytest
from lxml import etree

from channels.vendors.twilio.voice.domain import (
    Callback,
    MachineDetection,
    NewCall,
    NewParticipant,
    ParticipantChange,
    VoiceKey,
)
from channels.vendors.twilio.voice.forms import change_form, new_call_form, new_participant_form
from channels.vendors.twilio.voice.pacing import Turns
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
from channels.vendors.twilio.voice.tokens import voice_token
from contact_center.kernel.errors import RetryLater

KEY = VoiceKey("AC" + "a" * 32, "SK" + "b" * 32, "a secret long enough to sign with")


def verbs(*given: Verb) -> list[tuple[str, dict[str, str], str | None]]:
    root = etree.fromstring(twiml(given).encode())
    return [(one.tag, dict(one.attrib), one.text) for one in root.iter() if one is not root]


def test_what_a_customer_wrote_stays_text() -> None:
    [(tag, attributes, text)] = verbs(Speak("</Say><Hangup/>&", "zh_Hant_TW"))
    assert (tag, text) == ("Say", "</Say><Hangup/>&")
    assert attributes["language"] == "cmn-TW"


def test_a_menu_asks_for_keys_and_goes_on_without_them() -> None:
    gather, say, redirect = verbs(AskKeys("https://d/keys?x=1&y=2", [Speak("Press 1")]), GoTo("https://d/again"))
    assert gather[1]["action"] == "https://d/keys?x=1&y=2"
    assert (gather[1]["numDigits"], gather[1]["timeout"], say[0]) == ("1", "5", "Say")
    assert redirect[0::2] == ("Redirect", "https://d/again")


def test_a_caller_joins_the_conference_without_tones_and_reports_go_to_us() -> None:
    dial, conference = verbs(JoinRoom("call-1", "customer", "https://d/room", ends=True, then="https://d/after"))
    assert dial[1] == {"action": "https://d/after", "method": "POST"}
    assert conference[2] == "call-1"
    assert conference[1]["beep"] == "false"
    assert conference[1]["endConferenceOnExit"] == "true"
    assert "join" in conference[1]["statusCallbackEvent"].split()


def test_the_rest_of_the_verbs() -> None:
    names = [v[0] for v in verbs(PlayFile("https://d/a.wav", 0), Silence(2), AskMessage("https://d", "https://e"))]
    assert names == ["Play", "Pause", "Record"]
    assert verbs(EndCall())[0][0] == "Hangup"
    assert [verbs(TurnAway(busy))[0][1]["reason"] for busy in (True, False)] == ["busy", "rejected"]
    assert twiml([]).endswith("<Response />")


def test_a_call_hears_one_thing() -> None:
    with pytest.raises(ValueError, match="one of them"):
        new_call_form(NewCall("+1", "+2"))
    form = new_call_form(
        NewCall("+1", "+2", twiml="<Response/>", callback=Callback("https://d"), machine=MachineDetection("https://m"))
    )
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert (form["AsyncAmd"], form["AsyncAmdStatusCallback"]) == ("true", "https://m")
    assert "Url" not in form


def test_a_whisper_names_whom_it_is_for_and_a_change_changes_something() -> None:
    form = new_participant_form(NewParticipant("client:mei", "+2", "supervisor", coaches="CA1", muted=True))
    assert (form["Coaching"], form["CallSidToCoach"], form["Muted"], form["Beep"]) == ("true", "CA1", "true", "false")
    assert change_form(ParticipantChange(hold=True, hold_url="https://d"))["HoldMethod"] == "POST"
    with pytest.raises(ValueError, match="nothing"):
        change_form(ParticipantChange())


def test_a_browsers_token_names_the_agent_and_ends() -> None:
    token = voice_token(KEY, "agent_1", timedelta(hours=1), application="AP1")
    claims = jwt.decode(token, KEY.secret, algorithms=["HS256"], options={"verify_exp": False})
    assert (claims["iss"], claims["sub"]) == (KEY.key_sid, KEY.account_sid)
    assert claims["grants"]["identity"] == "agent_1"
    assert claims["grants"]["voice"] == {"incoming": {"allow": True}, "outgoing": {"application_sid": "AP1"}}
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"
    for identity, lasts in (("not a name", timedelta(hours=1)), ("agent_1", timedelta(days=2))):
        with pytest.raises(ValueError, match="is not"):
            voice_token(KEY, identity, lasts)
    assert KEY.secret not in repr(KEY)


def test_calls_of_a_number_take_turns_and_another_number_does_not_wait() -> None:
    turns = Turns(gap=1.0, longest=3.0)
    assert [turns.reserve("+1", 10.0) for _ in range(4)] == [0.0, 1.0, 2.0, 3.0]
    assert turns.reserve("+2", 10.0) == 0.0
    with pytest.raises(RetryLater) as later:
        turns.reserve("+1", 10.0)
    assert later.value.after == timedelta(seconds=4)
    assert turns.reserve("+1", 60.0) == 0.0


async def test_whoever_asks_is_let_through_in_turn() -> None:
    turns, order = Turns(gap=0.01), list[int]()

    async def dial(n: int) -> None:
        await turns.wait("+1")
        order.append(n)

    await asyncio.gather(*(dial(n) for n in range(4)))
    assert order == [0, 1, 2, 3]
