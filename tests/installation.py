"""The whole product as real processes over a database, a Redis and ports of its own.

with installed(postgres, folder, "web", "worker", "router") as product:
    product.kill("worker")  # the supervisor starts it again, as in the demo

The processes are those of the demo, started by the product's supervisor in a thread of its own, so that
tests of any kind can use it. However a test ends, nothing of it stays behind.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from contact_center.bootstrap.probes import port_is_free
from contact_center.bootstrap.process import ProcessSpec, ProcessState, ProcessStatus
from contact_center.bootstrap.runtime import open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.supervisor import Supervisor
from contact_center.demo.company.seed import seed
from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Person, Story
from contact_center.demo.launch import processes
from contact_center.demo.peers.erp.layout import company_day
from contact_center.directory import service as directory
from contact_center.interactions.scheduled import service as scheduled
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.ids import TenantId
from contact_center.platform.embedded import EmbeddedRedis
from contact_center.platform.unit_of_work import UnitOfWork
from tests.patience import PATIENCE
from tests.servers import Database, Postgres

T = TypeVar("T")
WHOLE = ("web", "worker", "router", "media", "mail", "carrier", "shop")
UNDO_SECONDS = 4
OFFSETS = (0, 1, 2, 3, 4, 25, 43)
"""Of the ports a demo uses, counted from its base."""


@dataclass
class Installation:
    """A running contact centre with the demo's people and customers. Its methods may be called from any thread."""

    settings: Settings
    database: Database
    story: Story
    folder: Path
    _loop: asyncio.AbstractEventLoop
    _supervisor: Supervisor | None = None
    _states: dict[str, ProcessStatus] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """As browsers reach the product."""
        return self.settings.public_url

    @property
    def shop_url(self) -> str:
        """The visitor's site: another site than the product's."""
        return f"http://127.0.0.1:{self.settings.visitor_port}"

    @property
    def carrier_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.carrier_port}"

    def customer(self, key: str) -> Person:
        """Somebody of the demo's story, for example `p-lin`."""
        return self.story.person(key)

    def pid(self, name: str) -> int:
        """The running process; the first one of its group."""
        pid = self._states[name].pid
        assert pid is not None, f"{name} does not run"
        return pid

    def runs(self, name: str) -> bool:
        """It is ready."""
        return self._states[name].state is ProcessState.READY

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """A signal to a process; one that ends by it is started again."""
        self.do(self._sync(lambda: self.supervisor.kill(name, number)))

    def stop(self, name: str) -> None:
        """Stopped, and left so until `start`."""
        self.do(self.supervisor.stop_one(name))

    def start(self, name: str) -> None:
        """Returns when it is ready."""
        self.do(self._sync(lambda: self.supervisor.start_one(name)))
        self.do(self._ready(name))

    def log(self, name: str) -> str:
        """What a process has said so far."""
        path = self.folder / "log" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    @property
    def supervisor(self) -> Supervisor:
        assert self._supervisor is not None
        return self._supervisor

    def changed(self, status: ProcessStatus) -> None:
        self._states[status.name] = status

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs it in the supervisor's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=2 * PATIENCE)

    async def _sync(self, work: Callable[[], T]) -> T:
        return work()

    async def _ready(self, name: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self._states[name].state is not ProcessState.READY:
                await asyncio.sleep(0.02)


@contextmanager
def installed(postgres: Postgres, folder: Path, *names_: str, **settings: Any) -> Iterator[Installation]:
    """Starts the named processes, all of `WHOLE` by default. `settings` as in `Settings`.

    Raises `ProcessFailed` with the last words of a process that does not start.
    """
    from contact_center.bootstrap.migrate import migrate

    made = postgres.create(postgres.migrated_template(migrate))
    sockets = Path(tempfile.mkdtemp(prefix="redis-", dir=postgres.run_dir))
    redis = EmbeddedRedis(sockets, log_file=folder / "redis.log")
    try:
        redis.start()
        with _loop_in_thread() as loop:
            chosen = _settings(made, redis, folder, settings)
            yield from _running(Installation(chosen, made, _story(), folder, loop), names_ or WHOLE)
    finally:
        redis.stop()
        shutil.rmtree(sockets, ignore_errors=True)
        postgres.drop(made)


def _running(installation: Installation, wanted: tuple[str, ...]) -> Iterator[Installation]:
    installation.do(_seed(installation))
    supervisor = Supervisor(
        [spec for spec in _specs(installation) if spec.name in wanted],
        log_dir=installation.folder / "log",
        changed=installation.changed,
    )
    installation._supervisor = supervisor
    installation.do(supervisor.start())
    try:
        yield installation
    finally:
        installation.do(supervisor.stop())


def _settings(database: Database, redis: EmbeddedRedis, folder: Path, more: dict[str, Any]) -> Settings:
    base = free_ports()
    given = {
        "data_dir": folder,
        "port_base": base,
        "demo": True,
        "database_url": database.app,
        "database_system_url": database.system,
        "redis_url": redis.url,
        "secret_key": secrets.token_urlsafe(24),
        "twilio_url": f"http://127.0.0.1:{base + 3}",
        "twilio_voice_signal_url": f"ws://127.0.0.1:{base + 3}/signal",
        "database_pool": 4,
    }
    return Settings(**{**given, **more})


def _story() -> Story:
    return build_story(company_day(SystemClock().now()))


async def _seed(installation: Installation) -> None:
    async with open_runtime(installation.settings, "tests") as runtime:
        await seed(runtime, installation.story)
        for tenant in await directory.tenants(runtime.database):
            # Journeys take back what they want to at once; the others need not wait as long as people may.
            await runtime.database.run(TenantId(tenant.tenant_id), _undo_soon_over, actor="tests")


async def _undo_soon_over(work: UnitOfWork) -> None:
    await scheduled.set_undo_seconds(work, UNDO_SECONDS)


def _specs(installation: Installation) -> list[ProcessSpec]:
    """The demo's own, with every setting of this installation."""
    settings = installation.settings
    more = {
        f"CONTACT_CENTER_{name.upper()}": _words(getattr(settings, name))
        for name in settings.model_fields_set
        if name not in ("data_dir", "demo")
    }
    own = ("web", "worker", "router", "media")
    return [
        replace(spec, env={**spec.env, **more}) if spec.name in own else spec
        for spec in processes(settings, installation.story)
    ]


def _words(value: object) -> str:
    return str(value.total_seconds()) if hasattr(value, "total_seconds") else str(value)


@contextmanager
def _loop_in_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs beside the tests. Its thread is the parent of the processes: it ends last."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="installation", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def free_ports() -> int:
    """A base with every port of a demo free, below those that the system gives out by itself."""
    while True:
        base = 20_000 + secrets.randbelow(12_000)
        if all(port_is_free(base + offset) for offset in OFFSETS):
            return base


async def until(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE) -> None:
    """Waits for something that another process does; fails with `what` if it does not come true in time."""
    try:
        async with asyncio.timeout(seconds):
            while not await condition():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"did not happen within {seconds} s: {what}") from None
