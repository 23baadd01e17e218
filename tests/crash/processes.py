"""The product's own processes under its own supervisor, beside the simulated carrier: started to be killed."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from contact_center.bootstrap.probes import answers_http, port_is_free
from contact_center.bootstrap.process import ProcessSpec
from contact_center.bootstrap.settings import Settings
from contact_center.bootstrap.supervisor import Supervisor
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PORTS = (0, 3, 4)
"""Of the product, the carrier and the media process, counted from the first."""


def environment(settings: Settings) -> dict[str, str]:
    """What makes another process read the same settings."""
    given = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {f"CONTACT_CENTER_{name.upper()}": _words(value) for name, value in given.items()}


def _words(value: object) -> str:
    return str(value.total_seconds()) if isinstance(value, timedelta) else str(value)


def free_ports() -> int:
    """Below the ports that the system gives to outgoing connections: they could take one while its owner restarts."""
    while True:
        base = random.randrange(12_000, 20_000, 8)
        if all(port_is_free(base + offset) for offset in PORTS):
            return base


async def until(
    condition: Callable[[], Awaitable[bool]], what: str, *, every: float = 0.1, within: float = PATIENCE
) -> None:
    """Waits for a condition; fails saying what did not happen."""
    end = time.monotonic() + within
    while not await condition():
        if time.monotonic() > end:
            raise AssertionError(f"it did not happen within {within:.0f} s that {what}")
        await asyncio.sleep(every)


@dataclass
class Running:
    settings: Settings
    supervisor: Supervisor

    def kill(self, name: str, number: int = signal.SIGKILL) -> bool:
        """One that ends by it is started again at once. False: it is just being started again."""
        return self.supervisor.kill(name, number)

    def log(self, name: str) -> str:
        file = self.settings.data_dir / "log" / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    @property
    def carrier_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.carrier_port}"


@asynccontextmanager
async def running(
    settings: Settings, processes: Sequence[str], *, carrier: Sequence[str] = ()
) -> AsyncIterator[Running]:
    """Runs these processes ("router-2" is a second router) and stops them at the end.

    `carrier` are the arguments of the simulated carrier; without them there is none.
    """
    specs = [_process(settings, name) for name in processes]
    if carrier:
        specs.append(_carrier(settings, carrier))
    supervisor = Supervisor(specs, log_dir=settings.data_dir / "log")
    await supervisor.start()
    try:
        yield Running(settings, supervisor)
    finally:
        await supervisor.stop()


def _process(settings: Settings, name: str) -> ProcessSpec:
    return ProcessSpec(
        name,
        [sys.executable, "-m", "contact_center", name.partition("-")[0]],
        env=environment(settings),
        cwd=ROOT,
        ready=answers_http(settings.port, "/readyz") if name == "web" else None,
    )


def _carrier(settings: Settings, arguments: Sequence[str]) -> ProcessSpec:
    where = ["--port", str(settings.carrier_port), "--product-url", settings.public_url]
    return ProcessSpec(
        "carrier",
        [sys.executable, "-m", "contact_center.demo.peers.carrier", *where, *arguments],
        cwd=ROOT,
        ready=answers_http(settings.carrier_port, "/healthz"),
        restart=False,
    )
