"""One unit of work: state, events and jobs commit together or not at all (D7).

SQL is written as SQL, on psycopg, with rows read straight into frozen dataclasses
(`docs/decisions/0002-sql-is-written-as-sql.md`). Only this module commits.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import psycopg
import structlog
from psycopg import sql as psql
from psycopg.rows import class_row, dict_row, scalar_row
from psycopg_pool import AsyncConnectionPool

from contact_center.kernel.clock import Clock
from contact_center.kernel.events import Event
from contact_center.kernel.ids import EventId, TenantId, new_id
from contact_center.platform.append_store import APPEND
from contact_center.platform.pools import BY_KEY, CONNECTION, make_pool

log = structlog.get_logger()

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Connection = psycopg.AsyncConnection[Any]
Params = Mapping[str, Any] | Sequence[Any] | None

REPEATABLE = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
ATTEMPTS = 5
ANSWERS_WITHIN = 2.0
"""Seconds."""


class Reader:
    """Reads in one transaction. Rows come as dataclasses, dicts or single values."""

    def __init__(self, connection: Connection, now: datetime, *, snapshot: bool = False) -> None:
        self.connection = connection
        self.now = now
        """The instant of this work: one value for everything that happens in it."""
        self._answers: dict[Hashable, Any] | None = {} if snapshot else None

    async def once(self, question: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """What several parts of a page ask is asked once in a snapshot; anywhere else, where the answer may change,
        each time. The answer is shared: it must not be changed."""
        if self._answers is None:
            return await ask()
        if question not in self._answers:
            self._answers[question] = await ask()
        return cast(T, self._answers[question])

    async def once_each(
        self, question: Hashable, keys: Collection[K], ask: Callable[[list[K]], Awaitable[Mapping[K, T]]]
    ) -> dict[K, T]:
        """`once` for what is asked by key: of `keys` those are asked for to which this snapshot has no answer yet.
        Those for which there is nothing are left out, and nothing is asked for no keys."""
        known: dict[K, T | None] = {} if self._answers is None else self._answers.setdefault((question, "each"), {})
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            found = await ask(new)
            known |= {key: found.get(key) for key in new}
        return {key: one for key in keys if (one := known[key]) is not None}

    async def one(self, row: type[T], query: str, params: Params = None) -> T | None:
        async with self.connection.cursor(row_factory=class_row(row)) as cursor:
            await cursor.execute(_sql(query), params)
            return await cursor.fetchone()

    async def many(self, row: type[T], query: str, params: Params = None) -> list[T]:
        async with self.connection.cursor(row_factory=class_row(row)) as cursor:
            await cursor.execute(_sql(query), params)
            return await cursor.fetchall()

    async def dicts(self, query: str, params: Params = None) -> list[dict[str, Any]]:
        async with self.connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(_sql(query), params)
            return await cursor.fetchall()

    async def value(self, query: str, params: Params = None) -> Any:
        """The first column of the first row, None without a row."""
        async with self.connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(_sql(query), params)
            return await cursor.fetchone()

    async def values(self, query: str, params: Params = None) -> list[Any]:
        async with self.connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(_sql(query), params)
            return await cursor.fetchall()


class UnitOfWork(Reader):
    """Reads and writes of one tenant in one transaction."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        tenant_id: TenantId,
        actor: str,
        correlation_id: UUID | None,
    ) -> None:
        super().__init__(connection, now)
        self.tenant_id = tenant_id
        self.actor = actor
        """Who acts, for the history: `user:<id>`, `router`, `customer`, `provider`, `system`."""
        self.correlation_id = correlation_id
        self.events: list[tuple[Event, UUID | None]] = []
        self.jobs: list[Job] = []
        self.last: list[tuple[str, Params]] = []
        """Statements that go to the server with the commit, see `execute_last`."""
        self.after: list[Callable[[], Awaitable[None]]] = []
        """What follows the commit, see `after_commit`."""

    async def execute(self, query: str, params: Params = None) -> int:
        """Runs a statement; returns the number of rows it touched."""
        cursor = await self.connection.execute(_sql(query), params)
        return cursor.rowcount

    def execute_last(self, query: str, params: Params = None) -> None:
        """Runs with the commit and in one trip to the server with it: for what nobody here reads back."""
        self.last.append((query, params))

    def record(self, event: Event, *, correlation_id: UUID | None = None) -> None:
        """The event joins the log when this work commits, in the order of the calls."""
        self.events.append((event, correlation_id or self.correlation_id))

    def defer(
        self,
        task: str,
        *,
        lock: str | None = None,
        after: datetime | None = None,
        **arguments: Any,
    ) -> None:
        """A job to run once this work has committed. Jobs with the same `lock` run one after another."""
        self.jobs.append(Job(task, lock, after, arguments))

    def after_commit(self, call: Callable[[], Awaitable[None]]) -> None:
        self.after.append(call)


