"""What was said on a call as text: by whom, when in the recording, in which words. Pure.

A recording has each side on its own channel, so who speaks is known and not guessed: the sides are understood apart and
put together by their times.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from channels.voice.transcripts.errors import NotASpeechSetting, SpeechAnsweredOtherwise
from contact_center.kernel.card_numbers import without_cards
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.own_network import may_be_asked

LONGEST_MODEL: Final = 100
PIECE: Final = 600
"""Seconds that are sent at once: servers take files up to some 25 MB."""
MOST_TEXT: Final = 200_000
"""Characters of one answer that are kept."""
QUIET: Final = 200
"""Loudest sample, of 32,767, up to which a piece is silence: models invent words for it."""
MOST_TRIES: Final = 6


class SpeakerSide(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


class TranscriptState(StrEnum):
    WANTED = "wanted"
    READY = "ready"
    FAILED = "failed"
    """Tried as often as it is; the recording can be heard as ever."""


@dataclass(frozen=True, slots=True)
class SpeechAccess:
    """Where the server is that turns speech into text."""

    base_url: str
    """Up to and without `/audio/transcriptions`."""
    model: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """A stretch of speech of one side."""

    at: float
    """Seconds from the beginning of what was sent, later of the recording."""
    until: float
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    side: SpeakerSide
    at: float
    until: float
    text: str


def access_of(account: ChannelAccount) -> SpeechAccess | None:
    """None where calls of this account are not to be written down. Raises `NotASpeechSetting` naming the field."""
    settings = account.settings
    if not settings.get("transcribe"):
        return None
    url = str(settings.get("speech_url") or "").strip().rstrip("/")
    model = str(settings.get("speech_model") or "").strip()
    if not may_be_asked(url):
        raise NotASpeechSetting(field="speech_url")
    if not model or len(model) > LONGEST_MODEL:
        raise NotASpeechSetting(field="speech_model")
    return SpeechAccess(url, model, account.secrets.get("speech_key", ""))


def pieces(sound: bytes) -> Iterator[tuple[SpeakerSide, float, bytes]]:
    """Each side of a recording in pieces that a server takes, with where they begin; none for silence. Blocks.

    Raises `ValueError` for what is no WAV of 16 bits.
    """
    import numpy as np  # noqa: PLC0415 - loaded by the one process that writes down

    with wave.open(io.BytesIO(sound)) as file:
        channels, rate = file.getnchannels(), file.getframerate()
        if file.getsampwidth() != 2:
            raise ValueError("a recording has 16 bits")
        begins = 0
        while frames := file.readframes(PIECE * rate):
            samples = np.frombuffer(frames, np.int16).reshape(-1, channels)
            for side, column in zip(SpeakerSide, range(channels), strict=False):
                voice = samples[:, column]
                if int(np.abs(voice.astype(np.int32)).max(initial=0)) > QUIET:
                    yield side, begins / rate, _wav(voice.tobytes(), rate)
            begins += len(samples)


def _wav(samples: bytes, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as into:
        into.setnchannels(1)
        into.setsampwidth(2)
        into.setframerate(rate)
        into.writeframes(samples)
    return file.getvalue()


def read_answer(body: Any, lasts: float) -> list[SpokenPart]:
    """Of a verbose transcription as OpenAI's interface describes it; one without segments is one part.

    Raises `SpeechAnsweredOtherwise`.
    """
    if not isinstance(body, Mapping) or not isinstance(body.get("text"), str):
        raise SpeechAnsweredOtherwise
    segments = body.get("segments")
    if not isinstance(segments, Sequence) or isinstance(segments, str | bytes) or not segments:
        text = body["text"].strip()
        return [SpokenPart(0.0, lasts, text[:MOST_TEXT])] if text else []
    found = [_part(one) for one in segments]
    return [one for one in found if one.text]


def _part(one: Any) -> SpokenPart:
    if not isinstance(one, Mapping):
        raise SpeechAnsweredOtherwise
    at, until, text = one.get("start"), one.get("end"), one.get("text")
    if not isinstance(at, int | float) or not isinstance(until, int | float) or not isinstance(text, str):
        raise SpeechAnsweredOtherwise
    return SpokenPart(float(at), float(until), text.strip()[:MOST_TEXT])


def lines(found: Sequence[tuple[SpeakerSide, float, SpokenPart]]) -> tuple[TranscriptLine, ...]:
    """In the order in which it was said, numbers of cards masked. `found`: with where each piece began."""
    said = [
        TranscriptLine(side, begins + part.at, begins + part.until, without_cards(part.text))
        for side, begins, part in found
    ]
    return tuple(sorted(said, key=lambda one: (one.at, one.side)))


def again_after(tries: int) -> timedelta:
    """A server that is being restarted is asked soon, one that is away for long seldom."""
    return timedelta(seconds=min(30 * 4**tries, 3600 * 6))
