"""A voice that only babbles, on a real WebRTC connection: for both ends of simulated calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from random import Random

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame
from numpy.typing import NDArray

RATE = 48_000
FRAME = RATE // 50
LOOP_SECONDS = 6
LOUDNESS = 5_000


class Phone:
    """One end of a call. What comes from the other end is heard by nobody."""

    def __init__(self, random: Random) -> None:
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.addTrack(SyntheticVoice(random))
        self._sink = MediaBlackhole()
        self._peer.on("track", self._sink.addTrack)

    async def offer(self) -> str:
        """The SDP with which to ask for the connection."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._peer.localDescription.sdp

    async def connect(self, answer_sdp: str) -> None:
        await self._peer.setRemoteDescription(RTCSessionDescription(answer_sdp, "answer"))
        await self._sink.start()

    async def hang_up(self) -> None:
        await self._sink.stop()
        await self._peer.close()


@asynccontextmanager
async def picked_up(random: Random) -> AsyncIterator[Phone]:
    phone = Phone(random)
    try:
        yield phone
    finally:
        await phone.hang_up()


class SyntheticVoice(MediaStreamTrack):
    """Syllables without words, a few seconds of them over and over, in real time."""

    kind = "audio"

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._sound = synthetic_speech(random)
        self._sent = 0
        self._began: float | None = None

    async def recv(self) -> AudioFrame:
        now = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = now
        await asyncio.sleep(max(0.0, self._began + self._sent / RATE - now))
        at = self._sent % len(self._sound)
        frame = AudioFrame.from_ndarray(self._sound[at : at + FRAME].reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._sent
        self._sent += FRAME
        return frame


def synthetic_speech(random: Random) -> NDArray[np.int16]:
    """Voiced syllables of two formants with pauses between phrases; whole frames, to be repeated."""
    sound = np.zeros(LOOP_SECONDS * RATE)
    pitch, at = random.uniform(110, 210), 0.2
    while at < LOOP_SECONDS - 1.2:
        seconds = random.uniform(0.09, 0.22)
        t = np.arange(int(seconds * RATE)) / RATE
        tone = _syllable(t, pitch * random.uniform(0.9, 1.15), random.uniform(350, 750), random.uniform(1100, 2200))
        first = int(at * RATE)
        sound[first : first + len(tone)] += tone * np.hanning(len(tone))
        at += seconds + (random.uniform(0.3, 0.6) if random.random() < 0.12 else random.uniform(0.0, 0.05))
    return (sound * LOUDNESS / max(1e-6, float(np.max(np.abs(sound))))).astype(np.int16)


def _syllable(t: NDArray[np.float64], pitch: float, low: float, high: float) -> NDArray[np.float64]:
    """Harmonics of the pitch, louder near the formants."""
    harmonics = np.arange(1, 16)[:, None] * pitch
    near = np.exp(-(((harmonics - low) / 220) ** 2)) + 0.5 * np.exp(-(((harmonics - high) / 320) ** 2))
    voiced: NDArray[np.float64] = np.sum(near * np.sin(2 * np.pi * harmonics * t), axis=0)
    return voiced
