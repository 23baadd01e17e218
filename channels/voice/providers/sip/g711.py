"""G.711 and the step between the telephone's 8 kHz and the mixer's 48 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from channels.voice.providers.builtin.audio import Samples

TELEPHONE_RATE = 8_000
STEP = 6
"""Samples of the mixer for one of the telephone."""
_TAPS = 16
"""Samples of the telephone that one of the mixer is made of."""

Codes = NDArray[np.uint8]


def _ulaw(code: int) -> int:
    code = ~code & 0xFF
    value = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return 0x84 - value if code & 0x80 else value - 0x84


def _alaw(code: int) -> int:
    code ^= 0x55
    value, segment = (code & 0x0F) << 4, (code & 0x70) >> 4
    value = value + 8 if segment == 0 else (value + 0x108) << (segment - 1)
    return value if code & 0x80 else -value


_DECODED = {
    0: np.array([_ulaw(c) for c in range(256)], np.int16),
    8: np.array([_alaw(c) for c in range(256)], np.int16),
}


def _nearest(decoded: Samples) -> Codes:
    """For each of 65 536 values the code that stands nearest to it."""
    order = np.argsort(decoded, kind="stable")
    values = decoded[order].astype(np.int32)
    middles = (values[:-1] + values[1:]) / 2
    every = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
    return order[np.searchsorted(middles, every)].astype(np.uint8)


_ENCODED = {codec: _nearest(table) for codec, table in _DECODED.items()}
QUIET = {codec: int(table[0]) for codec, table in _ENCODED.items()}
"""The code of silence."""


def decoded(payload: bytes, codec: int) -> Samples:
    return _DECODED[codec][np.frombuffer(payload, np.uint8)]


def encoded(samples: Samples, codec: int) -> bytes:
    return _ENCODED[codec][samples.view(np.uint16)].tobytes()


def _filter() -> NDArray[np.float32]:
    """Passes what a telephone carries (below 4 kHz) of 48 kHz."""
    length = STEP * _TAPS
    at = (np.arange(length) - (length - 1) / 2) / STEP
    taps = np.sinc(0.94 * at) * np.hamming(length)
    return np.asarray(taps / taps.sum(), np.float32)


_LOW_PASS = _filter()
_PHASES = np.ascontiguousarray(_LOW_PASS.reshape(_TAPS, STEP)[::-1] * STEP)
_PIECE = 160
"""Samples of the telephone in 20 ms."""
_UP = np.arange(_PIECE)[:, None] + np.arange(_TAPS)
_DOWN = STEP * np.arange(_PIECE)[:, None] + np.arange(STEP * _TAPS)


class Upsampler:
    """8 kHz → 48 kHz, piece by piece without a seam."""

    def __init__(self) -> None:
        self._before = np.zeros(_TAPS - 1, np.float32)

    def __call__(self, samples: Samples) -> Samples:
        flat = np.concatenate([self._before, samples.astype(np.float32)])
        self._before = flat[-(_TAPS - 1) :]
        at = _UP if len(samples) == _PIECE else np.arange(len(samples))[:, None] + np.arange(_TAPS)
        return _whole(flat[at] @ _PHASES)


class Downsampler:
    """48 kHz → 8 kHz, 20 ms at a time."""

    def __init__(self) -> None:
        self._before = np.zeros(STEP * _TAPS - STEP, np.float32)

    def __call__(self, samples: Samples) -> Samples:
        flat = np.concatenate([self._before, samples.astype(np.float32)])
        self._before = flat[-(STEP * _TAPS - STEP) :]
        return _whole(flat[_DOWN] @ _LOW_PASS)


def _whole(values: NDArray[np.float32]) -> Samples:
    return np.clip(np.rint(values), -32_768, 32_767).astype(np.int16).reshape(-1)
