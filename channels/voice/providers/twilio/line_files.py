"""What a telephone line plays, as files of 8000 samples a second."""

from __future__ import annotations

import io
import wave
from typing import Final

import numpy as np

from channels.voice.providers.builtin.audio import RATE, Samples
from channels.voice.providers.builtin.library import SoundLibrary
from contact_center.kernel.contracts.telephony import Play

LINE_RATE: Final = 8000


class LineFiles:
    def __init__(self) -> None:
        self._library = SoundLibrary()

    def of(self, played: Play | None, language: str) -> bytes:
        """None: what asks for a message."""
        sound = self._library.sound(played, language) if played else self._library.greeting(language)
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
