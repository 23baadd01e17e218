"""Starts the processes of the product, keeps them running, and stops them in order (D27).

Every process has a session of its own, so that Ctrl-C reaches only the supervisor, which then stops
them in reverse order. The kernel ends them when the supervisor itself is killed. What a process
says goes to `<log_dir>/<name>.log`.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from contact_center.bootstrap.logfiles import keep_short
from contact_center.bootstrap.probes import BUSY_PORT, port_is_free
from contact_center.bootstrap.process import Child, ProcessFailed, ProcessSpec, ProcessState, ProcessStatus, last_line
from contact_center.bootstrap.serving import KeptServer, Server
from contact_center.kernel.errors import Conflict, ContactCenterError, NotFound

START_TIMEOUT = 300.0


class PortInUse(Conflict):
    """A port that the product needs is taken."""


class BadOrder(ContactCenterError):
    """Processes wait for one another in a circle, or for one that is not there."""


def ignore_changes(status: ProcessStatus) -> None:
    """For whoever does not want to be told."""


class Supervisor:
    """Use it within one event loop, from the main thread."""

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        *,
        log_dir: Path,
        changed: Callable[[ProcessStatus], None] = ignore_changes,
        start_timeout: float = START_TIMEOUT,
        servers: Mapping[str, Server] | None = None,
    ) -> None:
        """`servers` run already and are started again when they end; whoever started them stops them."""
        self._specs = _in_order(specs)
        self._log_dir = log_dir
        self._changed = changed
        self._start_timeout = start_timeout
        self._children: dict[str, Child] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._servers = servers or {}
        self._kept: dict[str, KeptServer] = {}

    async def start(self) -> None:
        """Returns when every essential process is ready.

        Raises `PortInUse` before anything starts, `ProcessFailed` after stopping everything again.
        """
        _check_ports(self._specs)
        self._log_dir.mkdir(parents=True, exist_ok=True)
        self._keepers.append(asyncio.create_task(keep_short(self._log_dir), name="keep logs short"))
        for name, server in self._servers.items():
            self._kept[name] = kept = KeptServer(name, server, self._changed)
            self._keepers.append(asyncio.create_task(kept.keep(), name=f"keep {name}"))
        for spec in self._specs:
            self._children[spec.name] = Child(spec, self._log_dir, self._changed)
        for child in self._children.values():
            before = [self._children[name] for name in child.spec.after]
            child.want()
            self._keepers.append(asyncio.create_task(child.keep(before), name=f"keep {child.spec.name}"))
        try:
            essential = [child for child in self._children.values() if child.spec.essential]
            await asyncio.gather(*(self._first_ready(child) for child in essential))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stops all, each only when those that started after it are gone."""
        ends: dict[str, asyncio.Task[None]] = {}
        for spec in reversed(self._specs):
            followers = [ends[other.name] for other in self._specs if spec.name in other.after]
            if spec.name in self._children:
                ends[spec.name] = asyncio.create_task(_end_after(followers, self._children[spec.name]))
        await asyncio.gather(*ends.values())
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers.clear()

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Start, call `ready`, wait for Ctrl-C or a termination signal, stop. A second Ctrl-C kills."""
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()

        def asked() -> None:
            if enough.is_set():
                self._kill_all()
            enough.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, asked)
        try:
            await self._run_until(enough, ready)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                loop.remove_signal_handler(number)

    def statuses(self) -> list[ProcessStatus]:
        return [*(kept.status for kept in self._kept.values()), *(child.status for child in self._children.values())]

    def kill(self, name: str, number: int = signal.SIGKILL) -> bool:
        """A signal to a process and its children; it is restarted if its spec says so. False: not running."""
        return self._found(name).send(number)

    async def stop_one(self, name: str) -> None:
        """Stopped, and left so until `start_one`."""
        await self._found(name).end()

    def start_one(self, name: str) -> None:
        self._found(name).want()

    async def restart(self, name: str) -> None:
        await self.stop_one(name)
        self.start_one(name)

    async def _run_until(self, enough: asyncio.Event, ready: Callable[[], None]) -> None:
        starting = asyncio.create_task(self.start())
        waiting = asyncio.create_task(enough.wait())
        try:
            await asyncio.wait([starting, waiting], return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                await asyncio.wait([starting])
                return
            starting.result()
            ready()
            await waiting
        finally:
            waiting.cancel()
            await self.stop()

    async def _first_ready(self, child: Child) -> None:
        try:
            async with asyncio.timeout(self._start_timeout):
                await asyncio.shield(child.first_ready)
        except TimeoutError:
            words = f"{child.spec.name} is not ready after {self._start_timeout:.0f} s"
            raise ProcessFailed(f"{words}, see {child.log_file}: {last_line(child.log_file)}") from None

    def _kill_all(self) -> None:
        for child in self._children.values():
            child.send(signal.SIGKILL)

    def _found(self, name: str) -> Child | KeptServer:
        found = self._children.get(name) or self._kept.get(name)
        if found is None:
            raise NotFound(f"no process {name!r}; there are {', '.join([*self._children, *self._kept])}")
        return found


async def _end_after(followers: Iterable[asyncio.Task[None]], child: Child) -> None:
    await asyncio.gather(*followers)
    if child.status.state is not ProcessState.FAILED:
        await child.end()


def _in_order(specs: Sequence[ProcessSpec]) -> list[ProcessSpec]:
    """Each behind those it waits for."""
    ordered: list[ProcessSpec] = []
    left = list(specs)
    while left:
        placed = {spec.name for spec in ordered}
        free = [spec for spec in left if placed.issuperset(spec.after)]
        if not free:
            raise BadOrder(", ".join(spec.name for spec in left))
        ordered += free
        left = [spec for spec in left if spec not in free]
    return ordered


def _check_ports(specs: Iterable[ProcessSpec]) -> None:
    for spec in specs:
        for port in spec.ports:
            if not port_is_free(port):
                raise PortInUse(f"port {port} of {spec.name}; {BUSY_PORT}")
