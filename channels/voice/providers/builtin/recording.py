"""Recordings: two channels into a wav file that survives a crash, then into the blob store.

A running recording is `<call>.<number>.wav.part`, a message `<call>.message.wav.part`; the header is
right only once it is finished. What a crash leaves behind is repaired at the next start (`leftovers`).
Samples reach the operating system every 200 ms, so a killed process loses no more than that.
"""

from __future__ import annotations

import asyncio
import os
import struct
from pathlib import Path
from typing import Protocol
from uuid import UUID

import numpy as np
import structlog
from numpy.typing import NDArray

from channels.voice.providers.builtin.audio import RATE, SILENCE, Samples
from contact_center.kernel.ids import CallId

log = structlog.get_logger()

RECORDED_RATE = 16_000
"""Samples per second and channel: wide-band speech, 3.8 MB a minute."""

_HEADER = 44
_FACTOR = RATE // RECORDED_RATE
_TAPS = 48
_TICKS_A_WRITE = 10
_TRIES = 4


class RecordingSink(Protocol):
    """Where finished recordings go: the encrypted blob store in production."""

    async def store(self, call_id: CallId, path: Path) -> str:
        """Keeps the file and returns its key. The file is deleted afterwards, if it is still there."""
        ...


class FolderSink:
    """Keeps recordings as plain files in a folder: for development and tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def store(self, call_id: CallId, path: Path) -> str:
        target = self._folder / path.name
        await asyncio.to_thread(os.replace, path, target)
        return str(target)


class Narrower:
    """48 kHz → 16 kHz: a windowed-sinc low-pass at 7 kHz, then every third sample."""

    def __init__(self) -> None:
        self._past = np.zeros(_TAPS - 1, np.float32)

    def __call__(self, samples: Samples) -> NDArray[np.int16]:
        line = np.concatenate([self._past, samples.astype(np.float32)])
        self._past = line[-(_TAPS - 1) :]
        windows = np.lib.stride_tricks.sliding_window_view(line, _TAPS)[::_FACTOR]
        return np.clip(windows @ _LOW_PASS, -32768, 32767).astype(np.int16)


MESSAGE = "message"
"""Stands in a file's name where a recording of the talk has its number."""


def is_message(path: Path) -> bool:
    """What the customer said after the tone, not a recording of a talk."""
    return path.name.split(".")[1:2] == [MESSAGE]


class Recorder:
    """Writes one recording; blocking calls are short (64 kB a second into the page cache)."""

    def __init__(self, folder: Path, call_id: CallId, number: int | str) -> None:
        self.call_id = call_id
        self._path = folder / f"{call_id}.{number}.wav.part"
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.write(self._file, _header(0))
        self._left, self._right = Narrower(), Narrower()
        self._waiting: list[bytes] = []
        self._written = 0

    def write(self, left: Samples | None, right: Samples | None) -> None:
        """20 ms of the customer (left) and of those the customer hears (right)."""
        both = np.stack(
            [self._left(SILENCE if left is None else left), self._right(SILENCE if right is None else right)],
            axis=1,
        )
        self._waiting.append(both.tobytes())
        if len(self._waiting) >= _TICKS_A_WRITE:
            self._flush()

    def finish(self) -> Path | None:
        """Makes the file whole and returns its path; None when nothing was said into it. Blocks."""
        self._flush()
        os.fsync(self._file)
        os.close(self._file)
        return finished(self._path)

    def _flush(self) -> None:
        data = b"".join(self._waiting)
        self._waiting.clear()
        if data:
            os.write(self._file, data)


def finished(part: Path) -> Path | None:
    """Gives a `.part` file its true header and its final name; an empty one is removed."""
    size = part.stat().st_size - _HEADER
    size -= size % 4
    if size <= 0:
        part.unlink()
        return None
    with part.open("r+b") as file:
        file.truncate(_HEADER + size)
        file.write(_header(size))
        file.flush()
        os.fsync(file.fileno())
    return part.rename(part.with_suffix(""))


def leftovers(folder: Path) -> list[tuple[CallId, Path]]:
    """Recordings an earlier process did not hand over, repaired where it died while writing. Blocks."""
    for part in sorted(folder.glob("*.wav.part")):
        log.warning("recording_repaired", file=part.name)
        finished(part)
    named = [(_call_of(path), path) for path in sorted(folder.glob("*.wav"))]
    return [(call_id, path) for call_id, path in named if call_id is not None]


async def hand_over(sink: RecordingSink, call_id: CallId, path: Path) -> str | None:
    """Stores the recording, trying a few times; None leaves the file for the next start."""
    for attempt in range(_TRIES):
        try:
            key = await sink.store(call_id, path)
        except Exception as error:  # any failure of any store must not lose the file
            log.warning("recording_store_failed", call_id=str(call_id), attempt=attempt, error=repr(error))
            await asyncio.sleep(0.5 * 2**attempt)
        else:
            await asyncio.to_thread(path.unlink, True)
            return key
    log.error("recording_left_in_spool", call_id=str(call_id), file=path.name)
    return None


def _call_of(path: Path) -> CallId | None:
    try:
        return CallId(UUID(path.name.partition(".")[0]))
    except ValueError:
        log.warning("recording_of_no_call", file=path.name)
        return None


def _header(size: int) -> bytes:
    """RIFF/WAVE header of PCM, two channels of 16 bits (IBM/Microsoft multimedia spec 1.0, 1991)."""
    rate = RECORDED_RATE
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 2, rate, rate * 4, 4, 16, b"data", size,
    )  # fmt: skip


def _low_pass() -> NDArray[np.float32]:
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.sinc(2 * 7000 / RATE * at) * np.hamming(_TAPS)
    return np.asarray(taps / taps.sum(), dtype=np.float32)


_LOW_PASS = _low_pass()
