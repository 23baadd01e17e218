"""A line whose far end is a browser: WebRTC in G.711, as the telephone network has it."""

from __future__ import annotations

import asyncio
from collections import deque
from fractions import Fraction
from typing import Any, Final

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtcrtptransceiver import RTCRtpTransceiver
from av import AudioFrame
from av.packet import Packet

from contact_center.demo.peers.carrier.voice.sound.lines import Inlet
from contact_center.demo.peers.carrier.voice.sound.samples import RATE, TICK, Samples, mulaw

LOST_AFTER: Final = 5.0
"""Seconds without a packet after which a browser that spoke counts as gone."""
NEVER_CAME_AFTER: Final = 20.0
"""Seconds a browser has from the end of the negotiation until it is connected."""
_UNUSABLE: Final = (
    ValueError, KeyError, IndexError, AttributeError, InvalidAccessError, InvalidStateError, OperationError,
)  # fmt: skip
"""What aiortc raises for a description that makes no sense, or shares no codec."""
_TIME_BASE: Final = Fraction(1, RATE)
_MOST_WAITING: Final = 5


class BadDescription(ValueError):
    """An SDP that cannot be used; says why."""


class WebLine:
    """Negotiate with `answer`, or with `offer` and then `accept`; all candidates are in what these return."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._inlet, self._outlet = Inlet(), _Outlet()
        self._negotiated: float | None = None
        self._heard: float | None = None
        self._over = False
        self._listening: asyncio.Task[None] | None = None
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.on("track", self._listen)
        self._peer.on("connectionstatechange", self._changed)

    async def answer(self, offer_sdp: str) -> str:
        """Raises `BadDescription`."""
        try:
            self._peer.addTrack(self._outlet)
            [line] = self._peer.getTransceivers()
            _in_g711(line)  # before the offer: what both have in common is settled with it
            await self._peer.setRemoteDescription(RTCSessionDescription(offer_sdp, "offer"))
            if line.mid is None:
                raise ValueError("the offer has no audio")
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except _UNUSABLE as error:
            await self.close()
            raise BadDescription(str(error) or repr(error)) from error
        self._negotiated = self._loop.time()
        return str(self._peer.localDescription.sdp)

    async def offer(self) -> str:
        self._peer.addTrack(self._outlet)
        _in_g711(self._peer.getTransceivers()[0])
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return str(self._peer.localDescription.sdp)

    async def accept(self, answer_sdp: str) -> None:
        """Raises `BadDescription`."""
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(answer_sdp, "answer"))
        except _UNUSABLE as error:
            raise BadDescription(str(error) or repr(error)) from error
        self._negotiated = self._loop.time()

    def take(self) -> Samples | None:
        return self._inlet.take()

    def give(self, samples: Samples) -> None:
        self._outlet.push(samples)

    def lost(self, now: float) -> bool:
        if self._over:
            return True
        if self._heard is not None:
            return now - self._heard > LOST_AFTER
        connected = self._peer.connectionState == "connected"
        return self._negotiated is not None and not connected and now - self._negotiated > NEVER_CAME_AFTER

    async def close(self) -> None:
        self._over = True
        await self._peer.close()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    def _listen(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio" and self._listening is None:
            self._listening = self._loop.create_task(self._hear(track))

    async def _hear(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                if isinstance(frame, AudioFrame):
                    self._heard = self._loop.time()
                    self._inlet.put(frame.to_ndarray().reshape(-1).astype(np.int16, copy=False))
        except MediaStreamError:
            self._over = True

    def _changed(self) -> None:
        if self._peer.connectionState in ("failed", "closed"):
            self._over = True


class _Outlet(MediaStreamTrack):
    """What the browser hears, packed here as a byte a sample: no thread and no resampling."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._queue: deque[Samples] = deque(maxlen=_MOST_WAITING)
        self._filled = asyncio.Event()
        self._sent = 0

    def push(self, samples: Samples) -> None:
        """The oldest is dropped while nobody fetches it."""
        self._queue.append(samples)
        self._filled.set()

    async def recv(self) -> Any:
        while not self._queue:
            self._filled.clear()
            await self._filled.wait()
        packet: Packet[Any] = Packet(mulaw(self._queue.popleft()))
        packet.pts, packet.time_base = self._sent, _TIME_BASE
        self._sent += TICK
        return packet


def _in_g711(line: RTCRtpTransceiver) -> None:
    line.setCodecPreferences([c for c in RTCRtpSender.getCapabilities("audio").codecs if c.mimeType == "audio/PCMU"])
