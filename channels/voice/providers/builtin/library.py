"""All sounds a leg can hear while nobody may be heard, ready in memory."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import structlog
from av import AudioFrame, AudioResampler

from channels.voice.providers.builtin import music
from channels.voice.providers.builtin.audio import RATE, SILENCE, TICK, Samples
from contact_center.kernel.contracts.telephony import Play

log = structlog.get_logger()

LONGEST = 300
"""Seconds of a sound that are played."""


class Undecodable(ValueError):
    """This is no sound."""


FOLDER = Path(__file__).parent / "sounds"


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    samples: Samples
    loops: bool

    @property
    def ticks(self) -> int:
        """Length in ticks of 20 ms, the last one filled up with silence."""
        return -(-len(self.samples) // TICK)

    def at(self, tick: int) -> Samples:
        """The 20 ms that begin at this tick; silence after the end of a sound that does not loop."""
        if self.loops:
            return self._round((tick * TICK) % len(self.samples))
        piece = self.samples[tick * TICK : (tick + 1) * TICK]
        return piece if len(piece) == TICK else _filled(piece)

    def _round(self, start: int) -> Samples:
        piece = self.samples[start : start + TICK]
        if len(piece) == TICK:
            return piece
        return np.concatenate([piece, self.samples[: TICK - len(piece)]])


class SoundLibrary:
    """Computes the music and reads the spoken notices of all languages once, at the start."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._notices = _all_spoken(folder, "notice")
        self._chime = Sound(music.chime(), loops=False)
        self._greetings = {name: _then_tone(said) for name, said in _all_spoken(folder, "message").items()}
        self._tone = _then_tone(self._chime)
        self._loops = {
            Play.RINGBACK: Sound(music.ringback(), loops=True),
            Play.WAITING_MUSIC: Sound(music.waiting_music(), loops=True),
            Play.HOLD_MUSIC: Sound(music.hold_music(), loops=True),
            Play.SILENCE: Sound(SILENCE, loops=True),
        }

    def sound(self, what: Play, language: str) -> Sound:
        """`language` is a tag such as `en` or `zh-TW`; an unknown one falls back to English."""
        if what is not Play.RECORDING_NOTICE:
            return self._loops[what]
        return _in(self._notices, language) or self._chime

    def greeting(self, language: str) -> Sound:
        """What comes before a message: words, or a chime in their place, and the tone."""
        return _in(self._greetings, language) or self._tone


def sound_of(content: bytes) -> Sound:
    """A sound file of any kind; silence for what is none."""
    try:
        return Sound(decoded(content), loops=False)
    except Undecodable as error:
        log.warning("sound_unreadable", error=str(error))
        return Sound(SILENCE, loops=False)


def _in(spoken: dict[str, Sound], language: str) -> Sound | None:
    return spoken.get(language.partition("-")[0].lower()) or spoken.get("en")


def _all_spoken(folder: Path, what: str) -> dict[str, Sound]:
    found = {_language(path): _spoken(path) for path in sorted(folder.glob(f"{what}.*.opus"))}
    return {language: sound for language, sound in found.items() if sound is not None}


def _then_tone(before: Sound) -> Sound:
    return Sound(np.concatenate([before.samples, music.tone()]), loops=False)


def _language(path: Path) -> str:
    return path.name.split(".")[1]


def _spoken(path: Path) -> Sound | None:
    try:
        return Sound(decoded(path.read_bytes()), loops=False)
    except (Undecodable, OSError) as error:
        log.warning("notice_unreadable", file=path.name, error=str(error))
        return None


def decoded(content: bytes) -> Samples:
    """A sound file of any kind, `LONGEST` of it at most. Raises `Undecodable`. Blocks."""
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    frames: list[AudioFrame] = []
    held = 0
    try:
        with av.open(io.BytesIO(content), "r") as container:
            for frame in container.decode(audio=0):
                made = resampler.resample(frame)
                frames, held = frames + made, held + sum(one.samples for one in made)
                if held > LONGEST * RATE:
                    break
            frames += resampler.resample(None)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise Undecodable(repr(error)) from error
    if not frames:
        raise Undecodable("empty")
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.int16)


def _filled(piece: Samples) -> Samples:
    return np.concatenate([piece, np.zeros(TICK - len(piece), np.int16)])
