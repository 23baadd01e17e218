"""A flow on the public network: what Twilio is answered, read by the grammar of the simulated network."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.vendors.twilio.voice.addresses import Addresses
from channels.vendors.twilio.voice.render import twiml
from channels.voice.answering import NotAnswered
from channels.voice.flow.answering import plan_of
from channels.voice.flow.interpreter import (
    FlowEnds,
    FlowHeard,
    FlowInput,
    FlowOutcome,
    GatherKeys,
    KeysPressed,
    LookedUp,
    QueueLoad,
    QueueOpening,
    SayPrompt,
    advance,
    begin,
)
from channels.voice.providers.twilio.incoming import verbs_of
from channels.voice.providers.twilio.sealing import PromptSignatures
from contact_center.demo.peers.carrier.voice.scripts import Step, read
from contact_center.kernel.ids import CallId
from contact_center.platform.vault import Vault
from tests.unit.channels.voice.flow.flows import whole

WHERE = Addresses("https://d", UUID(int=2))
CALL = CallId(UUID(int=3))
SIGNED = PromptSignatures(Vault("a secret of the tests"))


def _heard(*inputs: FlowInput) -> FlowHeard:
    state, actions = begin(whole(), "en")
    for one in inputs:
        state, actions = advance(whole(), state, one)
    last = actions[-1]
    said = tuple(one for one in actions if isinstance(one, SayPrompt | GatherKeys))
    return FlowHeard(UUID(int=1), state.turn, said, last if isinstance(last, FlowEnds) else None, state.language)


def _steps(heard: FlowHeard) -> tuple[Step, ...]:
    return read(twiml(verbs_of(plan_of(heard), CALL, WHERE, SIGNED)))


def test_a_menu_gathers_its_keys_and_asks_again_with_its_turn_when_none_came() -> None:
    gather, redirect = _steps(_heard())
    assert [one.text for one in gather.inner] == ["Welcome.", "For English press 2.", "中文請按一。"]
    back = f"{WHERE.incoming}?turn=0"
    assert (gather.attributes["action"], gather.attributes["numDigits"], gather.attributes["timeout"]) == (
        back,
        "1",
        "6",
    )
    assert (redirect.verb, redirect.text) == ("Redirect", back)


def test_chinese_is_spoken_by_a_chinese_voice() -> None:
    chinese = _heard(KeysPressed("1"), LookedUp(QueueOpening.OPEN))
    assert _steps(chinese)[0].inner[0].attributes["language"] == "cmn-TW"


def test_a_number_is_typed_until_the_hash() -> None:
    typing = _heard(KeysPressed("2"), LookedUp(QueueOpening.OPEN), KeysPressed("1"))
    gather = _steps(typing)[0]
    assert (gather.attributes["numDigits"], gather.attributes["finishOnKey"]) == ("12", "#")


@pytest.mark.parametrize(
    ("opening", "verbs"), [(QueueOpening.OPEN, ["Say", "Dial"]), (QueueOpening.CLOSED, ["Say", "Say", "Dial"])]
)
def test_where_it_ends_the_call_goes_into_its_conference(opening: QueueOpening, verbs: list[str]) -> None:
    at_end = (KeysPressed("2"), LookedUp(opening))
    more = (KeysPressed("2"), LookedUp(QueueLoad(0, 1)), LookedUp(QueueLoad(0, 1)))
    heard = _heard(*at_end, *(more if opening is QueueOpening.OPEN else ()))
    assert [one.verb for one in _steps(heard)] == verbs


def test_a_flow_that_ends_a_call_hangs_up_and_who_is_blocked_is_not_answered() -> None:
    over = FlowHeard(UUID(int=1), 3, (SayPrompt("Bye.", "en"),), FlowEnds(FlowOutcome.HUNG_UP), "en")
    assert [one.verb for one in _steps(over)] == ["Say", "Hangup"]
    assert [one.verb for one in read(twiml(verbs_of((NotAnswered(),), CALL, WHERE, SIGNED)))] == ["Reject"]


def test_a_recorded_prompt_is_played_from_its_signed_address_in_place_of_its_words() -> None:
    sound = UUID(int=7)
    heard = FlowHeard(UUID(int=1), 3, (SayPrompt("Bye.", "en", sound),), FlowEnds(FlowOutcome.HUNG_UP), "en")
    play, _ = _steps(heard)
    signature = play.text.rpartition("/")[2].removesuffix(".wav")
    assert play.verb == "Play"
    assert play.text == WHERE.prompt(sound, signature)
    assert SIGNED.is_ours(WHERE.account, sound, signature)
    assert not SIGNED.is_ours(WHERE.account, UUID(int=8), signature)
    assert not SIGNED.is_ours(UUID(int=9), sound, signature)
    assert PromptSignatures(Vault("a new secret", ["a secret of the tests"])).is_ours(WHERE.account, sound, signature)
