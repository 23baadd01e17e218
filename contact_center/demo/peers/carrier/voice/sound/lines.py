"""The far end of a call that one can hear: what it says and hears, 20 ms at a time."""

from __future__ import annotations

from collections import deque
from typing import Final, Protocol

import numpy as np

from contact_center.demo.peers.carrier.voice.sound.samples import (
    SILENCE,
    TICK,
    TICK_SECONDS,
    Samples,
    filled,
    level,
    loudness,
    tone,
)

KEPT_TICKS: Final = 25
"""What a handset remembers of what it heard: half a second."""
MOST_TO_SAY: Final = 60 * 50
"""Ticks that may wait to be said."""


class SoundLine(Protocol):
    def take(self) -> Samples | None:
        """What is said in this tick; None: nothing arrived."""
        ...

    def give(self, samples: Samples) -> None:
        """What is heard in this tick."""
        ...

    def lost(self, now: float) -> bool:
        """Whether nobody is at the other end any more; `now` is the event loop's time."""
        ...

    async def close(self) -> None: ...


class Handset:
    """A telephone without a loudspeaker: hums a tone, says words, and remembers the last half second it heard."""

    def __init__(self, pitch: float = 0.0) -> None:
        self.pitch = pitch
        """Of the tone it hums, in Hz; 0: it is silent."""
        self.ticks = 0
        """Heard since the call began."""
        self._heard: deque[Samples] = deque(maxlen=KEPT_TICKS)
        self._words: deque[Samples] = deque(maxlen=MOST_TO_SAY)

    def say(self, samples: Samples) -> None:
        """Instead of the tone, until it is said."""
        self._words.extend(filled(samples[at : at + TICK]) for at in range(0, len(samples), TICK))

    def take(self) -> Samples | None:
        if self._words:
            return self._words.popleft()
        return tone((self.pitch,), TICK_SECONDS, start=self.ticks * TICK) if self.pitch else None

    def give(self, samples: Samples) -> None:
        self.ticks += 1
        self._heard.append(samples)

    def lost(self, now: float) -> bool:
        del now
        return False

    async def close(self) -> None:
        pass

    def forget(self) -> None:
        self._heard.clear()

    @property
    def full(self) -> bool:
        """Whether it has heard for half a second since it forgot."""
        return len(self._heard) == KEPT_TICKS

    def levels(self, pitches: list[float]) -> list[float]:
        heard = self._together()
        return [level(heard, pitch) for pitch in pitches]

    def loudness(self) -> float:
        return loudness(self._together())

    def _together(self) -> Samples:
        return np.concatenate(self._heard) if self._heard else SILENCE[:0]


class Inlet:
    """Evens out a voice that arrives in bursts; the mixer takes 20 ms every 20 ms."""

    START: Final = 3 * TICK
    MOST: Final = 10 * TICK

    def __init__(self) -> None:
        self._held: Samples = SILENCE[:0]
        self._running = False

    def put(self, samples: Samples) -> None:
        self._held = np.concatenate([self._held, samples])
        if len(self._held) > self.MOST:
            self._held = self._held[-self.START :]

    def take(self) -> Samples | None:
        if len(self._held) < (TICK if self._running else self.START):
            self._running = False
            return None
        self._running = True
        first, self._held = self._held[:TICK], self._held[TICK:]
        return first
