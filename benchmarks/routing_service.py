"""The router as a service: from capacity freed to the offer committed and on the agent's screen.

500 agents, 5,000 waiting, 50 interactions a second come in through the webhook, are offered, accepted and closed,
on the product's own processes (two of the web: one takes webhooks, one draws pages) and with this one as customers
and agents, all on the same processors. The floor is the bare way of `benchmarks.push`: a row committed, a wake-up
over Redis, the row read, and sent through a socket. Then what one shard can do at most, and what two router
processes do for two shards.
"""

from __future__ import annotations

import asyncio
import gc
import random
import re
import sys
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from uuid import UUID

import httpx
import psycopg
import uvloop
from prometheus_client.parser import text_string_to_metric_families
from psycopg_pool import AsyncConnectionPool
from websockets.asyncio.client import connect

from benchmarks.installation import Installation, analyze, installation
from benchmarks.push import bare_way, write
from benchmarks.results import Result, report
from benchmarks.routing_load import AGENT_IN_SQL, PASSWORD, WAITING, Crowd, fill
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.directory import service as directory
from contact_center.interactions.work import closing, offers
from contact_center.kernel.contracts.interactions import SegmentOffered
from contact_center.kernel.ids import AgentId, ChannelAccountId, InteractionId, SegmentId, TenantId, new_id
from contact_center.platform.eventlog import Tail
from contact_center.platform.unit_of_work import UnitOfWork
from routing.router.service import shard_of

RATE = 50
WATCHED = 20
"""Agents with a page open; they close what they get sooner, so that more is seen."""
WATCHED_HANDLE, HANDLE = 4.0, 11.5
WARM = 6.0
OFFER = re.compile(r"/console/offers/([0-9a-f-]{36})/accept")
PARTS = ("read", "decide", "commit")


def main() -> None:
    seconds = 10.0 if "--quick" in sys.argv else 30.0
    with installation() as made:
        uvloop.run(at_work(made, seconds))
    with installation() as made:
        uvloop.run(at_most(made))


@dataclass
class Agents:
    """What the agents of a crowd do: accept what they are offered, close it after a while."""

    runtime: Runtime
    crowd: Crowd
    watched: frozenset[AgentId]
    brief: AsyncConnectionPool[psycopg.AsyncConnection[tuple[None]]]
    chance: random.Random = field(default_factory=lambda: random.Random(2))
    freed: dict[AgentId, float] = field(default_factory=dict)
    freed_for: dict[SegmentId, float] = field(default_factory=dict)
    committed: dict[SegmentId, float] = field(default_factory=dict)
    offered_to: dict[SegmentId, AgentId] = field(default_factory=dict)
    shown: dict[SegmentId, float] = field(default_factory=dict)
    closed: int = 0
    busy: set[asyncio.Task[None]] = field(default_factory=set)

    async def watch(self) -> None:
        """Reads the log as a web process does: what it sees is committed."""
        tail = Tail(self.runtime.database, self.runtime.wakeups, lambda tenant: tenant == self.crowd.tenant)
        await tail.start()
        async for batch in tail.batches():
            now = perf_counter()
            for recorded in batch:
                if isinstance(recorded.event, SegmentOffered) and recorded.event.agent_id in self.crowd.logins:
                    self._offered(recorded.event, now)

    def _offered(self, event: SegmentOffered, now: float) -> None:
        self.committed[event.segment_id] = now
        self.offered_to[event.segment_id] = event.agent_id
        if event.agent_id in self.freed:
            self.freed_for[event.segment_id] = self.freed.pop(event.agent_id)
        task = asyncio.create_task(self._work(event))
        self.busy.add(task)
        task.add_done_callback(self.busy.discard)

    async def _work(self, event: SegmentOffered) -> None:
        agent, interaction = event.agent_id, event.interaction_id
        if agent not in self.watched:
            await self._briefly("accept", event)
            await asyncio.sleep(HANDLE * self.chance.uniform(0.2, 1.8))
            await self._briefly("close", event)
            return
        while event.segment_id not in self.shown:  # nobody accepts what is not on the screen
            await asyncio.sleep(0.02)
        await self._run(lambda unit: offers.accept(unit, event.segment_id, agent))
        await asyncio.sleep(WATCHED_HANDLE * self.chance.uniform(0.2, 1.8))
        await self._run(lambda unit: self._close(unit, interaction, agent))
        self.closed += 1

    async def _briefly(self, does: str, event: SegmentOffered) -> None:
        """One statement, then the wake-up, as at the end of any unit of work."""
        values = [self.crowd.tenant, event.segment_id, event.interaction_id, event.agent_id]
        async with self.brief.connection() as connection:
            await connection.execute(f"select bench.{does}(%s, %s, %s, %s)", values)
        if does == "close":
            self.freed[event.agent_id] = perf_counter()
            self.closed += 1
        await self.runtime.wakeups.wake(self.crowd.tenant)

    async def _close(self, unit: UnitOfWork, interaction: InteractionId, agent: AgentId) -> None:
        await closing.close(unit, self.runtime.ports, interaction, agent)
        self.freed[agent] = perf_counter()  # the commit is part of what is measured

    async def _run(self, does: Callable[[UnitOfWork], Awaitable[object]]) -> None:
        await self.runtime.database.run(self.crowd.tenant, does, actor="benchmark")


