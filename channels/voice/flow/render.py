"""What a caller hears → TwiML: a flow on the public network by Twilio. Pure.

The keys go to `keys` with the turn they answer, `turn` in the query; that none came is told to the same address, since
what stands after a gather follows it. Where the flow ends, the provider's part begins: `joined` gives what it answers
for a call that goes to a queue or to a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.vendors.twilio.voice.render import (
    AskKeys,
    EndCall,
    GoTo,
    PlayFile,
    Silence,
    Speak,
    TurnAway,
    Verb,
    twiml,
)
from channels.voice.flow.interpreter import FlowHeard, FlowOutcome, SayPrompt

TWILIO_LANGUAGES = {"zh-Hant": "zh_Hant_TW"}
"""Our languages of prompts → the names that `VOICES` has."""
GOES_ON = frozenset({FlowOutcome.QUEUE, FlowOutcome.VOICEMAIL, FlowOutcome.TRANSFER})


@dataclass(frozen=True, slots=True)
class FlowAddresses:
    """Where Twilio asks and fetches, whole and public."""

    keys: str
    """Takes `Digits` of a turn, e.g. `https://…/voice/twilio/{account}/flow/{run}`."""
    sounds: str
    """The folder of prompts' sounds, with its slash."""

    def of_turn(self, turn: int) -> str:
        return f"{self.keys}{'&' if '?' in self.keys else '?'}turn={turn}"


def verbs(heard: FlowHeard, where: FlowAddresses, joined: Sequence[Verb] = ()) -> tuple[Verb, ...]:
    """`joined`: what follows the last words of a flow that leads to somebody."""
    said = tuple(_prompt(one, where) for one in heard.actions if isinstance(one, SayPrompt))
    if heard.ends is not None:
        return (*said, *(joined if heard.ends.outcome in GOES_ON and joined else (EndCall(),)))
    asks = heard.asks
    if asks is None:
        return (*said, EndCall())
    address = where.of_turn(heard.turn)
    gather = AskKeys(address, said or (Silence(),), digits=asks.most, seconds=asks.seconds, finish=_finish(asks.keys))
    return (gather, GoTo(address))


def document(heard: FlowHeard, where: FlowAddresses, joined: Sequence[Verb] = ()) -> str:
    """The answer to Twilio's webhook, for the first one and for each that brings keys."""
    return twiml(verbs(heard, where, joined))


def refused() -> str:
    """For a caller who is blocked: the call is not answered at all."""
    return twiml((TurnAway(),))


def _prompt(one: SayPrompt, where: FlowAddresses) -> Speak | PlayFile:
    if one.sound is not None:
        return PlayFile(f"{where.sounds}{one.sound}")
    return Speak(one.text, TWILIO_LANGUAGES.get(one.language, one.language))


def _finish(keys: str) -> str:
    """The key that ends typing. Where `#` is a choice, none does."""
    return "" if keys.endswith("#") and len(keys) < len("0123456789#") else "#"
