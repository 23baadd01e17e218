"""One browser on a call: its peer connection, its voice, and what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import structlog
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.exceptions import InvalidStateError
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

from channels.voice.errors import OfferUnusable
from channels.voice.providers.builtin.audio import Samples, VoiceBuffer, mono
from channels.voice.providers.builtin.outlet import Outlet
from contact_center.kernel.contracts.telephony import LegRole

log = structlog.get_logger()

LOST_AFTER = 5.0
"""Seconds without a packet after which a leg that was there counts as lost."""
NEVER_JOINED_AFTER = 15.0
"""Seconds a browser has from its offer until its voice arrives."""
FLOWING_WITHIN = 1.0
"""Seconds without a packet after which others who only hear this leg get music."""


class MediaLegState(StrEnum):
    CONNECTING = "connecting"
    JOINED = "joined"
    GONE = "gone"


class CallLeg(Protocol):
    """What a bridge needs of a leg, whatever carries its sound."""

    id: UUID
    role: LegRole

    @property
    def joined(self) -> bool: ...
    @property
    def gaps(self) -> int:
        """How often its voice ran dry."""
        ...

    def flowing(self, now: float) -> bool:
        """Whether others can count on hearing it; `now` is the event loop's time."""
        ...

    def take(self) -> Samples | None:
        """Its voice of this tick; None when nothing arrived."""
        ...

    def send(self, samples: Samples) -> None:
        """What it hears in this tick."""
        ...

    def check(self, now: float) -> None:
        """Notices that it is lost."""
        ...

    async def close(self) -> None:
        """Says good-bye; reports nothing."""
        ...


class MediaLeg:
    """Reports through callbacks: `on_joined()`, once media flows; `on_gone(lost, why)`, at most once."""

    def __init__(
        self,
        leg_id: UUID,
        role: LegRole,
        on_joined: Callable[[MediaLeg], None],
        on_gone: Callable[[MediaLeg, bool, str], None],
    ) -> None:
        self.id = leg_id
        self.role = role
        self.state = MediaLegState.CONNECTING
        self.offer_sdp = ""
        self.answer_sdp = ""
        self._on_joined, self._on_gone = on_joined, on_gone
        self._loop = asyncio.get_running_loop()
        self._began = self._heard = self._loop.time()
        self._voice = VoiceBuffer()
        self._outlet = Outlet()
        self._pump: asyncio.Task[None] | None = None
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.on("track", self._listen)
        self._peer.on("connectionstatechange", self._connection_changed)

    async def answer(self, offer_sdp: str) -> str:
        """Negotiates; the answer carries all candidates, as there is no channel to send them later.

        Raises `OfferUnusable`.
        """
        self.offer_sdp = offer_sdp
        try:
            await self._negotiate(offer_sdp)
        except (ValueError, KeyError, IndexError, AttributeError, InvalidStateError) as error:
            raise OfferUnusable(error, field="offer_sdp") from error
        self.answer_sdp = self._peer.localDescription.sdp
        return self.answer_sdp

    async def _negotiate(self, offer_sdp: str) -> None:
        await self._peer.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
        lines = [t for t in self._peer.getTransceivers() if t.kind == "audio"]
        if not lines:
            raise ValueError("the offer has no audio line")
        self._peer.addTrack(self._outlet)
        opus = [c for c in RTCRtpSender.getCapabilities("audio").codecs if c.mimeType == "audio/opus"]
        lines[0].setCodecPreferences(opus)
        await self._peer.setLocalDescription(await self._peer.createAnswer())

    @property
    def joined(self) -> bool:
        return self.state is MediaLegState.JOINED

    @property
    def gaps(self) -> int:
        return self._voice.gaps

    def flowing(self, now: float) -> bool:
        """Whether its voice arrived within the last second; `now` is the event loop's time."""
        return self.joined and now - self._heard < FLOWING_WITHIN

    def take(self) -> Samples | None:
        """Its voice of this tick; None when nothing arrived."""
        return self._voice.take()

    def send(self, samples: Samples) -> None:
        self._outlet.push(samples)

    def check(self, now: float) -> None:
        """Notices media that stopped, or never came, without a good-bye."""
        if self.state is MediaLegState.JOINED and now - self._heard > LOST_AFTER:
            self._gone(True, "no media")
        elif self.state is MediaLegState.CONNECTING and now - self._began > NEVER_JOINED_AFTER:
            self._gone(True, "never connected")

    async def close(self) -> None:
        """Says good-bye to the browser; reports nothing."""
        self.state = MediaLegState.GONE
        await self._peer.close()
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    def _listen(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio" and self._pump is None:
            self._pump = self._loop.create_task(self._hear(track))

    async def _hear(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, AudioFrame):
                    self._heard = self._loop.time()
                    self._voice.put(mono(frame))
                    self._maybe_joined()
        except MediaStreamError:
            lost = self._peer.connectionState == "failed"
            self._gone(lost, "connection failed" if lost else "hung up")

    def _maybe_joined(self) -> None:
        if self.state is MediaLegState.CONNECTING and self._peer.connectionState == "connected":
            self.state = MediaLegState.JOINED
            self._on_joined(self)

    def _connection_changed(self) -> None:
        if self._peer.connectionState == "failed":
            self._gone(True, "connection failed")
        elif self._peer.connectionState == "closed":
            self._gone(False, "hung up")

    def _gone(self, lost: bool, why: str) -> None:
        if self.state is MediaLegState.GONE:
            return
        self.state = MediaLegState.GONE
        self._on_gone(self, lost, why)