@dataclass(frozen=True, slots=True)
class Job:
    task: str
    lock: str | None
    after: datetime | None
    arguments: dict[str, Any]


Defer = Callable[[Connection, Sequence[Job]], Awaitable[None]]
Wake = Callable[[TenantId], Awaitable[None]]


class Database:
    """The two roles' connection pools, and the only place where a transaction is opened and committed.

    `work` and `run` are for one tenant under row-level security (role `app`); `system` and
    `run_as_system` are for intake, router and projections, which cross tenants.
    """

    def __init__(self, app_url: str, system_url: str, *, clock: Clock, pool: int = 10) -> None:
        self.clock = clock
        self._urls = {"app": app_url, "system": system_url}
        self._pools = {"app": make_pool(app_url, pool, CONNECTION), "system": make_pool(system_url, pool, BY_KEY)}
        self.defer: Defer = _no_jobs
        self.wake: Wake = _no_wake

    async def open(self) -> None:
        for pool in self._pools.values():
            await pool.open(wait=True, timeout=20)

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.close(timeout=5)

    @asynccontextmanager
    async def read(self, tenant_id: TenantId, *, by_key: bool = False) -> AsyncIterator[Reader]:
        """A read-only transaction that sees one tenant, in one snapshot. `by_key` where all is found by ids and such,
        however many there are: see `begin`."""
        async with self._pools["app"].connection() as connection:
            await begin(connection, tenant_id, "isolation level repeatable read read only", by_key=by_key)
            # Left without an error it is committed: after a rollback the driver forgets every prepared statement.
            yield Reader(connection, self.clock.now(), snapshot=True)

    @asynccontextmanager
    async def read_all(self) -> AsyncIterator[Reader]:
        """A read as role `system`, across tenants; each statement sees what is committed by then."""
        async with self._pools["system"].connection() as connection:
            yield Reader(connection, self.clock.now())

    @asynccontextmanager
    async def work(
        self,
        tenant_id: TenantId,
        *,
        actor: str,
        correlation_id: UUID | None = None,
        role: str = "app",
        now: datetime | None = None,
    ) -> AsyncIterator[UnitOfWork]:
        """One unit of work, committed at the end, rolled back on any error. Not repeated: see `run`."""
        async with self._pools[role].connection() as connection:
            await begin(connection, tenant_id, by_key=True)
            work = UnitOfWork(connection, now or self.clock.now(), tenant_id, actor, correlation_id)
            yield work
            await self.finish(work)
        await self.announce(work)

    @asynccontextmanager
    async def work_on(
        self, connection: Connection, tenant_id: TenantId, *, actor: str, now: datetime
    ) -> AsyncIterator[UnitOfWork]:
        """A unit of work on a connection of the caller's own in autocommit: the router's, which holds its lock."""
        work = UnitOfWork(connection, now, tenant_id, actor, None)
        try:
            await connection.execute("begin", prepare=False)
            yield work
            await self.finish(work)
        except BaseException:
            with suppress(psycopg.OperationalError):
                await connection.rollback()
            raise
        await self.announce(work)

    async def run(
        self,
        tenant_id: TenantId,
        function: Callable[[UnitOfWork], Awaitable[T]],
        *,
        actor: str,
        correlation_id: UUID | None = None,
        role: str = "app",
    ) -> T:
        """The unit of work, repeated whole when PostgreSQL asks for it (40001, 40P01)."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.work(tenant_id, actor=actor, correlation_id=correlation_id, role=role) as work:
                    return await function(work)
            except REPEATABLE:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.01 * attempt)
        raise AssertionError("unreachable")

    async def finish(self, work: UnitOfWork) -> None:
        """Jobs, what was left for the end, then the events with their positions as the last statement, then commit
        (D10)."""
        if work.jobs:
            await self.defer(work.connection, work.jobs)
        if not work.events and not work.last:
            await work.connection.commit()
            return
        async with work.connection.pipeline():
            for query, params in work.last:
                await work.connection.execute(_sql(query), params)
            if work.events:
                await append_events(work)
            await work.connection.commit()

    async def announce(self, work: UnitOfWork) -> None:
        """Tells the others and the log. Each process logs what it committed with the correlation id of the
        conversation, so one id follows an interaction from its webhook to its last delivery report."""
        for event, correlation in work.events:
            log.info(
                "committed",
                event_type=event.type,
                actor=work.actor,
                tenant_id=str(work.tenant_id),
                correlation_id=str(correlation) if correlation else None,
            )
        if work.events:
            await self.wake(work.tenant_id)
        for call in work.after:
            await call()

    async def answers(self) -> bool:
        """Whether the database answers now: asked on a connection of its own, so that neither connections left from
        before it was away nor a pool in which all are in use has a say."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN), self.own_connection("app") as connection:
                await connection.execute("select 1")
        except (psycopg.Error, OSError, TimeoutError):
            return False
        return True

    @asynccontextmanager
    async def own_connection(self, role: str) -> AsyncIterator[Connection]:
        """A connection beside the pools, with autocommit, for what belongs to a session: closed at the end."""
        connection = await psycopg.AsyncConnection.connect(self._urls[role], autocommit=True, **CONNECTION)
        try:
            yield connection
        finally:
            await connection.close()

    @property
    def pools(self) -> Mapping[str, AsyncConnectionPool[Connection]]:
        return self._pools


