"""Sound as numpy sees it: 48 kHz mono, signed 16 bit, 20 ms at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from av import AudioFrame
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE = 48_000
"""Samples per second; Opus decodes and encodes at this rate without resampling."""

TICK_SECONDS = 0.02
TICK = 960
"""Samples per tick of 20 ms."""

_START = 3 * TICK
"""A voice begins with this much buffered, so that a late packet is not heard as a gap."""
_MOST = 9 * TICK
"""More than this in the buffer is delay; the oldest is dropped down to `_START`."""

SILENCE: Samples = np.zeros(TICK, np.int16)


def mono(frame: AudioFrame) -> Samples:
    """The frame's samples as one channel: a stereo frame is averaged."""
    samples = frame.to_ndarray().reshape(-1)
    if frame.layout.nb_channels == 1:
        return samples.astype(np.int16, copy=False)
    pairs = samples.reshape(-1, frame.layout.nb_channels)
    return np.asarray((pairs.astype(np.int32).sum(axis=1) // pairs.shape[1]), dtype=np.int16)


def mix(voices: Sequence[Samples]) -> Samples:
    """The sum of the voices, limited to what 16 bits hold."""
    if not voices:
        return SILENCE
    if len(voices) == 1:
        return voices[0]
    total = np.sum(np.stack(voices), axis=0, dtype=np.int32)
    return np.clip(total, -32768, 32767).astype(np.int16)


class VoiceBuffer:
    """Evens out the arrival of a voice: packets come in bursts, the mixer takes 20 ms every 20 ms."""

    def __init__(self) -> None:
        self._chunks: deque[Samples] = deque()
        self._held = 0
        self._running = False
        self.gaps = 0
        """How often the voice ran dry after it had begun."""

    def put(self, samples: Samples) -> None:
        self._chunks.append(samples)
        self._held += len(samples)
        if self._held > _MOST:
            self._drop(self._held - _START)

    def take(self) -> Samples | None:
        """The next 20 ms, or None while there is not enough."""
        if self._held < (TICK if self._running else _START):
            self.gaps += self._running
            self._running = False
            return None
        self._running = True
        first = self._chunks[0]
        if len(first) == TICK:
            self._held -= TICK
            return self._chunks.popleft()
        return self._pieces(TICK)

    def _pieces(self, count: int) -> Samples:
        flat = np.concatenate(self._chunks)
        self._chunks = deque([flat[count:]] if len(flat) > count else [])
        self._held = len(flat) - count
        return flat[:count]

    def _drop(self, count: int) -> None:
        self._pieces(count)