async def at_work(made: Installation, seconds: float) -> None:
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(made.settings, "benchmark"))
        crowd = await fill(runtime.database, names.KILN, names.SMS, places=1, auto_accept=False)
        brief = await stack.enter_async_context(await agents_in_sql(made))
        agents = Agents(runtime, crowd, frozenset(crowd.agents[:WATCHED]), brief)
        stack.push_async_callback(_stop, [asyncio.create_task(agents.watch())], agents)
        pages = made.beside()
        made.start("web")
        pages.start("web", "web-of-pages")
        made.start("worker")
        for web in (made, pages):
            web.wait_until_ready()
        for agent in agents.watched:
            await stack.enter_async_context(page(pages, runtime, agents, agent))
        made.start("router")
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=made.settings.public_url, timeout=60))
        arriving = asyncio.create_task(arrivals(http, made))
        stack.callback(arriving.cancel)
        while agents.closed < 2 * WATCHED:  # everybody has work, and the first have closed theirs
            await asyncio.sleep(0.1)
        await asyncio.sleep(WARM)
        await analyze(made)
        gc.collect()
        gc.freeze()  # what waits in this process is not the product's
        before, began, closed = _parts(made), perf_counter(), agents.closed
        await asyncio.sleep(seconds)
        took = perf_counter() - began
        after, rate = _parts(made), (agents.closed - closed) / took
        arriving.cancel()
        floor = await stack.enter_async_context(bare_way(made))
        bare = [await floor.once(f"m{n:06}") for n in range(100)]
        tell(agents, began, began + took, rate, bare)
        tell_parts(before, after)


async def agents_in_sql(made: Installation) -> AsyncConnectionPool[psycopg.AsyncConnection[tuple[None]]]:
    url = made.settings.database_system_url
    async with await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True) as owner:
        await owner.execute(AGENT_IN_SQL)
    return AsyncConnectionPool(url, min_size=4, max_size=4, open=False, kwargs={"autocommit": True})


async def _stop(tasks: list[asyncio.Task[None]], agents: Agents) -> None:
    for task in (*tasks, *agents.busy):
        task.cancel()
    await asyncio.gather(*tasks, *agents.busy, return_exceptions=True)


async def arrivals(http: httpx.AsyncClient, made: Installation) -> None:
    """Customers nobody knows write through the webhook, one after the other at an even pace."""
    writing: set[asyncio.Task[None]] = set()
    began = perf_counter()
    for n in count():
        await asyncio.sleep(max(0.0, began + n / RATE - perf_counter()))
        task = asyncio.create_task(write(http, made, f"+8869{n:08}", 1_000_000 + n))
        writing.add(task)
        task.add_done_callback(writing.discard)


@asynccontextmanager
async def page(made: Installation, runtime: Runtime, agents: Agents, agent: AgentId) -> AsyncIterator[None]:
    """An agent's console: signed in, its live socket open."""
    origin = made.settings.public_url
    form = {"login": agents.crowd.logins[agent], "password": PASSWORD, "start_as": "available"}
    async with httpx.AsyncClient(base_url=origin, timeout=60) as http:
        answer = await http.post("/sign-in", data=form, headers={"Origin": origin})
    if answer.status_code != 303:
        raise RuntimeError(f"an agent could not sign in: {answer.status_code} {answer.text[:500]}")
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    async with runtime.database.read(agents.crowd.tenant) as reader:
        cursor = await reader.value("select position from core.event_head where tenant_id = %s", [agents.crowd.tenant])
    url = f"ws://localhost:{made.settings.port}/live?cursor={cursor}"
    async with connect(url, additional_headers={"Cookie": cookies, "Origin": origin}, max_size=None) as socket:

        async def listen() -> None:
            async for frame in socket:
                now = perf_counter()
                for segment in OFFER.findall(frame if isinstance(frame, str) else frame.decode()):
                    agents.shown.setdefault(SegmentId(UUID(segment)), now)

        listening = asyncio.create_task(listen())
        try:
            yield
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


# --- figures


