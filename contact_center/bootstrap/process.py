"""One supervised process: what it is, and keeping it alive."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.embedded.child import bound_command

Probe = Callable[[], Awaitable[bool]]

PROBE_PAUSE = 0.05
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
EARLY_ENDS = 3


class ProcessFailed(ContactCenterError):
    """A process of the product ends as soon as it starts; its log says why."""


class ProcessState(StrEnum):
    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class ProcessSpec:
    """A program to keep running.

    `env` is added to our own; `ready` is asked until it says yes, without it the process counts as
    ready when it runs. One that runs `once` is ready when it has ended well. `after` names processes
    that must have been ready once before. The supervisor's start does not wait for one that is not
    `essential`. `ports` must be free at the start. `stop_timeout` is in seconds.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready: Probe | None = None
    restart: bool = True
    once: bool = False
    stop_signal: int = signal.SIGTERM
    stop_timeout: float = 5.0
    after: tuple[str, ...] = ()
    essential: bool = True
    ports: tuple[int, ...] = ()


@dataclass(frozen=True)
class ProcessStatus:
    """What is known about a process now; `uptime` in seconds since it last became ready."""

    name: str
    state: ProcessState
    pid: int | None
    restarts: int
    exit_code: int | None
    uptime: float | None


class Child:
    """Keeps one process running while it is wanted."""

    def __init__(self, spec: ProcessSpec, log_dir: Path, changed: Callable[[ProcessStatus], None]) -> None:
        self.spec = spec
        self.log_file = log_dir / f"{spec.name}.log"
        self.first_ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changed = changed
        self._state = ProcessState.WAITING
        self._wanted = asyncio.Event()
        self._gone = asyncio.Event()
        self._gone.set()
        self._process: asyncio.subprocess.Process | None = None
        self._ready_at: float | None = None
        self._restarts = 0
        self._exit_code: int | None = None

    @property
    def status(self) -> ProcessStatus:
        uptime = None if self._ready_at is None else asyncio.get_running_loop().time() - self._ready_at
        pid = self._process.pid if self._process else None
        return ProcessStatus(self.spec.name, self._state, pid, self._restarts, self._exit_code, uptime)

    def want(self) -> None:
        self._wanted.set()

    async def keep(self, before: Sequence[Child]) -> None:
        """Runs until cancelled: starts the process, and starts it again when it ends unasked."""
        for other in before:
            await asyncio.wait([other.first_ready])
            if other.first_ready.exception():
                self._give_up(f"it waits for {other.spec.name}")
        early_ends = 0
        while True:
            await self._wanted.wait()
            lived = await self._live_once()
            early_ends = 0 if self.first_ready.done() else early_ends + 1
            if not self._wanted.is_set():
                self._enter(ProcessState.STOPPED)
            elif self._has_done_its_work():
                self._wanted.clear()
            elif self.spec.once or not self.spec.restart or early_ends >= EARLY_ENDS:
                self._give_up(last_line(self.log_file))
                early_ends = 0
            else:
                await self._pause(lived)

    async def end(self) -> None:
        """Asks it to stop, insists after its time, returns when it is gone."""
        self._wanted.clear()
        if self._gone.is_set():
            self._enter(ProcessState.STOPPED)
            return
        self._enter(ProcessState.STOPPING)
        self.send(self.spec.stop_signal)
        try:
            async with asyncio.timeout(self.spec.stop_timeout):
                await self._gone.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._gone.wait()

    def send(self, number: int) -> bool:
        """A signal to the whole process group; False when there is no process."""
        if self._process is None or self._process.returncode is not None:
            return False
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        return True

    async def _live_once(self) -> float:
        """One life of the process; how long it was ready, in seconds."""
        self._enter(ProcessState.STARTING)
        self._gone.clear()
        try:
            self._process = await self._spawn()
            if not self._wanted.is_set():
                self.send(self.spec.stop_signal)
            becoming_ready = asyncio.create_task(self._become_ready())
            self._exit_code = await self._process.wait()
            becoming_ready.cancel()
            return self._bury(self._process.pid)
        finally:
            self._gone.set()

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *bound_command(self.spec.argv),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.spec.cwd,
                env={**os.environ, **self.spec.env},
                start_new_session=True,
            )

    async def _become_ready(self) -> None:
        if self.spec.once:
            return
        while self.spec.ready is not None and not await self.spec.ready():
            await asyncio.sleep(PROBE_PAUSE)
        self._ready_at = asyncio.get_running_loop().time()
        self._enter(ProcessState.READY)
        self._settle()

    def _has_done_its_work(self) -> bool:
        if self._exit_code != 0 or (self.spec.restart and not self.spec.once):
            return False
        self._enter(ProcessState.STOPPED)
        self._settle()
        return True

    def _settle(self) -> None:
        if not self.first_ready.done():
            self.first_ready.set_result(None)

    def _bury(self, pid: int) -> float:
        """Ends what the process left in its group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        lived = self.status.uptime or 0.0
        self._process, self._ready_at = None, None
        return lived

    async def _pause(self, lived: float) -> None:
        self._restarts = 0 if lived >= STEADY_AFTER else self._restarts
        pause = min(FIRST_PAUSE * 2**self._restarts, LONGEST_PAUSE)
        self._restarts += 1
        self._enter(ProcessState.RESTARTING)
        await asyncio.sleep(pause)

    def _give_up(self, why: str) -> None:
        self._wanted.clear()
        self._enter(ProcessState.FAILED)
        if not self.first_ready.done():
            self.first_ready.set_exception(ProcessFailed(f"{self.spec.name}, see {self.log_file}: {why}"))
            self.first_ready.exception()  # retrieved: a process that is not essential may fail

    def _enter(self, state: ProcessState) -> None:
        if state is not self._state:
            self._state = state
            self._changed(self.status)


def last_line(log_file: Path) -> str:
    """The end of what a process said, or a word that it said nothing."""
    try:
        lines = log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1].strip() if lines else "it said nothing"
