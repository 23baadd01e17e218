"""Sound as the telephone network carries it: 8 kHz mono, signed 16 bit, 20 ms at a time. Pure."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE: Final = 8_000
TICK: Final = 160
"""Samples of 20 ms."""
TICK_SECONDS: Final = 0.02
SILENCE: Final[Samples] = np.zeros(TICK, np.int16)
VOICED: Final = 300.0
"""Root mean square, in 16-bit units, above which somebody is speaking."""

_ROWS: Final = (697.0, 770.0, 852.0, 941.0)
_COLUMNS: Final = (1209.0, 1336.0, 1477.0)
_KEYS: Final = ("123", "456", "789", "*0#")


def tone(pitches: Sequence[float], seconds: float, peak: float = 6_000.0, *, start: int = 0) -> Samples:
    """The sum of these pitches (Hz), each `peak` high; `start` is the sample at which it goes on."""
    t = (start + np.arange(round(seconds * RATE))) / RATE
    wave_: NDArray[np.float64] = np.zeros(len(t))
    for pitch in pitches:
        wave_ += peak * np.sin(2 * np.pi * pitch * t)
    return np.clip(wave_, -32768, 32767).astype(np.int16)


def keys(digits: str) -> Samples:
    """The tones of these keys (ITU-T Q.23), 120 ms each and 80 ms apart; `w` is half a second of nothing."""
    pieces = [_key(digit) for digit in digits]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)


def _key(digit: str) -> Samples:
    for row, names in zip(_ROWS, _KEYS, strict=True):
        if digit in names:
            return np.concatenate([tone((row, _COLUMNS[names.index(digit)]), 0.12, 4_000.0), _nothing(0.08)])
    return _nothing(0.5)


def _nothing(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.int16)


def mix(voices: Sequence[Samples]) -> Samples:
    """The sum of the voices of one tick, limited to what 16 bits hold."""
    if not voices:
        return SILENCE
    if len(voices) == 1:
        return voices[0]
    total = np.sum(np.stack(voices), axis=0, dtype=np.int32)
    return np.clip(total, -32768, 32767).astype(np.int16)


def filled(piece: Samples) -> Samples:
    """A tick of it, with silence behind what is shorter."""
    return piece if len(piece) == TICK else np.concatenate([piece, np.zeros(TICK - len(piece), np.int16)])


def loudness(samples: Samples) -> float:
    """Root mean square, in 16-bit units."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def level(samples: Samples, pitch: float) -> float:
    """Amplitude of one pitch (Hz), in 16-bit units: one bin of a Hann-windowed DFT."""
    if len(samples) == 0:
        return 0.0
    window = np.hanning(len(samples))
    turn = np.exp(-2j * np.pi * pitch * np.arange(len(samples)) / RATE)
    return float(2 * np.abs(np.sum(samples * window * turn)) / np.sum(window))


def wav(samples: bytes, channels: int) -> bytes:
    """A file of interleaved samples."""
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return into.getvalue()


def mulaw(samples: Samples) -> bytes:
    """G.711 µ-law, a byte a sample."""
    return _MULAW[samples.view(np.uint16)].tobytes()


def _mulaw_of(values: Iterable[int]) -> NDArray[np.uint8]:
    """ITU-T G.711: sign, three bits of exponent, four of mantissa, all inverted."""
    linear = np.array(list(values), np.uint16).view(np.int16).astype(np.int32)
    size = np.minimum(np.abs(linear), 32_635) + 132
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    mantissa = (size >> (exponent + 3)) & 15
    return np.asarray(~(np.where(linear < 0, 128, 0) | exponent << 4 | mantissa) & 255, dtype=np.uint8)


_MULAW: Final = _mulaw_of(range(65_536))
