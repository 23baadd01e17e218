"""A telephone on a call: its voice between the network's 8 kHz and the mixer, and its keys."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol
from uuid import UUID

import numpy as np
import structlog

from channels.voice.errors import NotConnectedToEachOther
from channels.voice.providers.builtin.audio import Samples, VoiceBuffer
from channels.voice.providers.builtin.leg import MediaLegState
from channels.voice.providers.sip import rtp
from channels.voice.providers.sip.g711 import Downsampler, Upsampler, decoded, encoded
from channels.voice.providers.sip.keys import TONE_TICKS, KeyEar, tone
from channels.voice.providers.sip.rtp import RtpPacket, RtpPort
from contact_center.kernel.contracts.telephony import LegRole

log = structlog.get_logger()

SILENT_FOR = 30.0
"""Seconds without a packet after which a telephone that is not on hold over there counts as lost. Long, since many send
nothing while nobody speaks."""
_TICK = 160
_LATEST = 1 << 15
_EVENT_ENDS = 3
"""How often the end of a key is told: one of them arrives."""


class Signalling(Protocol):
    """The call of this telephone, as SIP has it."""

    def hang_up(self) -> None:
        """Ends it, or takes it back while it rings. Harmless when it is over."""
        ...


Joined = Callable[["TelephoneLeg"], None]
Gone = Callable[["TelephoneLeg", bool, str], None]


class TelephoneLeg:
    """As `builtin.leg.MediaLeg` to a bridge. Belongs to the lobby at first, then to a bridge (`belong`)."""

    def __init__(self, port: RtpPort, codec: int, events: int | None) -> None:
        """`events`: the payload type of telephone events; None where the far end knows none."""
        self.id: UUID = UUID(int=0)
        self.role = LegRole.CUSTOMER
        self.state = MediaLegState.CONNECTING
        self.offer_sdp = self.answer_sdp = ""
        self.on_key: Callable[[str], None] | None = None
        self.held_there = False
        """The far end has put us on hold: that it sends nothing means nothing."""
        self._on_joined: Joined | None = None
        self._on_gone: Gone | None = None
        self._call: Signalling | None = None
        self._voice = VoiceBuffer()
        self.port = port
        port.heard = self._heard
        self._codec, self._events = codec, events
        self._up, self._down = Upsampler(), Downsampler()
        self._ear = KeyEar()
        self._last_heard = asyncio.get_running_loop().time()
        self._newest: int | None = None
        self._key_at: int | None = None
        self._source = random.getrandbits(32)
        self._sequence, self._clock = random.getrandbits(15), random.getrandbits(31)
        self._presses: deque[str] = deque()
        self._pressing: Iterator[RtpPacket | Samples | None] | None = None

    def belong(self, leg_id: UUID, role: LegRole, joined: Joined, gone: Gone) -> None:
        self.id, self.role, self._on_joined, self._on_gone = leg_id, role, joined, gone

    def signalled_by(self, call: Signalling) -> None:
        self._call = call

    def agree(self, codec: int, events: int | None, to: rtp.RtpAddress, *, held: bool = False) -> None:
        """What both sides have settled on, at the beginning or anew."""
        self._codec, self._events, self.held_there = codec, events, held
        if to[1] and to[0] != "0.0.0.0":  # noqa: S104 - old telephones say "on hold" by this address
            self.port.send_to(to)

    @property
    def joined(self) -> bool:
        return self.state is MediaLegState.JOINED

    @property
    def gaps(self) -> int:
        return self._voice.gaps

    def picked_up(self) -> None:
        """Both sides have said that they talk."""
        if self.state is MediaLegState.CONNECTING:
            self.state = MediaLegState.JOINED
            self._last_heard = asyncio.get_running_loop().time()
            if self._on_joined is not None:
                self._on_joined(self)

    def over(self, why: str, *, lost: bool = False) -> None:
        """The network says that this telephone is no longer, or was never, there."""
        if self.state is MediaLegState.GONE:
            return
        self.state = MediaLegState.GONE
        if self._on_gone is not None:
            self._on_gone(self, lost, why)

    def flowing(self, now: float) -> bool:
        """A telephone that is silent may still be there; one that is lost is told by `check`."""
        return self.joined

    def take(self) -> Samples | None:
        return self._voice.take()

    def send(self, samples: Samples) -> None:
        """20 ms to the telephone; while a key is sent, that goes in their place."""
        if self.state is not MediaLegState.JOINED:
            return
        voice = self._down(samples)
        pressed = self._next_of_keys()
        if isinstance(pressed, RtpPacket):
            self.port.send(pressed)
        else:
            self._say(voice if pressed is None else pressed)
        self._clock += _TICK

    def press(self, digits: str) -> None:
        """Raises `NotConnectedToEachOther` while nobody has picked up."""
        if not self.joined:
            raise NotConnectedToEachOther
        self._presses.extend(digits)

    def check(self, now: float) -> None:
        """Notices a telephone that has stopped sending without a good-bye."""
        if self.joined and not self.held_there and now - self._last_heard > SILENT_FOR:
            self.over("no media", lost=True)

    async def close(self) -> None:
        """Hangs up; reports nothing."""
        self.state = MediaLegState.GONE
        if self._call is not None:
            self._call.hang_up()
        self.port.close()

    def _say(self, voice: Samples) -> None:
        self._sequence += 1
        payload = encoded(voice, self._codec)
        self.port.send(RtpPacket(self._codec, self._sequence, self._clock, payload, source=self._source))

    def _heard(self, packet: RtpPacket) -> None:
        self._last_heard = asyncio.get_running_loop().time()
        if packet.payload_type == self._events:
            self._hear_event(packet)
        elif packet.payload_type == self._codec and self._is_newer(packet.sequence):
            voice = decoded(packet.payload, self._codec)
            if self._events is None:
                for piece in np.split(voice, range(_TICK, len(voice), _TICK)):
                    self._pressed(self._ear.hear(piece))
            self._voice.put(self._up(voice))

    def _is_newer(self, sequence: int) -> bool:
        """What came late or twice is no voice any more."""
        if self._newest is not None and not 0 < (sequence - self._newest) & 0xFFFF < _LATEST:
            return False
        self._newest = sequence
        return True

    def _hear_event(self, packet: RtpPacket) -> None:
        """All packets of one key have the time at which it began."""
        if packet.timestamp != self._key_at:
            self._key_at = packet.timestamp
            self._pressed(rtp.key_of(packet.payload))

    def _pressed(self, key: str | None) -> None:
        if key is not None and self.on_key is not None:
            self.on_key(key)

    def _next_of_keys(self) -> RtpPacket | Samples | None:
        """What goes in place of the voice now; None: the voice."""
        if self._pressing is None:
            if not self._presses:
                return None
            key = self._presses.popleft()
            self._pressing = tone(key) if self._events is None else self._event(key, self._events)
        found = next(self._pressing, None)
        if found is None:
            self._pressing = None
        return found

    def _event(self, key: str, payload_type: int) -> Iterator[RtpPacket | Samples]:
        began = self._clock
        for tick in range(TONE_TICKS):
            payload = rtp.key_payload(key, (tick + 1) * _TICK, end=False)
            yield self._numbered(payload_type, began, payload, marker=tick == 0)
        for _ in range(_EVENT_ENDS):
            yield self._numbered(payload_type, began, rtp.key_payload(key, TONE_TICKS * _TICK, end=True))
        for _ in range(TONE_TICKS - _EVENT_ENDS):
            yield np.zeros(_TICK, np.int16)

    def _numbered(self, payload_type: int, at: int, payload: bytes, *, marker: bool = False) -> RtpPacket:
        self._sequence += 1
        return RtpPacket(payload_type, self._sequence, at, payload, marker, self._source)
