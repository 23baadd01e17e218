"""Tones prove who hears whom: making them, finding them, and a caller that sends and hears them."""

from __future__ import annotations

import asyncio
import wave
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame
from numpy.typing import NDArray

from tests.patience import PATIENCE

RATE = 48_000
LOUD = 6_000
"""Amplitude of a test tone, in 16-bit units."""
HEARD = 1_200
"""A tone above this amplitude was heard; the music has less than `NOT_HEARD` above 2.8 kHz."""
NOT_HEARD = 200

CUSTOMER_HZ = 3_100.0
AGENT_HZ = 4_100.0
THIRD_HZ = 5_100.0

_TICK = 960
_KEPT_FRAMES = 25


def tone(hz: float, seconds: float, rate: int = RATE, amplitude: float = LOUD) -> NDArray[np.int16]:
    t = np.arange(int(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hz * t)).astype(np.int16)


def write_tone(path: Path, hz: float, seconds: float, rate: int = RATE) -> Path:
    """A mono wav, e.g. for Chromium's `--use-file-for-fake-audio-capture`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(tone(hz, seconds, rate).tobytes())
    return path


def read_wav(path: Path) -> tuple[int, NDArray[np.int16]]:
    """Sample rate, and samples of shape (length, channels)."""
    with wave.open(str(path), "rb") as file:
        flat = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        return file.getframerate(), flat.reshape(-1, file.getnchannels())


def level(samples: NDArray[np.int16], hz: float, rate: int = RATE) -> float:
    """Amplitude of one tone in the samples, in 16-bit units (one bin of a Hann-windowed DFT)."""
    if len(samples) == 0:
        return 0.0
    window = np.hanning(len(samples))
    turn = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / rate)
    return float(2 * np.abs(np.sum(samples * window * turn)) / np.sum(window))


def loudest(samples: NDArray[np.int16], hz: float, rate: int = RATE) -> float:
    """The level of a tone in the tenth of a second where it is loudest: a busy machine talks with gaps."""
    size = rate // 10
    return max(
        (level(samples[at : at + size], hz, rate) for at in range(0, len(samples) - size + 1, size)), default=0.0
    )


def loudness(samples: NDArray[np.int16]) -> float:
    """Root mean square, in 16-bit units."""
    return float(np.sqrt(np.mean(samples.astype(float) ** 2))) if len(samples) else 0.0


async def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Waits for the condition; fails with `what` if it does not come true in time."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"did not happen within {seconds} s: {what}") from None


class Tone(MediaStreamTrack):
    """An endless tone in real time; `stall` stops sending without a good-bye."""

    kind = "audio"

    def __init__(self, hz: float) -> None:
        super().__init__()
        self.hz = hz
        self._sent = 0
        self._began: float | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()

    def stall(self) -> None:
        self._flowing.clear()

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        if self._began is None:
            self._began = loop.time()
        await asyncio.sleep(max(0.0, self._began + self._sent / RATE - loop.time()))
        await self._flowing.wait()
        turn = 2 * np.pi * self.hz * (self._sent + np.arange(_TICK)) / RATE
        samples = (LOUD * np.sin(turn)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._sent
        self._sent += _TICK
        return frame


class TonePeer:
    """A caller without a browser: sends a tone and keeps the last half second it heard.

    peer = TonePeer(CUSTOMER_HZ)
    await peer.accept(await telephony.connect_browser(call, leg, role, await peer.offer()))
    await until(lambda: peer.hears(AGENT_HZ), "the customer hears the agent")
    """

    def __init__(self, hz: float) -> None:
        self.tone = Tone(hz)
        self._heard: deque[NDArray[np.int16]] = deque(maxlen=_KEPT_FRAMES)
        self._tasks: list[asyncio.Task[None]] = []
        self.ended = False
        """The other side hung up."""
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.addTrack(self.tone)
        self._peer.on("track", lambda track: self._tasks.append(asyncio.ensure_future(self._listen(track))))

    async def offer(self) -> str:
        """SDP with all candidates."""
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return self._peer.localDescription.sdp

    async def accept(self, answer_sdp: str) -> None:
        await self._peer.setRemoteDescription(RTCSessionDescription(answer_sdp, "answer"))

    def heard(self) -> NDArray[np.int16]:
        """Up to the last half second, mono."""
        return np.concatenate(self._heard) if self._heard else np.zeros(0, np.int16)

    def level(self, hz: float) -> float:
        return level(self.heard(), hz)

    def hears(self, hz: float) -> bool:
        return self.level(hz) > HEARD

    def hears_no(self, hz: float) -> bool:
        """True only while something, be it silence, arrives at all."""
        return len(self._heard) == _KEPT_FRAMES and self.level(hz) < NOT_HEARD

    def hears_music(self) -> bool:
        """Something is heard and it is none of the test tones."""
        quiet = all(self.hears_no(hz) for hz in (CUSTOMER_HZ, AGENT_HZ, THIRD_HZ))
        return quiet and loudness(self.heard()) > 150

    def hears_nothing(self) -> bool:
        return len(self._heard) == _KEPT_FRAMES and loudness(self.heard()) < 20

    def forget(self) -> None:
        """Drops what was heard so far, so that a later look finds only what comes from now on."""
        self._heard.clear()

    def vanish(self) -> None:
        """Stops sending as a crashed browser does: no good-bye."""
        self.tone.stall()

    async def hang_up(self) -> None:
        await self._peer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, track: MediaStreamTrack) -> None:
        try:
            while True:
                frame = await track.recv()
                assert isinstance(frame, AudioFrame)
                flat = frame.to_ndarray().reshape(-1)
                self._heard.append(flat[:: frame.layout.nb_channels].astype(np.int16))
        except MediaStreamError:
            self.ended = True
