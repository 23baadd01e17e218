"""The providers under test, each started as in production."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

import httpx
import numpy as np
from numpy.typing import NDArray

from channels.voice.providers.builtin.client import BuiltinTelephony
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.telephony import BrowserTelephony
from tests.patience import PATIENCE
from tests.servers import ending_with_us
from tests.voice_tools import read_wav

SECRET = "a secret of the tests"


class Provider(Protocol):
    """What the suite needs to know of a provider beside its `BrowserTelephony`."""

    def start(self) -> None: ...

    def client(self) -> BrowserTelephony:
        """A client of its own, as each process of the product has one."""
        ...

    async def close(self, client: BrowserTelephony) -> None: ...

    def die(self) -> None:
        """The media is gone from one moment to the next."""
        ...

    def stop(self) -> None: ...

    def recording(self, key: str) -> tuple[int, NDArray[np.int16]]:
        """Sample rate and samples (length, 2) of a stored recording."""
        ...


class BuiltinProvider:
    """The media process as a child, on a free port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ending_with_us(
                [
                    *(sys.executable, "-m", "channels.voice.providers.builtin", "--port", str(self._port)),
                    *("--recordings", str(self._folder)),
                ]
            ),
            env={**os.environ, "CONTACT_CENTER_MEDIA_SECRET": SECRET},
            stdout=subprocess.DEVNULL,
        )
        _wait_until_healthy(f"{self.url}/health", self._process)

    def client(self) -> BuiltinTelephony:
        return BuiltinTelephony(self.url, SECRET, SystemClock())

    async def close(self, client: BrowserTelephony) -> None:
        assert isinstance(client, BuiltinTelephony)
        await client.close()

    def die(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(20)

    def recording(self, key: str) -> tuple[int, NDArray[np.int16]]:
        return read_wav(Path(key))


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < give_up:
            assert process.poll() is None, "the media process ended at its start"
            try:
                if http.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise AssertionError("the media process did not become healthy")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
