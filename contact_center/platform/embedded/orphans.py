"""What an earlier run left behind: servers still ending, and lock files of servers long gone."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from contact_center.platform.embedded.errors import AlreadyRunning


def clear_leftovers(data_dir: Path, socket_dir: Path, patience: float = 15.0) -> None:
    """Make a folder that we hold alone ready for a new server.

    PostgreSQL refuses to start when the process id in an old lock file has since been given to any
    other program, which is usual in containers. So the file goes, but only when no process at all
    still works in the folder.
    """
    pid_file = data_dir / "postmaster.pid"
    deadline = time.monotonic() + patience
    while left := _processes_in(data_dir):
        chief = _pid_in(pid_file)
        if chief in left:
            with suppress(ProcessLookupError):
                os.kill(chief, signal.SIGINT)
        if time.monotonic() > deadline:
            raise AlreadyRunning(f"{data_dir}, processes {', '.join(map(str, left))}")
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)
    for stale in socket_dir.glob(".s.PGSQL.*"):
        stale.unlink(missing_ok=True)


def _pid_in(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return -1


def _processes_in(data_dir: Path) -> list[int]:
    """Every PostgreSQL process has its data folder as working directory."""
    place = os.fspath(data_dir.resolve())
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink() == Path(place):
                found.append(int(entry.name))
    return found
