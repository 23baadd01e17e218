"""What the simulated network reads, and who hears whom in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

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
    twiml,
)
from contact_center.demo.peers.carrier.voice.domain import Member, Room, hears
from contact_center.demo.peers.carrier.voice.scripts import Unusable, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_all_that_we_write_is_understood() -> None:
    steps = read(
        twiml([
            Speak("您好 & welcome", "zh_Hant_TW"), PlayFile("https://d/a.wav", 0), Silence(2),
            AskKeys("https://d/keys", [Speak("Press 1"), Silence()], digits=None),
            JoinRoom("call-1", "customer", "https://d/room", coaches="CA1", wait_url="https://d/w", then="https://d/t"),
            AskMessage("https://d/after", "https://d/recording"), GoTo("https://d/again"), TurnAway(), EndCall(),
        ])
    )  # fmt: skip
    names = ["Say", "Play", "Pause", "Gather", "Dial", "Record", "Redirect", "Reject", "Hangup"]
    assert [step.verb for step in steps] == names
    assert steps[0].text == "您好 & welcome"
    assert (steps[4].inner[0].text, steps[4].inner[0].flag("endConferenceOnExit", True)) == ("call-1", False)
    assert read(twiml([])) == ()


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("", "not XML"),
        ("<Reply/>", "is not a Response"),
        ("<Response><Sing/></Response>", "no verb Sing"),
        ("<Response><Say tongue='en'>x</Say></Response>", "Say has no tongue"),
        ("<Response><Gather><Hangup/></Gather></Response>", "inside Gather"),
        ("<Response><Dial>+1</Dial></Response>", "one Conference"),
        ("<Response><Dial><Conference> </Conference></Dial></Response>", "with a name"),
        ("<Response><Hangup><Say>x</Say></Hangup></Response>", "inside Hangup"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><Response/>", "document type"),
        ("<Response>" + "<Hangup/>" * 101 + "</Response>", "at most"),
    ],
)
def test_what_twilio_would_not_carry_out_is_named(document: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        read(document)


def test_a_number_that_is_none_is_named() -> None:
    [pause] = read("<Response><Pause length='long'/></Response>")
    with pytest.raises(Unusable, match="is no number"):
        pause.number("length", 1)


def room(*members: Member, status: str = "in-progress") -> Room:
    made = Room("CF1", "AC1", "call-1", NOON, NOON, status)
    made.members = {m.call_sid: m for m in members}
    return made


def test_who_hears_whom() -> None:
    customer, agent, boss = (Member(sid, sid, joined=True) for sid in ("customer", "agent", "boss"))
    boss.muted = True
    assert hears(room(customer, agent, boss)) == {
        "customer": {"agent"}, "agent": {"customer"}, "boss": {"customer", "agent"},
    }  # fmt: skip
    boss.muted, boss.coaching, boss.coaches = False, True, "agent"
    assert hears(room(customer, agent, boss)) == {
        "customer": {"agent"}, "agent": {"customer", "boss"}, "boss": {"customer", "agent"},
    }  # fmt: skip
    customer.hold = True
    assert hears(room(customer, agent)) == {"agent": set()}
    customer.hold, agent.joined = False, False
    assert hears(room(customer, agent)) == {"customer": set()}
    assert hears(room(customer, boss, status="init")) == {"customer": set(), "boss": set()}
