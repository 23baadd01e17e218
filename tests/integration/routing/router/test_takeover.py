"""Routers as real processes: one decides, the other takes over, whoever is killed when."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest_asyncio

from contact_center.interactions.errors import OfferGone
from contact_center.interactions.work import closing, offers
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from routing.router.lease_store import HOLDER, LOCK_CLASS
from tests.centre import Centre
from tests.patience import PATIENCE
from tests.servers import Database, ending_with_us

CUSTOMERS = 240
KILLS = 5


class Routers:
    """Two router processes, each with its log."""

    def __init__(self, centre: Centre, database: Database, folder: Path) -> None:
        self.centre = centre
        self._folder = folder
        self._env = {
            **os.environ,
            "CONTACT_CENTER_DATABASE_URL": database.app,
            "CONTACT_CENTER_DATABASE_SYSTEM_URL": database.system,
            "CONTACT_CENTER_DATA_DIR": str(folder),
            "CONTACT_CENTER_DATABASE_POOL": "2",
        }
        self.running: list[tuple[asyncio.subprocess.Process, Path]] = []
        self._started = 0

    async def start(self) -> None:
        self._started += 1
        log = self._folder / f"router-{self._started}.log"
        with log.open("wb") as out:
            command = ending_with_us([sys.executable, "-m", "contact_center", "router"])
            process = await asyncio.create_subprocess_exec(*command, stdout=out, stderr=out, env=self._env)
        self.running.append((process, log))

    async def active(self) -> tuple[asyncio.subprocess.Process, int]:
        """The process that decides, and its backend."""
        while True:
            pid = await self.backend()
            for process, log in self.running:
                if pid is not None and f"backend={pid}" in log.read_text():
                    return process, pid
            await asyncio.sleep(0.05)

    async def backend(self) -> int | None:
        async with self.centre.db.read_all() as reader:
            rows = await reader.dicts(HOLDER, {"class": LOCK_CLASS, "shard": 0})
        return rows[0]["pid"] if rows else None

    async def kill(self) -> None:
        """Kills the active one and waits until the other decides."""
        process, backend = await self.active()
        process.kill()
        await process.wait()
        self.running = [one for one in self.running if one[0] is not process]
        await self.start()
        while (await self.active())[1] == backend:
            await asyncio.sleep(0.05)

    async def stop(self) -> None:
        for process, _ in self.running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            await process.wait()


@pytest_asyncio.fixture
async def routers(centre: Centre, database: Database, tmp_path: Path) -> AsyncIterator[Routers]:
    centre.clock.set(SystemClock().now())
    made = Routers(centre, database, tmp_path)
    await made.start()
    await made.start()
    yield made
    await made.stop()


async def _answer(centre: Centre, answered: list[InteractionId]) -> None:
    """Agents take what they are offered and are done with it at once."""
    while True:
        centre.clock.set(SystemClock().now())
        rows = await centre.rows("select id, interaction_id, agent_id from core.segment where state = 'alerting'")
        for row in rows:
            agent, interaction = AgentId(row["agent_id"]), InteractionId(row["interaction_id"])
            with suppress(OfferGone):
                await centre.run(offers.accept, SegmentId(row["id"]), agent)
                await centre.run(closing.close, centre.ports, interaction, agent)
                answered.append(interaction)
        await asyncio.sleep(0.05)


async def _write(centre: Centre) -> list[InteractionId]:
    written = []
    for n in range(CUSTOMERS):
        centre.clock.set(SystemClock().now())
        written.append(await centre.customer_writes(f"+8869{n:08}", "hello"))
        await asyncio.sleep(0.02)
    return written


async def test_no_work_is_lost_or_doubled_whoever_is_killed_when(routers: Routers) -> None:
    centre = routers.centre
    for n in range(6):
        await centre.agent(f"Agent{n}")
    answered: list[InteractionId] = []
    answering = asyncio.create_task(_answer(centre, answered))
    writing = asyncio.create_task(_write(centre))
    for _ in range(KILLS):
        before = len(answered)
        await routers.kill()
        while len(answered) < min(CUSTOMERS, before + 10):  # the new one decides
            await asyncio.sleep(0.05)
    written = await writing
    while len(answered) < CUSTOMERS:
        await asyncio.sleep(0.05)
    answering.cancel()
    assert sorted(answered) == sorted(written)
    connected = await centre.rows(
        "select interaction_id from core.segment where connected_at is not null group by 1 having count(*) > 1"
    )
    assert connected == []
    assert await centre.value("select count(*) from core.interaction where state <> 'closed'") == 0
    assert await centre.value("select max(used) from core.agent_load") == 0


async def test_a_frozen_router_is_replaced_and_stands_by_when_it_thaws(routers: Routers) -> None:
    centre = routers.centre
    mei = await centre.agent("Mei")
    frozen, backend = await routers.active()
    frozen.send_signal(signal.SIGSTOP)
    chat = await centre.customer_writes("+886911000001", "hello")
    while (await routers.backend()) in (backend, None):
        await asyncio.sleep(0.1)
    while not (await centre.rows("select 1 from core.segment where interaction_id = %s and agent_id = %s", chat, mei)):
        await asyncio.sleep(0.05)
    frozen.send_signal(signal.SIGCONT)
    log = next(log for process, log in routers.running if process is frozen)
    while "not the router any more" not in log.read_text():
        await asyncio.sleep(0.05)
    assert frozen.returncode is None


async def test_the_router_stops_cleanly_when_asked(routers: Routers) -> None:
    process, _ = await routers.active()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
