"""The router of a shard: reads the log, lets the engine decide, commits what it decided.

    lease = await take(url, shard, holder)
    shard = Shard(lease, database, media)
    await shard.step(clock.now())

Time comes in as `now`; nothing here sleeps or looks at a clock. `run` is the loop around it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import psycopg
import structlog

from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence.connections import last_seen
from contact_center.interactions.presence.domain import LastSeen
from contact_center.kernel.clock import Clock
from contact_center.kernel.ids import AgentId, TenantId
from contact_center.platform.eventlog import heads, read_between
from contact_center.platform.metrics import DECISION_SECONDS, ROUTING_SECONDS
from contact_center.platform.unit_of_work import Database, Reader
from contact_center.platform.wakeups import Wakeups
from routing.engine import Engine
from routing.engine.decisions import Decision
from routing.engine.inputs import AgentSeen, Input, Tick
from routing.errors import LeaseLost
from routing.flow.watch import FlowWatch
from routing.router import acts, store
from routing.router.acts import RouterAct
from routing.router.commit import Committer
from routing.router.core import NOT_AGAIN_FOR, TenantRouter
from routing.router.lease import Lease, lost, take
from routing.router.restore import SnapshotFacts, restore
from routing.router.translate import TYPES, ChannelTraits

log = structlog.get_logger()
T = TypeVar("T")

LOOK_AFTER_EVERY = timedelta(seconds=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
POLL = 0.25
AGAIN_AFTER = 1.0
READ_AT_ONCE = 1000
"""Positions of the log in one reading."""


class Shard:
    def __init__(
        self,
        lease: Lease,
        database: Database,
        media: ChannelTraits,
        *,
        not_again_for: timedelta = NOT_AGAIN_FOR,
        flow: FlowWatch | None = None,
        shards: int = 1,
    ) -> None:
        """Without `flow`, nothing happens to work while it waits."""
        self._shards = shards
        self._flow = flow
        self._lease = lease
        self._media = media
        self._not_again_for = not_again_for
        self._committer = Committer(lease, database)
        self._routers: dict[TenantId, TenantRouter] = {}
        self._looked_after: datetime | None = None
        self._now = _NEVER

    async def step(self, now: datetime) -> None:
        """Takes in all that is new, decides what is due at `now`, and commits it.

        Raises `LeaseLost`; after that this shard is to be thrown away.
        """
        self._now = now
        await self._lease.beat()
        for tenant, head in (await self._heads()).items():
            if shard_of(tenant, self._shards) != self._lease.shard:
                continue
            router = self._routers.get(tenant) or await self._open(tenant, now)
            while router.position < head:
                await self._follow(router, min(head, router.position + READ_AT_ONCE), now)
            await self._tick(router, now)
        if self._looked_after is None or now - self._looked_after >= LOOK_AFTER_EVERY:
            self._looked_after = now
            with ROUTING_SECONDS.labels("look after").time():
                await self._look_after(now)

    def next_wakeup(self) -> datetime | None:
        """When a step is due if nothing happens before."""
        due = [at for router in self._routers.values() if (at := router.engine.next_wakeup()) is not None]
        return min(due, default=None)

    def engine(self, tenant: TenantId) -> Engine:
        return self._routers[tenant].engine

    # --- reading

    @asynccontextmanager
    async def _reading(self, *, snapshot: bool = False) -> AsyncIterator[Reader]:
        """Without `snapshot` each statement sees what is committed by then."""
        connection = self._lease.connection
        try:
            if not snapshot:
                yield Reader(connection, self._now)
                return
            await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
            async with connection.transaction():
                yield Reader(connection, self._now)
            await connection.set_isolation_level(None)
        except psycopg.Error as error:
            raise lost(error, connection) or error from error

    async def _heads(self) -> dict[TenantId, int]:
        with ROUTING_SECONDS.labels("heads").time():
            async with self._reading() as reader:
                return await heads(reader)

    async def _open(self, tenant: TenantId, now: datetime) -> TenantRouter:
        """Builds the tenant's engine from the database, then decides what is due."""
        async with self._reading(snapshot=True) as reader:
            built = await restore(reader, tenant, self._media, self._not_again_for, now)
        router = TenantRouter(
            tenant, built.engine, self._media, self._not_again_for, built.position, built.seen, built.silent
        )
        self._routers[tenant] = router
        await self._commit(router, [acts.FORGET_UNSERVED], now)
        await self._decide(router, [Tick()], now)
        log.info("routing restored", tenant=str(tenant), position=router.position, waiting=router.engine.waiting)
        return router

    async def _follow(self, router: TenantRouter, upto: int, now: datetime) -> None:
        started = asyncio.get_running_loop().time()
        with ROUTING_SECONDS.labels("read").time():
            async with self._reading() as reader:
                events = await read_between(reader, router.tenant, router.position, upto, TYPES)
                news = router.translator.translate(events)
                facts = SnapshotFacts(reader, router.tenant, self._not_again_for)
                inputs = [*news.inputs, *await router.look_up(facts, news)]
        router.position = upto
        if inputs:
            await self._decide(router, inputs, now, upto)
            DECISION_SECONDS.observe(asyncio.get_running_loop().time() - started)

    # --- deciding

    async def _tick(self, router: TenantRouter, now: datetime) -> None:
        if router.due(now):
            await self._decide(router, [Tick()], now)

    async def _decide(
        self, router: TenantRouter, inputs: Iterable[Input], now: datetime, position: int | None = None
    ) -> None:
        async def commit(decisions: Sequence[Decision]) -> Sequence[Input]:
            return await self._commit(router, _acts(decisions), now)

        await router.decide(inputs, now, commit, position)

    async def _commit(self, router: TenantRouter, doing: Sequence[RouterAct], now: datetime) -> Sequence[Input]:
        with ROUTING_SECONDS.labels("commit").time():
            return await self._committer.carry_out(router.tenant, doing, now)

    # --- looking after what no event tells

    async def _look_after(self, now: datetime) -> None:
        """Once a second: signs of life, time limits of segments, agents who are lost."""
        tenants = list(self._routers)
        async with self._reading() as reader:
            seen = await last_seen(reader, tenants, now - presence.SILENT_AFTER)
            due = await store.due(reader, tenants, now)
            silent = await store.silent(reader, tenants)
        for tenant, rows in _by_tenant(seen):
            await self._hear(self._routers[tenant], rows, now)
        for tenant, over in _by_tenant(due):
            await self._commit(self._routers[tenant], [acts.due(row) for row in over], now)
        for one in silent:
            await self._lose(self._routers[TenantId(one.tenant_id)], one, now)
        if self._flow is not None:
            for tenant in tenants:
                await self._watch_waiting(self._flow, self._routers[tenant], now)

    async def _watch_waiting(self, flow: FlowWatch, router: TenantRouter, now: datetime) -> None:
        """Overflow, limits and closures; each act on its own, as it writes into a conversation first (D7)."""
        async with self._reading() as reader:
            due = await flow.due(reader, router.tenant, now)
        for act in due:
            await self._commit(router, [act], now)

    async def _hear(self, router: TenantRouter, rows: Sequence[LastSeen], now: datetime) -> None:
        news: dict[datetime, list[AgentId]] = {}
        for row in rows:
            agent = AgentId(row.agent_id)
            if router.seen.get(agent, _NEVER) < row.seen_at:
                router.seen[agent] = row.seen_at
                news.setdefault(row.seen_at, []).append(agent)
        back = router.silent.intersection(agent for agents in news.values() for agent in agents)
        if back:
            await self._commit(router, [acts.seen_again(list(back))], now)
        if news:
            inputs = [AgentSeen(agent_ids=tuple(agents), at=at) for at, agents in sorted(news.items())]
            await self._decide(router, inputs, now)

    async def _lose(self, router: TenantRouter, row: store.SilentRow, now: datetime) -> None:
        agent = AgentId(row.agent_id)
        if row.active and now - _since(router, row, now) < presence.LOST_AFTER:
            return
        async with self._reading() as reader:
            segments = await store.open_segments(reader, router.tenant, agent)
        await self._commit(router, [acts.lost(router.tenant, agent, self._media, segments)], now)


