"""Failover: the active router is killed under load, again and again, and a standby takes over.

Three real router processes on one PostgreSQL; customers' messages come in through the product's own intake, agents
accept, reject, miss and close through its own use cases. Each time the active router gets SIGKILL at a random
moment, a replacement is started as the new standby, and the time runs from the kill until the first offer that the
new router has committed is read in the log. In the end everything is drained and the log proves that nothing was
lost, doubled, over capacity or overtaken. `--quick` kills ten times, otherwise a hundred.

The floor is the same without a router: a process that holds an advisory lock is killed, and another connection,
which waits for the lock inside PostgreSQL, gets it.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import perf_counter
from typing import LiteralString

import psycopg
import uvloop

from benchmarks.failover_crowd import Agents, Customers
from benchmarks.failover_proof import Proof, prove
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from benchmarks.routing_load import CHANNEL, fill
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.directory import service as directory
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import queues_store as store
from routing.router.lease_store import DIVISION_CLASS, HOLDER, LOCK_CLASS

KILLS, QUICK = 100, 10
ROUTERS = 3
AGENTS, PLACES, WAITING = 120, 2, 2_000
OFFER_SECONDS = 7
LOOK_EVERY = 0.01
PATIENCE = 90.0
"""Seconds after which something that should happen counts as not happening."""
FLOORS = 10

# Each router, deciding or standing by, holds this lock with the others.
ROUTERS_UP: LiteralString = """
select count(*) from pg_locks where locktype = 'advisory' and classid = %s and granted and objsubid = 2
  and database = (select oid from pg_database where datname = current_database())
