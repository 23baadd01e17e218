"""What a call shall hear and do → TwiML, written by Twilio's own package. Pure.

The package knows the official attributes, so that a misspelt one cannot be written; which of them we use is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from channels.vendors.twilio.voice.domain import ROOM_EVENTS, RoomEvent

_TAIWAN: Final = ("cmn-TW", "Google.cmn-TW-Standard-A")
VOICES: Final = {"en": ("en-US", None), "zh": _TAIWAN, "zh_Hant_TW": _TAIWAN}
"""Our languages → Twilio's language and voice."""
MOST_WORDS: Final = 4096
"""Characters that Twilio speaks of one `Say`."""


@dataclass(frozen=True, slots=True)
class Speak:
    """A sentence by Twilio's speech. `language` is one of ours, or Twilio's own name of one."""

    text: str
    language: str = "en"
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class PlayFile:
    """A sound file at an address that Twilio can fetch."""

    url: str
    times: int = 1
    """0: until the call is told otherwise."""


@dataclass(frozen=True, slots=True)
class PressKeys:
    """Tones of a keypad."""

    digits: str


@dataclass(frozen=True, slots=True)
class Silence:
    seconds: int = 1


@dataclass(frozen=True, slots=True)
class AskKeys:
    """Prompts during which keys may be pressed; the keys go to `url`. If none come, what stands after it follows."""

    url: str
    prompts: Sequence[Speak | PlayFile | Silence]
    digits: int | None = 1
    """How many at most; None: until `finish`."""
    seconds: int = 5
    """Of silence after the last prompt or key."""
    finish: str = "#"


@dataclass(frozen=True, slots=True)
class JoinRoom:
    """Into the conference of a call; `then` is asked what follows when the leg has left it."""

    room: str
    label: str
    callback: str | None = None
    """Told what happens in the conference; counts only with the first who enters."""
    events: tuple[RoomEvent, ...] = ROOM_EVENTS
    starts: bool = True
    ends: bool = False
    muted: bool = False
    coaches: str | None = None
    wait_url: str | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class AskMessage:
    """Records what the caller says after a tone."""

    url: str
    """Asked what follows."""
    callback: str
    """Told when the recording can be fetched."""
    seconds: int = 120
    silence: int = 5
    """Seconds of it that end the message."""
    finish: str = "#"


@dataclass(frozen=True, slots=True)
class GoTo:
    url: str


@dataclass(frozen=True, slots=True)
class EndCall:
    pass


@dataclass(frozen=True, slots=True)
class TurnAway:
    """Does not answer at all, so that the caller pays nothing."""

    busy: bool = False


Verb = Speak | PlayFile | PressKeys | Silence | AskKeys | JoinRoom | AskMessage | GoTo | EndCall | TurnAway


def twiml(verbs: Iterable[Verb]) -> str:
    """The document for these verbs, one after another. An empty one hangs up."""
    response = VoiceResponse()
    for verb in verbs:
        _add(response, verb)
    return str(response.to_xml())


def _add(parent: VoiceResponse, verb: Verb) -> None:
    match verb:
        case Speak() | PlayFile() | Silence():
            _prompt(parent, verb)
        case PressKeys(digits):
            parent.play(digits=digits)
        case AskKeys():
            parent.append(_gather(verb))
        case JoinRoom():
            parent.append(_dial(verb))
        case AskMessage():
            _record(parent, verb)
        case GoTo(url):
            parent.redirect(url, method="POST")
        case EndCall():
            parent.hangup()
        case TurnAway(busy):
            parent.reject(reason="busy" if busy else "rejected")


def _prompt(parent: VoiceResponse | Gather, verb: Speak | PlayFile | Silence) -> None:
    match verb:
        case Speak(text, language, voice):
            spoken, default = VOICES.get(language, (language, None))
            parent.say(text[:MOST_WORDS], language=spoken, voice=voice or default)
        case PlayFile(url, times):
            parent.play(url, loop=times)
        case Silence(seconds):
            parent.pause(length=seconds)


def _gather(verb: AskKeys) -> Gather:
    gather = Gather(
        input="dtmf",
        action=verb.url,
        method="POST",
        num_digits=verb.digits,
        timeout=verb.seconds,
        finish_on_key=verb.finish,
    )
    for prompt in verb.prompts:
        _prompt(gather, prompt)
    return gather


def _dial(verb: JoinRoom) -> Dial:
    dial = Dial(action=verb.then, method="POST" if verb.then else None)
    dial.conference(
        verb.room,
        participant_label=verb.label,
        start_conference_on_enter=verb.starts,
        end_conference_on_exit=verb.ends,
        muted=verb.muted,
        coach=verb.coaches,
        beep="false",  # two tones at each coming and going would be heard by the customer
        wait_url=verb.wait_url,
        wait_method="POST" if verb.wait_url else None,
        status_callback=verb.callback,
        status_callback_event=" ".join(verb.events) if verb.callback else None,
        status_callback_method="POST" if verb.callback else None,
    )
    return dial


def _record(parent: VoiceResponse, verb: AskMessage) -> None:
    parent.record(
        action=verb.url,
        method="POST",
        max_length=verb.seconds,
        timeout=verb.silence,
        finish_on_key=verb.finish,
        play_beep=True,
        trim="trim-silence",
        recording_status_callback=verb.callback,
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
