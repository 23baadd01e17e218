"""The sound of all calls that have a line one can hear: who hears what in each 20 ms, and what recordings keep.

A call without such a line costs nothing here: what it hears is told in words alone, as before. The clock only runs
while there is a line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import structlog

from contact_center.demo.peers.carrier.voice.domain import Call, Recording, Room, hears
from contact_center.demo.peers.carrier.voice.scripts import Step
from contact_center.demo.peers.carrier.voice.sound.lines import SoundLine
from contact_center.demo.peers.carrier.voice.sound.samples import (
    RATE,
    SILENCE,
    TICK,
    TICK_SECONDS,
    VOICED,
    Samples,
    filled,
    keys,
    loudness,
    mix,
    wav,
)
from contact_center.demo.peers.carrier.voice.sound.sounds import Sounds, Unplayable, ringback

LONGEST_RECORDING: Final = 600
"""Seconds of sound that a recording keeps; a longer one sounds no longer."""
_LOOK_EVERY: Final = 25
_HOPELESS: Final = 10 * TICK_SECONDS
_log = structlog.get_logger(__name__)


class Playing:
    """A sound under way; `times` 0: until it is told otherwise."""

    def __init__(self, samples: Samples, times: int = 1) -> None:
        self.done = asyncio.Event()
        self._samples, self._times, self._at = samples, times, 0
        if not len(samples):
            self.done.set()

    def next(self) -> Samples:
        if self.done.is_set():
            return SILENCE
        piece = self._samples[self._at : self._at + TICK]
        self._at += TICK
        if self._at >= len(self._samples):
            self._at = 0
            if self._times == 1:
                self.done.set()
            self._times = max(0, self._times - 1)
        return filled(piece)


@dataclass(slots=True, eq=False)
class Track:
    """The sound of one call."""

    call: Call
    line: SoundLine
    playing: Playing | None = None
    over: list[Playing] = field(default_factory=list)
    """Heard on top of everything else: announcements, beeps."""
    pressed: Playing | None = None
    """Keys, which are heard as if they were said."""
    voice: Samples | None = None
    """Of this tick."""
    spoke: float = 0.0
    """When it last said something, in the event loop's time."""

    def say(self, now: float) -> None:
        said = self.line.take()
        if said is not None and loudness(said) > VOICED:
            self.spoke = now
        if self.pressed is not None:
            said = self.pressed.next()
            self.pressed = None if self.pressed.done.is_set() else self.pressed
        self.voice = said

    def top(self) -> list[Samples]:
        pieces = [one.next() for one in self.over]
        self.over = [one for one in self.over if not one.done.is_set()]
        return pieces


@dataclass(slots=True, eq=False)
class Take:
    """The sound of a recording: what the telephone says on the left, what it hears on the right."""

    of: Recording
    said_alone: bool
    sound: bytearray = field(default_factory=bytearray)

    def write(self, said: Samples, heard: Samples) -> None:
        if len(self.sound) >= LONGEST_RECORDING * RATE * 2 * self.of.channels:
            return
        if self.of.status == "paused":
            if self.of.skips:
                return
            said = heard = SILENCE
        if self.of.channels > 1:
            self.sound += np.stack([said, heard], axis=1).tobytes()
        else:
            self.sound += (said if self.said_alone else mix([said, heard])).tobytes()


