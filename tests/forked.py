"""The product's processes without the price of their imports: forked from one that has made them already.

A process that a test starts, kills and starts again spends two seconds of a processor on imports alone, each time.
`python -m contact_center …` runs here as everywhere, in a process of its own that any signal may end.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing.context import ForkServerContext

IMPORTED = ["contact_center.bootstrap.cli", "channels.voice.media_process", "tests.forked"]


@cache
def _context() -> ForkServerContext:
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(IMPORTED)
    return made


class Forked:
    """`python -m contact_center ARGUMENT…` with this environment; what it says is not kept."""

    def __init__(self, *arguments: str, env: Mapping[str, str]) -> None:
        self._process = _context().Process(target=_run, args=(arguments, dict(env)))
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("contact_center", timeout)
        self._process.close()
        return code


def _run(arguments: tuple[str, ...], env: dict[str, str]) -> None:
    from contact_center.bootstrap.cli import app
    from tests.servers import die_with_parent

    die_with_parent()
    os.environ.clear()
    os.environ.update(env)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.argv = ["contact_center", *arguments]
    app()