def shard_of(tenant: TenantId, shards: int) -> int:
    """Ids are random in their low bits, so tenants spread evenly."""
    return tenant.int % shards


def _since(router: TenantRouter, row: store.SilentRow, now: datetime) -> datetime:
    """The last sign of life of an agent, as far as it can be told."""
    begun = (row.unreachable_since or now) - presence.SILENT_AFTER
    return router.seen.get(AgentId(row.agent_id), begun)


def _acts(decisions: Iterable[Decision]) -> list[RouterAct]:
    return [acts.act_of(decision) for decision in decisions]


def _by_tenant(rows: Iterable[T]) -> list[tuple[TenantId, list[T]]]:
    grouped: dict[TenantId, list[T]] = {}
    for row in rows:
        grouped.setdefault(TenantId(row.tenant_id), []).append(row)  # type: ignore[attr-defined]
    return list(grouped.items())


async def run(
    url: str,
    database: Database,
    wakeups: Wakeups,
    clock: Clock,
    media: ChannelTraits,
    *,
    holder: UUID,
    shard: int = 0,
    shards: int = 1,
    not_again_for: timedelta = NOT_AGAIN_FOR,
    flow: FlowWatch | None = None,
) -> None:
    """Stands by until this process is the router, routes, and stands by again when it is so no more."""
    while True:
        log.info("standing by", shard=shard)
        lease = await take(url, shard, holder, shards=shards)
        try:
            log.info("routing", shard=shard, backend=lease.connection.info.backend_pid)
            mine = Shard(lease, database, media, not_again_for=not_again_for, flow=flow, shards=shards)
            await _route(mine, wakeups, clock)
        except LeaseLost as error:
            log.warning("not the router any more", shard=shard, error=error.detail)
        except Exception:
            log.exception("routing failed, starting again from the database", shard=shard)
            await asyncio.sleep(AGAIN_AFTER)
        finally:
            await lease.close()


async def _route(shard: Shard, wakeups: Wakeups, clock: Clock) -> None:
    with wakeups.listening() as bell:
        while True:
            await shard.step(clock.now())
            await bell.wait(_pause(shard.next_wakeup(), clock.now()))


def _pause(due: datetime | None, now: datetime) -> float:
    """Seconds until the next step if no bell rings: Redis may be silent, so never long."""
    left = POLL if due is None else (due - now).total_seconds()
    return min(POLL, max(0.001, left))
