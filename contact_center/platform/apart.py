"""Work on what strangers send, in a process of its own: bounded in time and memory, and off the event loop.

A thread would share our memory and could not be stopped. The process is started when it is first needed,
kept for the next piece, and ends by itself after some quiet or with us.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

_T = TypeVar("_T")
_LENGTH = struct.Struct("!Q")
_CHUNK = 1 << 20
_QUIET_SECONDS = 120


class TooMuch(Exception):
    """It took longer than `seconds`, or, without them, needed more memory than anything harmless does."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        super().__init__("stopped" if seconds is None else f"stopped after {seconds:g} seconds")


class Apart:
    """Runs functions that can be pickled, one at a time, in another process.

    `seconds` is the longest wait for one, `megabytes` the most address space it may use.
    """

    def __init__(self, *, seconds: float = 60.0, megabytes: int = 1536) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._turn = threading.Lock()
        self._child: list[subprocess.Popen[bytes]] = []
        weakref.finalize(self, _end, self._child)

    async def run(self, function: Callable[..., _T], *args: Any) -> _T:
        """What the function returns or raises. Raises `TooMuch` if it had to be stopped."""
        return await asyncio.to_thread(self._run, function, args)

    def _run(self, function: Callable[..., _T], args: tuple[Any, ...]) -> _T:
        request = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
        with self._turn:
            good, value = pickle.loads(self._answer(request))  # noqa: S301 - of a process that we started
        if not good:
            raise value
        result: _T = value
        return result

    def _answer(self, request: bytes) -> bytes:
        for _ in range(2):  # the first may have ended in its quiet just now
            fresh = not self._child
            child = self._child[0] if self._child else self._start()
            try:
                return _exchange(child, request, monotonic() + self._seconds)
            except TimeoutError:
                _end(self._child)
                raise TooMuch(self._seconds) from None
            except (BrokenPipeError, EOFError):
                _end(self._child)
                if fresh:
                    break
        raise TooMuch

    def _start(self) -> subprocess.Popen[bytes]:
        limits = [str(self._megabytes), str(int(self._seconds) + 1)]
        child = subprocess.Popen(
            [sys.executable, "-m", "contact_center.platform.apart", *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for us; it ends when we do
        )
        self._child.append(child)
        return child


def _exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(_LENGTH.pack(len(request)) + request)
    child.stdin.flush()
    out = child.stdout.fileno()
    (length,) = _LENGTH.unpack(_read(out, _LENGTH.size, deadline))
    return _read(out, length, deadline)


def _read(file: int, length: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    while length:
        ready, _, _ = select.select([file], [], [], max(0.0, deadline - monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(file, min(length, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    while children:
        child = children.pop()
        child.kill()
        child.communicate()


# --- the other side ----------------------------------------------------------------------------------


def main(megabytes: int, seconds: int) -> None:
    """Answers requests until nobody asks any more. CPU seconds are counted anew for each."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while select.select([0], [], [], _QUIET_SECONDS)[0]:
        head = os.read(0, _LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))
        answer = _done(_read_all(0, _LENGTH.unpack(head)[0]))
        with os.fdopen(os.dup(out), "wb") as file:
            file.write(_LENGTH.pack(len(answer)) + answer)


def _done(request: bytes) -> bytes:
    try:
        function, args = pickle.loads(request)  # noqa: S301 - of the process that started us
        return pickle.dumps((True, function(*args)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        except Exception:  # an error that does not travel
            return pickle.dumps((False, RuntimeError(type(error).__name__)), pickle.HIGHEST_PROTOCOL)


def _read_all(file: int, length: int) -> bytes:
    pieces = []
    while length:
        piece = os.read(file, min(length, _CHUNK))
        if not piece:
            raise SystemExit(0)
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
