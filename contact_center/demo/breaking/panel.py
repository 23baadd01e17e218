"""The controls behind the page "Break something": processes, the carrier's faults, a burst, the pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import BaseModel

from contact_center.bootstrap.control import ask
from contact_center.bootstrap.settings import Settings
from contact_center.demo.breaking.burst import Burst
from contact_center.demo.breaking.counting import Counted, count
from contact_center.demo.life.pace import Pace, PaceFile
from contact_center.demo.names import KILN
from contact_center.demo.peers.carrier.faults import FaultChange
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.errors import ContactCenterError, Invalid, RetryLater
from contact_center.platform.embedded import runtime_dir_for
from contact_center.platform.unit_of_work import Database

BREAKABLE = ("web", "worker", "router", "media", "erp", "postgres", "redis")
STOPPABLE = ("erp",)
Do = Literal["kill", "stop", "start"]


class Process(BaseModel):
    name: str
    state: str
    restarts: int
    uptime: float | None
    """Seconds since it last became ready."""


class BurstState(BaseModel):
    id: str
    wanted: int
    sent: int
    refused: int
    done: bool
    stored: int
    doubled: int
    shown: int
    in_order: bool
    overtaken: int

    @property
    def well(self) -> bool:
        return self.done and self.sent == self.stored == self.shown and not self.doubled and self.in_order


class PanelState(BaseModel):
    processes: list[Process]
    faults: dict[str, Any] | None
    """None while the carrier does not answer."""
    counters: dict[str, int] | None
    pace: Pace
    burst: BurstState | None
    trouble: list[str]
    """What could not be asked just now; being broken is what this page is for."""


class ControlPanel:
    """Asks the supervisor, the carrier and the database; each may be away at any moment."""

    def __init__(self, settings: Settings, *, control: Path | None = None, carrier: str | None = None) -> None:
        self._control = control or runtime_dir_for(settings.data_dir) / "control"
        self._carrier = carrier or f"http://127.0.0.1:{settings.carrier_port}"
        self._pace = PaceFile(settings.data_dir)
        self._database = Database(settings.database_url, settings.database_system_url, clock=SystemClock(), pool=2)
        self._http = httpx.AsyncClient(timeout=10.0, trust_env=False)
        self._burst: Burst | None = None
        self._counted = Counted()
        self._sending: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        await self._database.open()
        try:
            yield
        finally:
            if self._sending is not None:
                self._sending.cancel()
            await self._database.close()
            await self._http.aclose()

    async def process(self, name: str, do: Do) -> None:
        """Kills (it comes back by itself), stops or starts a process."""
        if name not in BREAKABLE or (do == "stop" and name not in STOPPABLE):
            raise Invalid(f"name: {name!r}; {', '.join(BREAKABLE)} can be killed, {', '.join(STOPPABLE)} stopped")
        await ask(self._control, do, name)

    async def fault(self, change: FaultChange) -> None:
        try:
            answer = await self._http.post(f"{self._carrier}/sim/faults", json=change.model_dump(exclude_none=True))
        except httpx.HTTPError as error:
            raise RetryLater(f"the simulated carrier does not answer: {error}") from error
        if answer.is_error:
            raise Invalid(answer.text[:300])

    def set_pace(self, pace: Pace) -> Pace:
        return self._pace.write(pace)

    def begin(self, wanted: int) -> None:
        """Starts a burst; the one before must be out."""
        if self._burst is not None and not self._burst.done:
            raise RetryLater("the burst before is still being sent")
        self._burst, self._counted = Burst(wanted), Counted()
        self._sending = asyncio.create_task(self._burst.run(self._http, self._carrier))

    async def state(self) -> PanelState:
        trouble: list[str] = []
        return PanelState(
            processes=await self._processes(trouble),
            faults=await self._ask("faults", trouble),
            counters=await self._ask("counters", trouble),
            pace=self._pace.read(),
            burst=await self._look(trouble),
            trouble=trouble,
        )

    async def _processes(self, trouble: list[str]) -> list[Process]:
        try:
            found = await ask(self._control, "status")
        except ContactCenterError as error:
            trouble.append(str(error))
            return []
        return [Process.model_validate(one, extra="ignore") for one in found]

    async def _ask(self, what: str, trouble: list[str]) -> dict[str, Any] | None:
        try:
            answer = await self._http.get(f"{self._carrier}/sim/{what}")
        except httpx.HTTPError as error:
            trouble.append(f"carrier: {error}")
            return None
        found: dict[str, Any] = answer.json()
        return found

    async def _look(self, trouble: list[str]) -> BurstState | None:
        burst = self._burst
        if burst is None:
            return None
        if not self._state(burst).well:
            async with self._database.read(KILN) as reader:
                self._counted = await count(reader, burst.marker, burst.phones)
        return self._state(burst)

    def _state(self, burst: Burst) -> BurstState:
        return BurstState(
            id=burst.id, wanted=burst.wanted, sent=burst.sent, refused=burst.refused, done=burst.done,
            **asdict(self._counted),
        )  # fmt: skip
