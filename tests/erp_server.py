"""A real Tryton for tests, started from the prepared file of the demo."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from contact_center.demo.peers.erp.layout import DATABASE, READER, READER_PASSWORD, ErpFiles, company_day
from contact_center.demo.peers.erp.prepare import prepare
from contact_center.kernel.clock import SystemClock
from erp_link.connectors.tryton.client import TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from tests.patience import PATIENCE
from tests.servers import ending_with_us

_ROOT = Path(__file__).resolve().parents[1]
_START = PATIENCE
"""Seconds after which a Tryton that does not listen counts as broken."""


def prepared_erp(data_dir: Path) -> Path:
    """Puts the prepared database into `data_dir`; made once for demo and tests, in the demo's folder."""
    shared = Path(os.environ.get("CONTACT_CENTER_DATA_DIR", _ROOT / "var"))
    made = prepare(shared, company_day(SystemClock().now()), lambda _: None)
    target = ErpFiles.of(data_dir).folder
    target.mkdir(parents=True)
    for path in (made, made.with_suffix(".json")):
        shutil.copyfile(path, target / path.name)
    return target / made.name


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class ErpServer:
    """`python -m contact_center.demo.peers.erp serve`, as the supervisor starts it."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "contact_center.demo.peers.erp", "serve"]
        command += ["--data-dir", str(self.data_dir), "--port", str(self.port)]
        self.process = subprocess.Popen(ending_with_us(command), cwd=_ROOT)
        self._wait_until_it_listens()

    def stop(self) -> int:
        """SIGTERM, as the supervisor does it; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        """SIGKILL to the outer process, as if it had crashed."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(20)

    def suspend(self) -> None:
        """Tryton takes connections and does not answer."""
        os.kill(self.tryton_pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.tryton_pid, signal.SIGCONT)

    @property
    def tryton_pid(self) -> int:
        return int(ErpFiles.of(self.data_dir).pid.read_text(encoding="utf-8"))

    def end(self) -> None:
        """After a test, in whatever state it left the server."""
        with contextlib.suppress(OSError, ValueError):
            self.resume()
        if self.runs:
            self.stop()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _wait_until_it_listens(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + _START
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Tryton did not start; see its output above")
            time.sleep(0.05)

    def settings(self, deadline: timedelta = timedelta(seconds=20)) -> TrytonSettings:
        return TrytonSettings(f"http://127.0.0.1:{self.port}", DATABASE, READER, READER_PASSWORD, deadline)

    def connector(self, deadline: timedelta = timedelta(seconds=20)) -> TrytonConnector:
        return TrytonConnector(TrytonClient(self.settings(deadline)))
