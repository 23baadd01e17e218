"""The product's processes without the price of their imports: forked from one that has made them already.

A process that a test starts, kills and starts again spends two seconds of a processor on imports alone, each time.
`python -m contact_center …` runs here as everywhere, in a process of its own that any signal may end.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from tests.patience import PATIENCE

IMPORTED = ["contact_center.bootstrap.cli", "channels.voice.media_process", "tests.forked", "tests.servers"]


@cache
def _context() -> ForkServerContext:
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(IMPORTED)
    return made


NOWHERE = (os.devnull,) * 3


class Forked:
    """`python -m contact_center ARGUMENT…` with this environment, and these files as its standard streams."""

    def __init__(self, *arguments: str, env: Mapping[str, str], streams: Sequence[str | Path] = NOWHERE) -> None:
        self._process = _context().Process(target=_run, args=(arguments, dict(env), tuple(map(str, streams))))
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


def command(*arguments: str, env: Mapping[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the product, run to its end."""
    with tempfile.TemporaryDirectory() as folder:
        streams = tuple(Path(folder, name) for name in ("in", "out", "err"))
        streams[0].write_text(typed, encoding="utf-8")
        code = Forked(*arguments, env=env, streams=streams).wait(PATIENCE)
        out, err = (one.read_text(encoding="utf-8") for one in streams[1:])
    return subprocess.CompletedProcess(arguments, code, out, err)


def _run(arguments: tuple[str, ...], env: dict[str, str], streams: tuple[str, ...]) -> None:
    from contact_center.bootstrap.cli import main
    from tests.servers import die_with_parent

    die_with_parent()
    os.environ.clear()
    os.environ.update(env)
    for stream, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), stream)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.argv = ["contact_center", *arguments]
    main()