"""
HOLDS_LOCK = """
import psycopg, sys, time
connection = psycopg.connect(sys.argv[1], autocommit=True)
connection.execute("select pg_advisory_lock(77)")
print("mine", flush=True)
time.sleep(60)
"""


def main() -> None:
    kills = QUICK if "--quick" in sys.argv else KILLS
    with installation() as made:
        made.environment["CONTACT_CENTER_LOG_LEVEL"] = "INFO"  # the router says there which connection it decides over
        uvloop.run(failover(made, kills))


@dataclass(frozen=True, slots=True)
class Takeover:
    """Seconds from the kill: until PostgreSQL has freed the lock, a standby has it, its first offer is read."""

    freed: float
    taken: float
    decided: float


@dataclass
class Routers:
    made: Installation
    tenant: TenantId
    database: psycopg.AsyncConnection[tuple[int]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: int = 0

    def start(self) -> None:
        self.started += 1
        name = f"router-{self.started}"
        self.running[name] = self.made.start("router", name)

    async def up(self) -> int:
        """Deciding or standing by."""
        (count,) = await (await self.database.execute(ROUTERS_UP, [DIVISION_CLASS])).fetchone() or (0,)
        return count

    async def backend(self) -> int | None:
        """Of the one that decides."""
        row = await (await self.database.execute(HOLDER, {"class": LOCK_CLASS, "shard": 0})).fetchone()
        return row[0] if row else None

    async def active(self) -> tuple[str, int] | None:
        backend = await self.backend()
        for name in self.running:
            if backend and f"backend={backend}" in (self.made.settings.data_dir / f"{name}.log").read_text():
                return name, backend
        return None

    async def head(self) -> int:
        of = "select position from core.event_head where tenant_id = %s"
        (position,) = await (await self.database.execute(of, [self.tenant])).fetchone() or (0,)
        return position

    async def take_over(self, agents: Agents) -> Takeover:
        """Kills the active router when another stands by. All that the dead one committed is before `head`."""
        while await self.up() < 2 or (active := await self.active()) is None:
            await asyncio.sleep(LOOK_EVERY)
        name, backend = active
        victim = self.running.pop(name)
        began = perf_counter()
        victim.kill()
        while (holder := await self.backend()) == backend:
            await asyncio.sleep(LOOK_EVERY)
        freed, head = perf_counter(), await self.head()
        self.start()
        while holder is None:
            await asyncio.sleep(LOOK_EVERY)
            holder = await self.backend()
        taken = perf_counter()
        while (decided := agents.first_offer_after(head)) is None:
            if perf_counter() - began > PATIENCE:
                raise TimeoutError(f"no offer {PATIENCE:.0f} s after a kill: see {self.made.settings.data_dir}")
            await asyncio.sleep(LOOK_EVERY)
        victim.wait(5)
        self.made.running.remove(victim)
        return Takeover(freed - began, taken - began, decided - began)


async def failover(made: Installation, kills: int) -> None:
    chance = random.Random(3)
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(made.settings, "benchmark"))
        tenant = await directory.create_tenant(runtime.database, slug="failover", name="Failover")

        crowd = await fill(
            runtime.database, tenant, ChannelAccountId(new_id()), places=PLACES, auto_accept=False,
            agents=AGENTS, waiting=WAITING, offer_seconds=OFFER_SECONDS,
        )  # fmt: skip
        await analyze(made)
        numbers = await runtime.database.run(tenant, lambda unit: _numbers(unit, runtime), actor="benchmark")
        url = made.settings.database_system_url
        database = await stack.enter_async_context(await psycopg.AsyncConnection.connect(url, autocommit=True))
        agents = await stack.enter_async_context(Agents(runtime, crowd, chance).at_work())
        routers = Routers(made, tenant, database)
        for _ in range(ROUTERS):
            routers.start()
        customers = await stack.enter_async_context(Customers(runtime, numbers, chance).writing())
        took = []
        for _ in range(kills):
            await agents.are_busy()
            await asyncio.sleep(chance.uniform(0.0, 1.0))
            took.append(await routers.take_over(agents))
        await customers.stop()
        await agents.drain()
        floor = [await bare(url) for _ in range(FLOORS)]
        tell(took, floor, await prove(database, tenant, WAITING + customers.written, PLACES))


async def _numbers(unit: UnitOfWork, runtime: Runtime) -> list[ChannelAccountId]:
    """One for each queue."""
    return [
        await runtime.accounts.create(
            unit, channel=CHANNEL, name=queue.name, address=f"+1500555{n:04}", queue_id=QueueId(queue.id),
            settings={"account_sid": names.ACCOUNT_SID}, secrets={"auth_token": "0" * 32},
        )
        for n, queue in enumerate(await store.queues(unit, unit.tenant_id))
    ]  # fmt: skip


async def bare(url: str) -> float:
    """Seconds from the kill of a process until another connection has the lock that it held."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as waiting:
        holder = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HOLDS_LOCK, url, stdout=asyncio.subprocess.PIPE
        )
        assert holder.stdout is not None
        await holder.stdout.readline()
        asked = asyncio.create_task(waiting.execute("select pg_advisory_lock(77)"))
        await asyncio.sleep(0.1)
        began = perf_counter()
        holder.kill()
        await asked
        took = perf_counter() - began
        await holder.wait()
        return took


def tell(took: list[Takeover], floor: list[float], proof: Proof) -> None:
    decided = sorted(one.decided for one in took)
    bare_s = sorted(floor)
    setting = f"{len(took)} kills -9; {AGENTS} agents, {WAITING:,} waiting; until an offer of the new router is read"
    for share, of in ((0.5, "p50"), (0.99, "p99"), (1.0, "worst")):
        note = setting if share == 0.5 else ""
        report(Result(f"router killed to the next decision, {of}", _at(decided, share), "s", _at(bare_s, share), note))
    for part, of in (("freed", "PostgreSQL frees the lock"), ("taken", "a standby has it")):
        value = _at(sorted(getattr(one, part) for one in took), 0.5)
        report(Result(f"router killed until {of}, p50", value, "s", note="of it; the rest is restoring and deciding"))
    report(Result("lost, doubled, over capacity or overtaken", proof.violations, "interactions", note=proof.words))
    if proof.violations:
        raise SystemExit("\n".join(proof.found))


def _at(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))], 3)


if __name__ == "__main__":
    main()
