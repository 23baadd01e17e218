"""Serves the live copy of the prepared ERP, as one child of the supervisor.

Tryton itself is a child of this process: it ends with it however it ends, because it watches the pipe on
its standard input; and this process ends when its own parent is gone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType

from contact_center.demo.peers.erp.calendar import is_outdated, move_days
from contact_center.demo.peers.erp.layout import (
    DATABASE,
    SEED_SCRIPTS,
    BackOfficeAccess,
    ErpFiles,
    Stamp,
    erp_environment,
    erp_python,
)
from contact_center.demo.peers.erp.prepare import copy_database, write_config

_GRACE = 3.0
"""Seconds for Tryton to end by itself."""


def renew_live(files: ErpFiles, prepared: Path, today: date) -> Stamp:
    """The live copy, made from the prepared file where there is none of its recipe, with days of today."""
    made = Stamp.read(prepared)
    assert made is not None, "serve follows prepare"
    live = Stamp.read(files.live_database)
    if live is None or live.key != made.key:
        shutil.rmtree(files.live, ignore_errors=True)
        files.live.mkdir(parents=True)
        copy_database(prepared, files.live_database)
        move_days(files.live_database, (today - made.anchor).days)
        live = Stamp(made.key, today)
    elif is_outdated(live.anchor, today):
        move_days(files.live_database, (today - live.anchor).days)
        live = Stamp(live.key, today)
    live.write(files.live_database)
    return live


class TrytonProcess:
    """The running Tryton."""

    def __init__(self, files: ErpFiles, host: str, port: int) -> None:
        self._files = files
        config = write_config(files.live, BackOfficeAccess.read(files))
        command = [str(erp_python()), str(SEED_SCRIPTS / "serve.py"), str(config), DATABASE, host, str(port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, env=erp_environment(files.live))
        files.pid.write_text(str(self._process.pid), encoding="utf-8")

    def wait(self, seconds: float) -> int | None:
        """Its exit code, or None while it runs."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """Asks, then kills: a Tryton that was suspended does not hear the question."""
        self._process.terminate()
        if self.wait(_GRACE) is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._files.pid.unlink(missing_ok=True)


def serve(files: ErpFiles, host: str, port: int, parent: Callable[[], int] = os.getppid) -> int:
    """Runs Tryton until it ends, a SIGTERM or SIGINT comes, or our parent is gone; the exit code."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    born_under = parent()
    tryton = TrytonProcess(files, host, port)
    try:
        while not asked and parent() == born_under:
            code = tryton.wait(0.2)
            if code is not None:
                return code or 1
        return 0
    finally:
        tryton.stop()
