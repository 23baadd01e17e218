"""Children that never outlive us, whatever kills us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class SystemUser:
    """A user of the machine, other than us, under whom a server runs."""

    name: str
    uid: int
    gid: int


def bound_command(
    argv: Sequence[str], *, death_signal: int = signal.SIGKILL, account: SystemUser | None = None
) -> list[str]:
    """A command line that runs `argv` and gets `death_signal` when this process ends in any way.

    The kernel counts the starting *thread* as the parent: start it from the main thread.
    """
    uid, gid = (str(account.uid), str(account.gid)) if account else ("-", "-")
    own = [sys.executable, "-I", "-S", str(LAUNCH)]
    return [*own, str(os.getpid()), str(int(death_signal)), uid, gid, *argv]


def start_bound(
    argv: Sequence[str], log: IO[bytes], *, death_signal: int, account: SystemUser | None = None, cwd: Path
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, bound to our life; both its outputs go to `log`."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a bound child dies with the thread that starts it: start it from the main thread")
    return subprocess.Popen(
        bound_command(argv, death_signal=death_signal, account=account),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=cwd,
        start_new_session=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("PG")},
    )


def end_child(process: subprocess.Popen[bytes], signals: Sequence[tuple[int, float]]) -> None:
    """Send each signal in turn until the child has ended; the number is the patience in seconds."""
    for number, patience in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()
