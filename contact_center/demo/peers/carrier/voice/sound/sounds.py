"""What can be heard on a line that nobody says: prompts, files, music, tones.

Words are spoken by eSpeak NG if the machine has it. Without it they are syllables without meaning, of the length and
rhythm of the words and always the same for the same words: one hears that something is said, and reads what.
"""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import zlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from itertools import islice
from random import Random
from typing import Final
from urllib.parse import urlsplit

import httpx
import numpy as np
import structlog
from numpy.typing import NDArray

from contact_center.demo.peers.carrier.voice.scripts import Step
from contact_center.demo.peers.carrier.voice.sound.samples import RATE, Samples, keys, tone

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_SECONDS: Final = 600
MOST_WORDS: Final = 600
"""Of a prompt; what is longer ends there."""
FETCH_SECONDS: Final = 15.0
SPEAK_SECONDS: Final = 10.0
FILES: Final = (".wav", ".mp3", ".ogg", ".opus", ".aiff", ".aif", ".gsm", ".ulaw")
_KEPT_PROMPTS: Final = 64
_LOUDNESS: Final = 5_000.0
_WORD: Final = re.compile(r"[\u3400-\u9fff]|[^\W_]+")

_log = structlog.get_logger(__name__)


class Unplayable(Exception):
    """A file that cannot be fetched, or is no sound."""


class Sounds:
    """`speech` False leaves words as syllables even where a program could speak them."""

    def __init__(self, http: httpx.AsyncClient, *, speech: bool = True) -> None:
        self._http = http
        self._program = shutil.which("espeak-ng") if speech else None
        self._spoken: OrderedDict[tuple[str, str], Samples] = OrderedDict()

    @property
    def speaks(self) -> bool:
        """Whether words can be understood."""
        return self._program is not None

    async def of(self, step: Step) -> Samples:
        """What a Say, Play or Pause sounds like, once through. Raises `Unplayable`."""
        if step.verb == "Pause":
            return np.zeros(round(min(step.number("length", 1), MOST_SECONDS) * RATE), np.int16)
        if step.verb == "Say":
            return await self.words(step.text, step.attributes.get("language", "en-US"))
        if "digits" in step.attributes:
            return keys(step.attributes["digits"])
        return await self.file(step.text)

    async def words(self, text: str, language: str = "en-US") -> Samples:
        known = self._spoken.get((text, language))
        if known is None:
            known = await self._espeak(text, language) if self._program else None
            if known is None:
                known = await asyncio.to_thread(syllables, text)
            self._spoken[text, language] = known
            if len(self._spoken) > _KEPT_PROMPTS:
                self._spoken.popitem(last=False)
        return known

    async def file(self, url: str) -> Samples:
        """A sound file from its address. Raises `Unplayable`."""
        try:
            async with asyncio.timeout(FETCH_SECONDS), self._http.stream("GET", url) as answer:
                answer.raise_for_status()
                content = bytearray()
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > MOST_BYTES:
                        raise Unplayable(f"{url} is larger than {MOST_BYTES} bytes")
            return await asyncio.to_thread(decoded, bytes(content))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Unplayable(f"{url}: {error!r}") from error

    async def _espeak(self, text: str, language: str) -> Samples | None:
        voice = "cmn" if language.lower().startswith(("cmn", "zh")) else "en-us"
        assert self._program is not None
        try:
            program = await asyncio.create_subprocess_exec(
                self._program, "-v", voice, "-s", "150", "--stdin", "--stdout",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            async with asyncio.timeout(SPEAK_SECONDS):
                said, _ = await program.communicate(text.encode())
            return await asyncio.to_thread(decoded, said)
        except (OSError, TimeoutError, Unplayable) as error:
            _log.warning("words not spoken", error=repr(error))
            return None


def is_file(url: str) -> bool:
    """Whether an address that may be a document or a sound is, by its name, a sound."""
    return urlsplit(url).path.lower().endswith(FILES)


def decoded(content: bytes) -> Samples:
    """Any sound file that FFmpeg knows, at 8 kHz mono. Raises `Unplayable`. Blocks."""
    import av  # noqa: PLC0415 - heavy, and most carriers never play a file

    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    pieces: list[Samples] = []
    held = 0
    try:
        with av.open(io.BytesIO(content), "r") as container:
            for frame in container.decode(audio=0):
                made = [f.to_ndarray().reshape(-1).astype(np.int16) for f in resampler.resample(frame)]
                pieces += made
                held += sum(map(len, made))
                if held > MOST_SECONDS * RATE:
                    break
            pieces += [f.to_ndarray().reshape(-1).astype(np.int16) for f in resampler.resample(None)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise Unplayable(f"not a sound: {error}") from error
    if not pieces:
        raise Unplayable("a sound of no length")
    return np.concatenate(pieces)


def syllables(text: str) -> Samples:
    """Voiced syllables in the rhythm of the words: a Chinese character is one, a word one for three letters."""
    random = Random(zlib.crc32(text.encode()))  # noqa: S311 - a voice, not a secret
    pitch = random.uniform(110, 190)
    pieces: list[NDArray[np.float64]] = []
    for match in islice(_WORD.finditer(text), MOST_WORDS):
        for _ in range(min(8, max(1, round(len(match[0]) / 3)))):
            pieces.append(_syllable(random, pitch))
        ends = text[match.end() : match.end() + 1]
        pieces.append(np.zeros(round((0.3 if ends and not ends.isspace() and not ends.isalnum() else 0.04) * RATE)))
    voice = np.concatenate(pieces) if pieces else np.zeros(RATE // 2)
    return (voice * (_LOUDNESS / max(1e-6, float(np.max(np.abs(voice)))))).astype(np.int16)


def _syllable(random: Random, pitch: float) -> NDArray[np.float64]:
    """Harmonics of the pitch below 2.4 kHz, louder near two formants."""
    t = np.arange(round(random.uniform(0.10, 0.18) * RATE)) / RATE
    tones = np.arange(1, 13)[:, None] * pitch * random.uniform(0.92, 1.12)
    low, high = random.uniform(350, 750), random.uniform(1100, 2000)
    near = np.exp(-(((tones - low) / 220) ** 2)) + 0.5 * np.exp(-(((tones - high) / 320) ** 2))
    near = np.where(tones < 2_400, near, 0)
    voiced: NDArray[np.float64] = np.sum(near * np.sin(2 * np.pi * tones * t), axis=0)
    return voiced * np.hanning(len(t))


@cache
def music() -> Samples:
    """What Twilio plays where no other music is named; here it is the product's own computed music. Loops."""
    from channels.voice.providers.builtin import music as computed  # noqa: PLC0415 - it takes a moment, once

    return _narrowed(computed.hold_music)


@cache
def ringback() -> Samples:
    """440 + 480 Hz, a second of it in three. Loops."""
    return np.concatenate([tone((440.0, 480.0), 1.0, 1_800.0), np.zeros(2 * RATE, np.int16)])


@cache
def beep() -> Samples:
    """Before a message, and when somebody enters or leaves a conference."""
    return tone((1_000.0,), 0.3, 5_000.0)


def _narrowed(make: Callable[[], Samples]) -> Samples:
    """From 48 kHz: a mean over six samples is low-pass enough for music below 2.4 kHz."""
    wide = make()
    whole = wide[: len(wide) // 6 * 6].reshape(-1, 6)
    return np.asarray(whole.astype(np.int32).mean(axis=1), dtype=np.int16)