class Studio:
    """`on_lost` is told of a call whose telephone has gone without a word."""

    def __init__(self, calls: Mapping[str, Call], rooms: Mapping[str, Room], sounds: Sounds) -> None:
        self.sounds = sounds
        self.on_lost: Callable[[Call], None] = lambda _: None
        self.late = 0
        """Ticks that began more than 40 ms behind their time: audible when they come often."""
        self._calls, self._rooms = calls, rooms
        self._tracks: dict[str, Track] = {}
        self._takes: dict[str, Take] = {}
        self._clock: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._ticks = 0

    async def aclose(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            await asyncio.gather(self._clock, return_exceptions=True)
        for sid in list(self._tracks):
            self.detach(sid)
        await asyncio.gather(*self._closing, return_exceptions=True)

    # ── lines ──

    def attach(self, call: Call, line: SoundLine) -> None:
        """From now on the call is heard on this line, instead of another if it had one."""
        known = self._tracks.get(call.sid)
        if known is not None:
            self._close(known.line)
            known.line = line
        else:
            self._tracks[call.sid] = Track(call, line)
        if self._clock is None or self._clock.done():
            self._clock = asyncio.create_task(self._run())

    def detach(self, sid: str) -> None:
        track = self._tracks.pop(sid, None)
        if track is not None:
            for one in (track.playing, *track.over):
                if one is not None:
                    one.done.set()
            self._close(track.line)

    def line(self, call: Call) -> SoundLine | None:
        track = self._tracks.get(call.sid)
        return None if track is None else track.line

    def sounding(self) -> list[Call]:
        """The calls that have a line."""
        return [track.call for track in self._tracks.values()]

    def spoke(self, call: Call) -> float:
        """When the call last said something, in the event loop's time; 0: never."""
        track = self._tracks.get(call.sid)
        return 0.0 if track is None else track.spoke

    # ── what is heard ──

    def loop(self, call: Call, samples: Samples | None) -> None:
        """Heard over and over while nothing else is; None: silence."""
        track = self._tracks.get(call.sid)
        if track is not None:
            self._replace(track, None if samples is None else Playing(samples, 0))

    async def play(self, call: Call, samples: Samples, times: int = 1) -> None:
        """Returns when it has been heard, or the call is over. Nothing at all for a call without a line."""
        track = self._tracks.get(call.sid)
        if track is None:
            return
        playing = Playing(samples, times)
        self._replace(track, playing)
        try:
            await playing.done.wait()
        finally:
            if track.playing is playing:
                track.playing = None

    async def perform(self, call: Call, step: Step) -> bool:
        """A Say, Play or Pause, heard to its end. False for a call without a line.

        What cannot be played is left out and told in words, as Twilio goes on after error 11200.
        """
        if call.sid not in self._tracks:
            return False
        try:
            samples = await self.sounds.of(step)
        except Unplayable as error:
            _log.warning("not played", reason=str(error))
            return True
        await self.play(call, samples, int(step.number("loop", 1)))
        return True

    async def announce(self, calls: list[Call], step: Step) -> bool:
        """On top of what they hear. False if none of them has a line."""
        tracks = [t for call in calls if (t := self._tracks.get(call.sid)) is not None]
        if not tracks:
            return False
        try:
            samples = await self.sounds.of(step)
        except Unplayable as error:
            _log.warning("not announced", reason=str(error))
            return True
        over = [Playing(samples) for _ in tracks]
        for track, playing in zip(tracks, over, strict=True):
            track.over.append(playing)
        await asyncio.gather(*(playing.done.wait() for playing in over))
        return True

    def chime(self, call: Call, samples: Samples) -> None:
        """On top of what is heard, without waiting for it."""
        track = self._tracks.get(call.sid)
        if track is not None:
            track.over.append(Playing(samples))

    def press(self, call: Call, digits: str) -> bool:
        """The tones of keys, as those hear them who hear the call. False for a call without a line."""
        track = self._tracks.get(call.sid)
        if track is None:
            return False
        track.pressed = Playing(keys(digits))
        return True

    # ── recordings ──

    def record(self, made: Recording, *, said_alone: bool) -> None:
        self._takes[made.sid] = Take(made, said_alone)

    def recorded(self, made: Recording) -> tuple[bytes, int]:
        """The finished file and its length in seconds; nothing if there was no sound."""
        take = self._takes.pop(made.sid, None)
        if take is None or not take.sound:
            return b"", 0
        return wav(bytes(take.sound), made.channels), round(len(take.sound) / (2 * made.channels * RATE))

    # ── the clock ──

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while self._tracks:
            now = loop.time()
            if now - due > 2 * TICK_SECONDS:
                self.late += 1
            if now - due > _HOPELESS:
                due = now
            self._tick(now)
            due += TICK_SECONDS
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _tick(self, now: float) -> None:
        self._ticks += 1
        for track in self._tracks.values():
            track.say(now)
        matrix: dict[str, set[str]] = {}
        for sid in {track.call.room for track in self._tracks.values() if track.call.room}:
            if (room := self._rooms.get(sid)) is not None:
                matrix |= hears(room)
        heard = {sid: self._heard(sid, track, matrix) for sid, track in self._tracks.items()}
        for sid, track in self._tracks.items():
            track.line.give(heard[sid])
        self._keep(heard)
        if self._ticks % _LOOK_EVERY == 0:
            self._look(now)

    def _heard(self, sid: str, track: Track, matrix: Mapping[str, set[str]]) -> Samples:
        room = self._rooms.get(track.call.room) if track.call.room else None
        voices = track.top()
        if room is not None and sid in matrix:
            ringing = self._rings(room)
            if ringing is not None:
                voices.append(ringing)
            if room.status == "in-progress":
                return mix(voices + [v for other in matrix[sid] if (v := self._voice(other)) is not None])
            if ringing is not None:
                return mix(voices)
        if track.playing is not None:
            voices.append(track.playing.next())
        return mix(voices)

    def _voice(self, sid: str) -> Samples | None:
        track = self._tracks.get(sid)
        return None if track is None else track.voice

    def _rings(self, room: Room) -> Samples | None:
        """What those in the conference hear of a telephone that is being rung for it."""
        for member in room.members.values():
            rung = None if member.joined or not member.early else self._calls.get(member.call_sid)
            if rung is not None and rung.status == "ringing":
                sound = ringback()
                at = (self._ticks * TICK) % len(sound)
                return filled(sound[at : at + TICK])
        return None

    def _keep(self, heard: Mapping[str, Samples]) -> None:
        for take in self._takes.values():
            track = self._tracks.get(take.of.call_sid)
            if track is not None:
                take.write(SILENCE if track.voice is None else filled(track.voice), heard[take.of.call_sid])

    def _look(self, now: float) -> None:
        for track in list(self._tracks.values()):
            if track.line.lost(now):
                self.on_lost(track.call)

    def _replace(self, track: Track, playing: Playing | None) -> None:
        if track.playing is not None:
            track.playing.done.set()
        track.playing = playing

    def _close(self, line: SoundLine) -> None:
        task = asyncio.create_task(line.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
