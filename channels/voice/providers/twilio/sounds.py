"""Music and notices as files that Twilio fetches: WAV with 8000 samples a second, as a telephone line has them."""

from __future__ import annotations

import asyncio
import io
import re
import wave
from typing import Final

import numpy as np

from channels.voice.providers.builtin.audio import RATE, Samples
from channels.voice.providers.builtin.library import SoundLibrary
from contact_center.kernel.contracts.telephony import Play

LINE_RATE: Final = 8000
NAME: Final = re.compile(r"(waiting|hold|ringback|notice|message)(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8}){0,2}))?")
_PLAYED: Final = {
    "waiting": Play.WAITING_MUSIC, "hold": Play.HOLD_MUSIC, "ringback": Play.RINGBACK, "notice": Play.RECORDING_NOTICE,
}  # fmt: skip
NAMES: Final = {played: name for name, played in _PLAYED.items() if played is not Play.RECORDING_NOTICE}
"""Files of what a leg hears while nobody may be heard, but for silence."""
MOST_KEPT: Final = 32


class LineSounds:
    """Made when they are first asked for, and kept."""

    def __init__(self) -> None:
        self._library: SoundLibrary | None = None
        self._files: dict[str, bytes] = {}
        self._making = asyncio.Lock()

    async def file(self, name: str) -> bytes | None:
        """None for a name that no sound has."""
        parts = NAME.fullmatch(name)
        if parts is None:
            return None
        what, language = parts[1], (parts[2] or "en").replace("_", "-")[:2].lower()
        key = f"{what}.{language}"
        async with self._making:
            if key not in self._files:
                if len(self._files) >= MOST_KEPT:
                    self._files.clear()
                self._files[key] = await asyncio.to_thread(self._made, what, language)
            return self._files[key]

    def _made(self, what: str, language: str) -> bytes:
        self._library = self._library or SoundLibrary()
        sound = self._library.greeting(language) if what == "message" else self._library.sound(_PLAYED[what], language)
        return line_wav(sound.samples)


def line_wav(wide: Samples) -> bytes:
    """A file of these samples (`RATE` of them a second) as a telephone line has them."""
    step = RATE // LINE_RATE
    whole = wide[: len(wide) // step * step].astype(np.int32)
    samples = whole.reshape(-1, step).mean(axis=1).astype(np.int16)
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(LINE_RATE)
        file.writeframes(samples.tobytes())
    return into.getvalue()