def tell(agents: Agents, began: float, ended: float, rate: float, bare: list[float]) -> None:
    within = [segment for segment, at in agents.freed_for.items() if began <= at <= ended]
    committed = [agents.committed[segment] - agents.freed_for[segment] for segment in within]
    seen = [segment for segment in within if agents.offered_to[segment] in agents.watched]
    shown = [agents.shown[segment] - agents.freed_for[segment] for segment in seen if segment in agents.shown]
    pushed = [agents.shown[segment] - agents.committed[segment] for segment in seen if segment in agents.shown]
    setting = f"500 agents, 5,000 waiting, {rate:.0f} interactions a second, on 2 processors shared with the load"
    floors = {share: _at(bare, share) for share in (0.5, 0.99)}
    for share, of in ((0.5, "p50"), (0.99, "p99")):
        note = f"{len(shown)} offers on {WATCHED} open pages; {setting}"
        report(Result(f"freed to offer on the agent's screen, {of}", _at(shown, share), "ms", floors[share], note))
    for share, of in ((0.5, "p50"), (0.99, "p99")):
        note = f"{len(committed)} offers; of it: freed to offer committed and read by another process"
        report(Result(f"freed to offer committed, {of}", _at(committed, share), "ms", floors[share], note))
    for share, of in ((0.5, "p50"), (0.99, "p99")):
        note = f"of it: committed to shown, on {WATCHED} open pages"
        report(Result(f"offer committed to shown, {of}", _at(pushed, share), "ms", floors[share], note))


def tell_parts(before: dict[str, tuple[float, float]], after: dict[str, tuple[float, float]]) -> None:
    for part in PARTS:
        seconds, times = (after[part][n] - before[part][n] for n in (0, 1))
        mean = round(seconds / max(1.0, times) * 1000, 2)
        report(Result(f"router, {part}", mean, "ms", note=f"mean of {times:.0f} times; one may be of several offers"))


def _parts(made: Installation) -> dict[str, tuple[float, float]]:
    """Seconds and times by part of the router's step, from its metrics."""
    url = f"http://127.0.0.1:{made.settings.router_metrics_port}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:
        text = answer.read().decode()
    sums: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(text):
        if family.name == "contact_center_routing_seconds":
            for sample in family.samples:
                sums[sample.labels["part"], sample.name.rsplit("_", 1)[1]] = sample.value
    return {part: (sums.get((part, "sum"), 0.0), sums.get((part, "count"), 0.0)) for part in PARTS}


def _at(values: list[float], share: float) -> float:
    return round(sorted(values)[int(len(values) * share)] * 1000, 1) if values else float("nan")


# --- as fast as it goes


async def at_most(made: Installation) -> None:
    """Each of two tenants: 5,000 waiting, 500 agents with ten places, offers accepted by themselves."""
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(made.settings, "benchmark"))
        await _offers_a_second(made, [await _tenant(runtime, 0, "first")], ["0"])
        await analyze(made)
        one = await _offers_a_second(made, [await _tenant(runtime, 0, "alone")], ["0"])
        crowds = [await _tenant(runtime, shard, f"shard-{shard}") for shard in (0, 1)]
        both = await _offers_a_second(made, crowds, ["0", "1"])
    note = "5,000 waiting offered and accepted in one go to 500 agents with ten places each; the router alone at work"
    report(Result("one shard at most", round(one), "offers/s", note=note))
    note = "two router processes, one for each shard; the floor is one of them alone, before"
    report(Result("two shards at most", round(both), "offers/s", round(one), note))


async def _tenant(runtime: Runtime, shard: int, slug: str) -> Crowd:
    tenant = TenantId(next(id for _ in count() if shard_of(TenantId(id := new_id()), 2) == shard))
    await directory.create_tenant(runtime.database, slug=slug, name=slug, id=tenant)
    return await fill(runtime.database, tenant, ChannelAccountId(new_id()), places=10, auto_accept=True)


async def _offers_a_second(made: Installation, crowds: list[Crowd], shards: list[str]) -> float:
    """From the first to the last commit, by the times in the log: starting and restoring do not count."""
    made.environment["CONTACT_CENTER_ROUTER_SHARDS"] = "2"
    processes = []
    for shard in shards:
        made.environment["CONTACT_CENTER_ROUTER_SHARD"] = shard
        processes.append(made.start("router"))
    async with await psycopg.AsyncConnection.connect(made.settings.database_system_url, autocommit=True) as database:
        rate = await _measured(database, [crowd.tenant for crowd in crowds])
    for process in processes:
        process.terminate()
        process.wait(20)
        made.running.remove(process)
    return rate


async def _measured(database: psycopg.AsyncConnection[tuple[int]], tenants: list[TenantId]) -> float:
    """Counts what has been accepted until nothing more comes."""
    seen: list[tuple[float, int]] = []
    while len(seen) < 20 or seen[-1][1] != seen[-20][1] or not seen[-1][1]:
        cursor = await database.execute(
            "select count(*) from core.interaction where tenant_id = any(%s) and state = 'working'", [tenants]
        )
        (working,) = await cursor.fetchone() or (0,)
        seen.append((perf_counter(), working))
        await asyncio.sleep(0.1)
        if len(seen) > 1_200:
            raise TimeoutError(f"{working} of {WAITING * len(tenants)} accepted after two minutes")
    middle = [(at, working) for at, working in seen if 0.05 < working / seen[-1][1] < 0.95]
    with suppress(ZeroDivisionError):
        return (middle[-1][1] - middle[0][1]) / (middle[-1][0] - middle[0][0])
    raise RuntimeError("it was over too soon to be measured")


if __name__ == "__main__":
    main()
