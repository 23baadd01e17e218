"""Pools of connections to PostgreSQL: how long anybody waits, and what a connection remembers."""

from __future__ import annotations

import asyncio
import select
from contextvars import Context
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

Pooled = psycopg.AsyncConnection[Any]

CONNECTION: dict[str, Any] = {
    "options": "-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=5s",
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "connect_timeout": 5,
}
BY_KEY = {**CONNECTION, "options": f"{CONNECTION['options']} -c plan_cache_mode=force_generic_plan"}
"""Of who never lists what somebody else chose: see `unit_of_work.begin`."""
PREPARED_FROM = 2
"""A statement that comes a second time on a connection is prepared: it will come again."""
MOST_PREPARED = 400
"""On one connection. A process has more statements than the hundred that the driver would keep: it went on preparing
what it had just forgotten."""
POOL: dict[str, Any] = {"timeout": 10.0, "reconnect_timeout": 4.0}
"""Seconds: who asks for a connection waits no longer than this; a pool gives up after the second and tries again at
the next request, where with the library's pauses it would notice a database that is back a minute late."""


def make_pool(url: str, size: int, how: dict[str, Any]) -> AsyncConnectionPool[Pooled]:
    sweeps: set[asyncio.Task[None]] = set()
    made: AsyncConnectionPool[Pooled] = AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        open=False,
        # Transactions are opened by `unit_of_work.begin`, not by the driver before the first statement.
        kwargs={"autocommit": True, "prepare_threshold": PREPARED_FROM, **how},
        connection_class=psycopg.AsyncConnection,
        configure=_keeps_statements,
        check=lambda connection: _checked(connection, made, sweeps),
        **POOL,
    )
    return made


async def _checked(connection: Pooled, pool: AsyncConnectionPool[Pooled], sweeps: set[asyncio.Task[None]]) -> None:
    """Where a server has closed one, it has closed most: all that lie there are looked at beside whoever waits.

    The library lets them try one after another, with a longer pause after each, so that a few closed ones are the end
    of everybody's patience while the database is long back.
    """
    try:
        await still_open(connection)
    except psycopg.Error:
        if not sweeps:
            # The pool's own, not of whoever asked: what they begin may end with them, and connections with it.
            sweep = asyncio.get_running_loop().create_task(pool.check(), name="sweep", context=Context())
            sweeps.add(sweep)
            sweep.add_done_callback(sweeps.discard)
        raise


async def _keeps_statements(connection: Pooled) -> None:
    connection.prepared_max = MOST_PREPARED


async def still_open(connection: Pooled) -> None:
    """Raises `psycopg.OperationalError` for a connection that its server has closed while it lay in the pool.

    The server of a live one has nothing to say unasked. Where there is something to read, it is the end or a
    farewell, and only then is the server asked: looking costs a microsecond, asking a tenth of a millisecond,
    and every piece of work takes a connection.
    """
    if connection.closed:
        raise psycopg.OperationalError("the connection is closed")
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)
