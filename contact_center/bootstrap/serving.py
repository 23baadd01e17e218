"""The embedded servers under the supervisor: PostgreSQL and Redis come back when they end, like any process.

They are started before the supervisor and stopped after it, as everything else needs them in between.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import structlog

from contact_center.bootstrap.process import FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER, ProcessState, ProcessStatus
from contact_center.platform.embedded import EmbeddedServerError

log = structlog.get_logger()

LOOK_EVERY = 0.1
STOP_TIMEOUT = 10.0
"""Seconds."""


class Server(Protocol):
    """`EmbeddedPostgres` and `EmbeddedRedis`."""

    @property
    def pid(self) -> int | None: ...

    @property
    def exit_code(self) -> int | None: ...

    def clear(self) -> None: ...

    def launch(self) -> None: ...

    def wait(self) -> None: ...


class KeptServer:
    """Looks after a server that runs; its state is told like that of a supervised process."""

    def __init__(self, name: str, server: Server, changed: Callable[[ProcessStatus], None]) -> None:
        self.name = name
        self._server = server
        self._changed = changed
        self._state = ProcessState.READY
        self._restarts = 0
        self._exit_code: int | None = None
        self._ready_at: float | None = asyncio.get_running_loop().time()
        self._wanted = asyncio.Event()
        self._wanted.set()

    @property
    def status(self) -> ProcessStatus:
        uptime = None if self._ready_at is None else asyncio.get_running_loop().time() - self._ready_at
        pid = self._server.pid if self._state is ProcessState.READY else None
        return ProcessStatus(self.name, self._state, pid, self._restarts, self._exit_code, uptime)

    def send(self, number: int) -> bool:
        """A signal to the server's first process; False when it is not running."""
        pid = self._server.pid
        if self._state is not ProcessState.READY or pid is None or self._server.exit_code is not None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        return True

    def want(self) -> None:
        self._wanted.set()

    async def end(self) -> None:
        """Stopped cleanly, and left so until it is wanted again."""
        self._wanted.clear()
        self.send(signal.SIGINT)
        try:
            async with asyncio.timeout(STOP_TIMEOUT):
                await self._gone()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._gone()

    async def _gone(self) -> None:
        while self._state is not ProcessState.STOPPED:
            await asyncio.sleep(LOOK_EVERY)

    async def keep(self) -> None:
        """Until cancelled: starts it again whenever it has ended, after growing pauses."""
        pauses = 0
        while True:
            if self._server.exit_code is None:
                await asyncio.sleep(LOOK_EVERY)
                continue
            pauses = 0 if (self.status.uptime or 0.0) >= STEADY_AFTER else pauses
            self._exit_code, self._ready_at = self._server.exit_code, None
            if self._wanted.is_set():
                self._restarts += 1
                self._enter(ProcessState.RESTARTING)
                await asyncio.sleep(min(FIRST_PAUSE * 2**pauses, LONGEST_PAUSE))
                pauses += 1
            else:
                self._enter(ProcessState.STOPPED)
                await self._wanted.wait()
                self._enter(ProcessState.STARTING)
            await self._begin()

    async def _begin(self) -> None:
        """Only launching is done here in the main thread: what another thread starts dies with that thread."""
        try:
            await asyncio.to_thread(self._server.clear)
            self._server.launch()
            await asyncio.to_thread(self._server.wait)
        except (EmbeddedServerError, OSError) as problem:
            log.error("a server does not start, trying again", server=self.name, reason=str(problem))
            await asyncio.to_thread(self._server.clear)
            return
        self._ready_at = asyncio.get_running_loop().time()
        self._enter(ProcessState.READY)

    def _enter(self, state: ProcessState) -> None:
        self._state = state
        self._changed(self.status)
