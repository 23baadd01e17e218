"""What a recording looks like: the loudest of each of many equal parts, and where something is not in it.

It is drawn beside the player, so that a listener goes at once to where the talk is. Making it reads the whole
recording, which is done once and kept; nothing can be heard in it, so looking at it is no playback.
"""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from pydantic import TypeAdapter

from channels.voice import store
from channels.voice.errors import NoRecording, RecordingNotYours
from channels.voice.model import Call, MarkKind, RecordingMark
from channels.voice.recordings import Recordings, may_hear
from channels.voice.registry import abilities_of
from channels.voice.transcripts import store as transcripts
from channels.voice.transcripts.domain import TranscriptState
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import CallId
from contact_center.platform.unit_of_work import UnitOfWork

PARTS: Final = 400
"""As many as are seen on a wide page."""
_FULL: Final = 32_768


@dataclass(frozen=True, slots=True)
class Shape:
    """Of the sound alone, as it is kept."""

    seconds: float
    customer: tuple[int, ...]
    agent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownMark:
    what: MarkKind
    at: float
    seconds: float
    silent: bool
    """That time is in the recording, as silence."""


@dataclass(frozen=True, slots=True)
class RecordingWave:
    seconds: float
    customer: tuple[int, ...]
    agent: tuple[int, ...]
    marks: tuple[ShownMark, ...]
    written: bool = False
    """What was said can be read."""


_SHAPE: TypeAdapter[Shape] = TypeAdapter(Shape)


class RecordingWaves:
    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    async def wave(self, who: SignedIn, call_id: CallId) -> RecordingWave:
        """Raises `NoSuchCall`, `RecordingNotYours`, `NoRecording`."""
        database = self._recordings.database
        async with database.read(who.tenant) as reader:
            row = await store.call(reader, who.tenant, call_id)
            if not await may_hear(reader, who, row.interaction_id):
                raise RecordingNotYours
            if row.recording_key is None:
                raise NoRecording(call_id)
            key, kept = row.recording_key, await store.wave(reader, who.tenant, call_id)
            transcript = await transcripts.of_call(reader, who.tenant, call_id)
        if kept is None:
            shape = await asyncio.to_thread(shape_of, await self._recordings.sound(call_id, key))

            async def keep(work: UnitOfWork) -> None:
                await store.keep_wave(work, call_id, key, asdict(shape))

            await database.run(who.tenant, keep, actor=who.actor)
        else:
            shape = _SHAPE.validate_python(kept)
        marks = shown(row.call, shape.seconds, silent=abilities_of(row.provider).silent_gaps)
        written = transcript is not None and transcript.state == TranscriptState.READY
        return RecordingWave(shape.seconds, shape.customer, shape.agent, marks, written)


def shape_of(sound: bytes) -> Shape:
    """Of a WAV with one or two channels of 16 bits; nothing but its length for others. Blocks."""
    import numpy as np  # noqa: PLC0415 - loaded by who looks at a recording

    with wave.open(io.BytesIO(sound)) as file:
        channels, rate, frames = file.getnchannels(), file.getframerate(), file.getnframes()
        if file.getsampwidth() != 2 or not frames:
            return Shape(frames / rate, ())
        samples = np.frombuffer(file.readframes(frames), np.int16).reshape(-1, channels)
    edges = np.linspace(0, len(samples), min(PARTS, len(samples)), endpoint=False, dtype=np.int64)
    loudest = np.maximum.reduceat(np.abs(samples.astype(np.int32)), edges, axis=0)
    levels = np.clip(np.sqrt(loudest / _FULL) * 100, 0, 100).astype(int)  # ears hear by ratios: quiet speech shows
    sides = [tuple(int(one) for one in levels[:, side]) for side in range(min(channels, 2))]
    return Shape(len(samples) / rate, sides[0], sides[1] if len(sides) > 1 else ())


def shown(call: Call, seconds: float, *, silent: bool) -> tuple[ShownMark, ...]:
    """The marks of a call at their places in its recording; none behind its end."""
    if call.recorded is None:
        return ()
    began, marks = call.recorded.began, call.recorded.marks
    placed = [_at((one.began - began).total_seconds() if silent else one.at, one, silent=silent) for one in marks]
    return _within(placed, seconds)


def _at(at: float, mark: RecordingMark, *, silent: bool) -> ShownMark:
    return ShownMark(mark.kind, at, mark.seconds or 0.0, silent)


def _within(marks: Sequence[ShownMark], seconds: float) -> tuple[ShownMark, ...]:
    """Our clock and the provider's differ by a little: what is a moment behind the end is at the end."""
    return tuple(
        ShownMark(one.what, min(one.at, seconds), one.seconds, one.silent) for one in marks if one.at < seconds + 1
    )
