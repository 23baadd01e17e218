"""One call: who is on it, who hears whom, and the 20 ms of sound each of them gets next.

The bridge holds what was *asked for* (hear-matrix, sounds, mutes) apart from who is there, so that a
command may come before the leg it names. What nobody has to ask for is that a customer is never left
in silence: when all whom they should hear have gone quiet for a second, music takes their place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import structlog

from channels.voice.errors import LegTaken, OfferUnusable, UnknownLeg
from channels.voice.providers.builtin.audio import SILENCE, Samples, mix
from channels.voice.providers.builtin.leg import CallLeg, MediaLeg
from channels.voice.providers.builtin.library import Sound, SoundLibrary
from channels.voice.providers.builtin.recording import MESSAGE, Recorder
from contact_center.kernel.contracts.telephony import LegRole, MediaEventKind, Play
from contact_center.kernel.ids import CallId

log = structlog.get_logger()

_LONGEST_MESSAGE = 50 * 660
"""Ticks (11 minutes) after which a message ends if nothing else ends it: the longest allowed is 10 minutes."""
_CHECK_EVERY = 25
"""Ticks between two looks for legs that are lost: half a second."""

Voices = dict[UUID, Samples | None]
Tell = Callable[[MediaEventKind, UUID | None, str | None], None]


@dataclass(slots=True)
class _Playing:
    what: Play
    tick: int = 0


@dataclass(slots=True)
class _Recording:
    customer: UUID
    agent: UUID
    notice: Sound
    tick: int = 0
    """How much of the notice the customer has heard."""
    recorder: Recorder | None = None
    """None until the notice has been heard to its end."""


@dataclass(slots=True)
class _Message:
    customer: UUID
    greeting: Sound
    tick: int = 0
    """How much of the greeting the customer has heard."""
    recorder: Recorder | None = None
    """None until the tone is over, and after the end."""
    kept: int = 0
    """Ticks kept since the tone."""
    over: bool = False


class Bridge:
    """Not safe for threads; everything runs in the media process's event loop.

    `tell` publishes an event of this call; `hand_over` takes a finished recorder. Both return at once.
    """

    def __init__(
        self,
        call_id: CallId,
        language: str,
        *,
        sounds: SoundLibrary,
        spool: Path,
        tell: Tell,
        hand_over: Callable[[Recorder], None],
    ) -> None:
        self.id = call_id
        self.language = language
        self.legs: dict[UUID, CallLeg] = {}
        self._sounds, self._spool, self._tell, self._hand_over = sounds, spool, tell, hand_over
        self._matrix: dict[UUID, set[UUID]] = {}
        self._playing: dict[UUID, _Playing] = {}
        self._fallback: dict[UUID, _Playing] = {}
        self._muted: set[UUID] = set()
        self._removed: set[UUID] = set()
        self._recording: _Recording | None = None
        self._paused = False
        self._message: _Message | None = None
        self._announced = False
        self._recordings = 0
        self._ticks = 0
        self._closing: set[asyncio.Task[None]] = set()

    async def connect(self, leg_id: UUID, role: LegRole, offer_sdp: str) -> str:
        """The answer to a browser's offer; the same offer again gets the same answer.

        Raises `LegTaken`, `OfferUnusable`, and `UnknownLeg` for a leg that is gone already.
        """
        there = self.legs.get(leg_id)
        if isinstance(there, MediaLeg) and there.offer_sdp == offer_sdp and there.answer_sdp:
            return there.answer_sdp
        if there is not None:
            raise LegTaken(leg_id)
        if leg_id in self._removed:
            raise UnknownLeg(leg_id)
        leg = self.legs[leg_id] = MediaLeg(leg_id, role, self.joined, self.gone)
        try:
            return await leg.answer(offer_sdp)
        except OfferUnusable:
            self.legs.pop(leg_id, None)
            self._close(leg)
            raise

    def wants(self, leg_id: UUID) -> bool:
        """Whether a leg of this id is still to come: it is neither there nor gone."""
        return leg_id not in self.legs and leg_id not in self._removed

    def seat(self, leg: CallLeg) -> None:
        """Takes a leg that came by another way than an offer; one that has joined already is told as joined."""
        self.legs[leg.id] = leg
        if leg.joined:
            self.joined(leg)

    def left(self, leg_id: UUID, why: str) -> None:
        """A leg that was to come is gone before it was there."""
        self._removed.add(leg_id)
        self._tell(MediaEventKind.LEG_LEFT, leg_id, why)

    def hear(self, matrix: dict[UUID, set[UUID]]) -> None:
        self._matrix = {listener: set(speakers) for listener, speakers in matrix.items()}

    def play(self, leg_id: UUID, what: Play) -> None:
        """Repeating what already plays does not restart it."""
        if self._sound_of(leg_id).what is not what:
            self._playing[leg_id] = _Playing(what)

    def mute(self, leg_id: UUID, muted: bool) -> None:
        (self._muted.add if muted else self._muted.discard)(leg_id)

    def start_recording(self, customer: UUID, agent: UUID) -> None:
        """Plays the notice to both, then records. Another agent continues the same recording."""
        if self._recording is not None:
            self._recording.customer, self._recording.agent = customer, agent
            return
        notice = self._sounds.sound(Play.RECORDING_NOTICE, self.language)
        self._recording = _Recording(customer, agent, notice, notice.ticks if self._announced else 0)

    def pause_recording(self, paused: bool) -> None:
        """What is said meanwhile reaches no file."""
        self._paused = paused

    def stop_recording(self) -> None:
        recording, self._recording = self._recording, None
        if recording is not None and recording.recorder is not None:
            self._hand_over(recording.recorder)

    def take_message(self, customer: UUID) -> None:
        """Greeting and tone, then only the customer is recorded. Repeating it does not restart it."""
        if self._message is None:
            self.stop_recording()
            self._message = _Message(customer, self._sounds.greeting(self.language))

    def remove(self, leg_id: UUID) -> None:
        leg = self.legs.get(leg_id)
        if leg is not None:
            self._drop(leg)
            self._tell(MediaEventKind.LEG_LEFT, leg_id, "removed")
        self._removed.add(leg_id)

    async def close(self) -> None:
        """Hangs up on everybody and finishes the recording."""
        self.stop_recording()
        self._end_message()
        for leg in list(self.legs.values()):
            self._drop(leg)
        await asyncio.gather(*self._closing, return_exceptions=True)

    @property
    def gaps(self) -> int:
        return sum(leg.gaps for leg in self.legs.values())

    def tick(self, now: float) -> None:
        """Moves 20 ms of sound; `now` is the event loop's time."""
        legs = list(self.legs.values())
        voices: Voices = {leg.id: self._voice_of(leg) for leg in legs}
        notice, greeting = self._next_of_notice(), self._next_of_greeting()
        for leg in legs:
            leg.send(greeting if self._speaks(leg.id) else self._for(leg, voices, notice, now))
        self._record(voices, now)
        self._keep_message(voices)
        self._ticks += 1
        if self._ticks % _CHECK_EVERY == 0:
            for leg in legs:
                leg.check(now)

    def _voice_of(self, leg: CallLeg) -> Samples | None:
        voice = leg.take()
        return None if leg.id in self._muted else voice

    def _for(self, leg: CallLeg, voices: Voices, notice: Samples | None, now: float) -> Samples:
        if notice is not None and self._is_recorded(leg.id):
            return notice
        speakers = self._matrix.get(leg.id)
        if speakers is None:
            return self._next_of(self._sound_of(leg.id))
        if leg.role is LegRole.CUSTOMER and not self._anybody_flows(speakers, now):
            return self._next_of(self._fallback.setdefault(leg.id, _Playing(Play.WAITING_MUSIC)))
        return mix([v for s in speakers if s != leg.id and (v := voices.get(s)) is not None])

    def _is_recorded(self, leg_id: UUID) -> bool:
        recording = self._recording
        return recording is not None and leg_id in (recording.customer, recording.agent)

    def _anybody_flows(self, speakers: set[UUID], now: float) -> bool:
        return any(self.legs[s].flowing(now) for s in speakers if s in self.legs)

    def _sound_of(self, leg_id: UUID) -> _Playing:
        return self._playing.setdefault(leg_id, _Playing(Play.WAITING_MUSIC))

    def _next_of(self, playing: _Playing) -> Samples:
        playing.tick += 1
        return self._sounds.sound(playing.what, self.language).at(playing.tick - 1)

    def _next_of_notice(self) -> Samples | None:
        """The next piece of the notice, once the customer is there to hear it; None when it is over."""
        recording = self._recording
        if recording is None or recording.recorder is not None or not self._is_there(recording.customer):
            return None
        if recording.tick >= recording.notice.ticks:
            self._begin(recording)
            return None
        recording.tick += 1
        return recording.notice.at(recording.tick - 1)

    def _speaks(self, leg_id: UUID) -> bool:
        return self._message is not None and self._message.customer == leg_id

    def _next_of_greeting(self) -> Samples:
        """The next piece once the customer is there to hear it; silence after the tone, when they speak."""
        message = self._message
        if message is None or message.over or message.recorder is not None or not self._is_there(message.customer):
            return SILENCE
        if message.tick >= message.greeting.ticks:
            message.recorder = Recorder(self._spool, self.id, MESSAGE)
            self._tell(MediaEventKind.RECORDING_STARTED, message.customer, None)
            return SILENCE
        message.tick += 1
        return message.greeting.at(message.tick - 1)

    def _keep_message(self, voices: Voices) -> None:
        """The one voice in both channels: it is heard in both ears."""
        message = self._message
        if message is not None and message.recorder is not None and self._is_there(message.customer):
            voice = voices.get(message.customer)
            message.recorder.write(voice, voice)
            message.kept += 1
            if message.kept >= _LONGEST_MESSAGE:
                self._end_message()

    def _end_message(self) -> None:
        message = self._message
        if message is None or message.over:
            return
        message.over = True
        recorder, message.recorder = message.recorder, None
        if recorder is not None:
            self._hand_over(recorder)

    def _is_there(self, leg_id: UUID) -> bool:
        return leg_id in self.legs and self.legs[leg_id].joined

    def _begin(self, recording: _Recording) -> None:
        self._announced = True
        self._recordings += 1
        recording.recorder = Recorder(self._spool, self.id, self._recordings)
        self._tell(MediaEventKind.NOTICE_PLAYED, recording.customer, None)
        self._tell(MediaEventKind.RECORDING_STARTED, None, None)

    def _record(self, voices: Voices, now: float) -> None:
        """Keeps what is heard: nothing while it is paused or the customer is held, no whisper, no muted voice."""
        recording = self._recording
        if recording is None or recording.recorder is None or self._paused:
            return
        speakers = self._matrix.get(recording.customer, set()) - {recording.customer}
        heard = self._customer_is_heard(recording.customer, now)
        if not heard and not self._anybody_flows(speakers, now):
            return
        left = voices.get(recording.customer) if heard else None
        right = [v for s in speakers if (v := voices.get(s)) is not None]
        recording.recorder.write(left, mix(right) if right else None)

    def _customer_is_heard(self, customer: UUID, now: float) -> bool:
        return any(
            customer in self._matrix.get(leg.id, ()) and leg.flowing(now)
            for leg in self.legs.values()
            if leg.role is not LegRole.SUPERVISOR
        )

    def joined(self, leg: CallLeg) -> None:
        self._tell(MediaEventKind.LEG_JOINED, leg.id, None)

    def gone(self, leg: CallLeg, lost: bool, why: str) -> None:
        if self.legs.get(leg.id) is not leg:
            return
        self._drop(leg)
        self._tell(MediaEventKind.LEG_LOST if lost else MediaEventKind.LEG_LEFT, leg.id, why)

    def _drop(self, leg: CallLeg) -> None:
        del self.legs[leg.id]
        self._removed.add(leg.id)
        self._close(leg)
        if self._speaks(leg.id):
            self._end_message()

    def _close(self, leg: CallLeg) -> None:
        task = asyncio.get_running_loop().create_task(leg.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
