"""What a supervised program says of its progress, shown while the demo starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

EVERY = 0.5


async def follow(path: Path, words: tuple[str, ...], say: Callable[[str], None]) -> None:
    """Says each new line of the file that begins with one of these words; until cancelled."""
    lines = NewLines(path)
    while True:
        await asyncio.sleep(EVERY)
        for line in lines.read():
            if line.startswith(words):
                say(line)


class NewLines:
    """Lines that a file gets from now on; a new file under the name is read from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = path.stat().st_size if path.exists() else 0

    def read(self) -> list[str]:
        if not self._path.exists():
            return []
        size = self._path.stat().st_size
        if size < self._place:
            self._place = 0
        if size == self._place:
            return []
        with self._path.open("rb") as file:
            file.seek(self._place)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._place += len(whole) + len(newline)
        return whole.decode("utf-8", "replace").splitlines()