async def append_events(work: UnitOfWork) -> None:
    """Takes the tenant's next positions together with the insert, as the last statement before commit.

    The lock on the head row is held until the commit is visible, so the order of positions is the
    order in which readers can see them. Everything the tenant does waits for that lock, so statement and
    commit are sent together: else it were held for as long as this process takes to come back to it.
    """
    rows = [
        {
            "n": n,
            "id": EventId(new_id()),
            "type": event.type,
            "version": event.version,
            "correlation_id": correlation,
            "payload": event.payload(),
        }
        for n, (event, correlation) in enumerate(work.events, 1)
    ]
    document = json.dumps(rows, default=str, ensure_ascii=False)
    await work.connection.execute(
        APPEND,
        {"tenant": work.tenant_id, "now": work.now, "actor": work.actor, "count": len(rows), "events": document},
    )


async def begin(connection: Connection, tenant_id: TenantId, how: str = "", *, by_key: bool) -> None:
    """Opens a transaction that sees this tenant alone, in one trip to the server: most of our transactions are short,
    and as statements of their own these are a good part of one.

    `by_key`: a prepared statement keeps its plan whatever is asked, as what is found by key is found in one way, and
    planning it takes several times as long as finding it. Else the planner looks at the values each time it thinks
    that they matter, as they do to the filters of a list or the words of a search.
    """
    opening = psql.SQL("begin {}; set local app.tenant = {}").format(psql.SQL(cast("Any", how)), str(tenant_id))
    if by_key:
        opening += psql.SQL("; set local plan_cache_mode = force_generic_plan")
    await connection.execute(opening, prepare=False)


async def scope(connection: Connection, tenant_id: TenantId) -> None:
    """Shows this tenant alone to the connection for as long as it lives."""
    await connection.execute("select set_config('app.tenant', %s, false)", [str(tenant_id)])


async def _no_jobs(_: Connection, jobs: Sequence[Job]) -> None:
    raise LookupError("this process was built without jobs; wire platform.jobs into the database")


async def _no_wake(_: TenantId) -> None:
    return None


def _sql(query: str) -> psql.SQL:
    return psql.SQL(cast("Any", query))
