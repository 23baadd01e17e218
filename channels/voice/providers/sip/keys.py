"""Keys as sound: made for a far end that knows no telephone events, and found in the voice of one that sends none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from channels.voice.providers.builtin.audio import Samples
from channels.voice.providers.sip.g711 import TELEPHONE_RATE

_LOW: Final = (697.0, 770.0, 852.0, 941.0)
_HIGH: Final = (1209.0, 1336.0, 1477.0)
_ROWS: Final = ("123", "456", "789", "*0#")
_TICK: Final = 160
TONE_TICKS: Final = 5
"""100 ms, and as long a pause: what every machine understands."""
_LOUD: Final = 6_000

_WINDOW: Final = 2 * _TICK
_QUIET: Final = 150.0
"""Amplitude below which nothing is a tone."""
_SHARE: Final = 0.75
"""Of the loudness that must be in the two tones, so that no voice is taken for a key."""
_TWIST: Final = 6.0
"""How much louder one of the two may be."""

_TIMES: Final = np.arange(_WINDOW) / TELEPHONE_RATE
_PROBES: Final = np.exp(-2j * np.pi * np.outer((*_LOW, *_HIGH), _TIMES)).astype(np.complex64) * (2 / _WINDOW)


def tone(key: str) -> Iterator[Samples]:
    """20 ms of 8 kHz at a time: the two tones of a key, and the pause after it."""
    row = next(i for i, keys in enumerate(_ROWS) if key in keys)
    low, high = _LOW[row], _HIGH[_ROWS[row].index(key)]
    at = np.arange(TONE_TICKS * _TICK) / TELEPHONE_RATE
    wave = (_LOUD * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))).astype(np.int16)
    yield from np.split(wave, TONE_TICKS)
    for _ in range(TONE_TICKS):
        yield np.zeros(_TICK, np.int16)


class KeyEar:
    """Tells each key once, when its tones have been there for 40 ms."""

    def __init__(self) -> None:
        self._before: Samples = np.zeros(_TICK, np.int16)
        self._sounding: str | None = None
        self._told: str | None = None

    def hear(self, samples: Samples) -> str | None:
        """The key that has just become certain; 20 ms of 8 kHz at a time."""
        if len(samples) != _TICK:
            return None
        key = _key_in(np.concatenate([self._before, samples]).astype(np.float32))
        self._before = samples
        certain, self._sounding = key if key == self._sounding else None, key
        if certain == self._told:
            return None
        self._told = certain
        return certain


def _key_in(wave: NDArray[np.float32]) -> str | None:
    loudness = float(np.sqrt(np.mean(wave * wave)))
    if loudness < _QUIET:
        return None
    found = np.abs(_PROBES @ wave)
    low, high = int(np.argmax(found[:4])), int(np.argmax(found[4:]))
    a, b = float(found[low]), float(found[4 + high])
    if min(a, b) * _TWIST < max(a, b) or min(a, b) < _QUIET:
        return None
    if (a * a + b * b) / 2 < _SHARE * loudness * loudness:
        return None
    return _ROWS[low][high]
