"""Logs of supervised processes never fill the disk.

A process writes to the end of a file that the supervisor has opened for it, and knows nothing of its name. So
what is too long is copied aside and the file emptied under its writer, who goes on at its new end. What is
written between the two steps is lost: lines of a log, at a moment in which it holds ten megabytes of others.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger()

LONGEST = 10_000_000
"""Bytes of a log before it is put aside."""
KEPT = 3
"""Earlier ones that are kept: `web.log.1` is the last, `web.log.3` goes next."""
LOOK_EVERY = 5.0


async def keep_short(folder: Path) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await asyncio.to_thread(shorten, folder)
        except OSError as problem:
            log.warning("logs cannot be put aside", reason=str(problem))


def shorten(folder: Path, longest: int = LONGEST) -> list[Path]:
    """Puts aside what is too long; which these were."""
    found = [path for path in folder.glob("*.log") if path.stat().st_size > longest]
    for path in found:
        for number in range(KEPT, 1, -1):
            with suppress(FileNotFoundError):
                _numbered(path, number - 1).replace(_numbered(path, number))
        shutil.copyfile(path, _numbered(path, 1))
        _numbered(path, 1).chmod(0o600)
        os.truncate(path, 0)
    return found


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
