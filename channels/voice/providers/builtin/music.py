"""Music, ringback and chimes, computed: nobody's rights are in them and no file has to be shipped.

A piece is a loop of broken chords. Each note is a soft pluck (a sine with two quiet overtones that die
away); its tail runs over the end of the loop into its beginning, so that the seam cannot be heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from channels.voice.providers.builtin.audio import RATE, Samples

_Wave = NDArray[np.float64]

_LOUDNESS = 4500.0
"""Peak of music in 16-bit units, about -17 dB below full: under a voice, above a noisy room."""

# Chords as MIDI note numbers, low to high; fundamentals stay below 800 Hz, overtones below 2.4 kHz.
_WAITING = ((48, 55, 64, 67, 71), (45, 52, 60, 64, 67), (41, 48, 57, 60, 64), (43, 50, 59, 62, 69))
_HOLD = ((50, 57, 66, 69, 73), (47, 54, 62, 66, 69), (43, 50, 59, 66, 71), (45, 52, 61, 64, 71))
_UP_AND_DOWN = (0, 2, 3, 4, 3, 2, 1, 3)


def waiting_music() -> Samples:
    """16 seconds, a chord every four: for a customer whom nobody has answered yet."""
    return _arpeggio(_WAITING, seconds_a_note=0.5)


def hold_music() -> Samples:
    """13 seconds, a little brighter and faster: for a customer on hold."""
    return _arpeggio(_HOLD, seconds_a_note=0.4)


def ringback() -> Samples:
    """440 + 480 Hz, one second on and two off: what a caller takes for ringing."""
    ringing = _edges((_sine(440.0, 1.0) + _sine(480.0, 1.0)) * 0.5)
    return _as_samples(np.concatenate([ringing, np.zeros(2 * RATE)]), 3500.0)


def chime() -> Samples:
    """Three rising notes, twice: stands in for a spoken notice that is missing."""
    once = np.zeros(int(1.2 * RATE))
    for at, note in ((0.0, 67), (0.25, 71), (0.5, 74)):
        _add(once, int(at * RATE), _pluck(note, 0.7))
    return _as_samples(np.concatenate([once, once]), 6000.0)


def tone() -> Samples:
    """Half a second of silence, then 0.6 s of 1000 Hz: speak now."""
    return _as_samples(np.concatenate([np.zeros(RATE // 2), _edges(_sine(1000.0, 0.6))]), 6000.0)


def _arpeggio(chords: Sequence[Sequence[int]], seconds_a_note: float) -> Samples:
    step = int(seconds_a_note * RATE)
    loop = np.zeros(step * len(_UP_AND_DOWN) * len(chords))
    plucks = {note: _pluck(note, 2.4) for note in {note for _, note, _ in _notes(chords, step)}}
    for start, note, loud in _notes(chords, step):
        _add(loop, start, plucks[note] * loud)
    return _as_samples(loop, _LOUDNESS)


def _notes(chords: Sequence[Sequence[int]], step: int) -> Iterable[tuple[int, int, float]]:
    for bar, chord in enumerate(chords):
        start = bar * step * len(_UP_AND_DOWN)
        yield start, chord[0] - 12, 0.6
        for place, which in enumerate(_UP_AND_DOWN):
            yield start + place * step, chord[which], 1.0 if place % 4 == 0 else 0.75


def _pluck(note: int, seconds: float) -> _Wave:
    pitch = 440.0 * 2 ** ((note - 69) / 12)
    t = np.arange(int(seconds * RATE)) / RATE
    wave = np.zeros(len(t))
    for overtone, loud, fade in ((1, 1.0, 2.2), (2, 0.28, 3.5), (3, 0.10, 5.0)):
        wave += loud * np.exp(-t * fade) * np.sin(2 * np.pi * pitch * overtone * t)
    return _edges(wave)


def _sine(pitch: float, seconds: float) -> _Wave:
    return np.asarray(np.sin(2 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE))


def _edges(wave: _Wave) -> _Wave:
    """Fades 8 ms in and 40 ms out: a sudden start or end clicks."""
    fade_in, fade_out = int(0.008 * RATE), int(0.040 * RATE)
    wave[:fade_in] *= np.linspace(0.0, 1.0, fade_in)
    wave[-fade_out:] *= np.linspace(1.0, 0.0, fade_out)
    return wave


def _add(loop: _Wave, start: int, wave: _Wave) -> None:
    """Adds the wave at `start`; what is longer than the loop comes in again at its beginning."""
    end = start + len(wave)
    loop[start : min(end, len(loop))] += wave[: len(loop) - start]
    if end > len(loop):
        loop[: end - len(loop)] += wave[len(loop) - start :]


def _as_samples(wave: _Wave, peak: float) -> Samples:
    return (wave * (peak / max(float(np.abs(wave).max()), 1e-9))).astype(np.int16)
