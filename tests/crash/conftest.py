"""Each module of crash tests has a database, a Redis, processes and a carrier of its own."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from contact_center.bootstrap.migrate import migrate
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.platform.embedded import EmbeddedRedis
from tests.crash.processes import Running, free_ports, running, until
from tests.crash.shop import NUMBER, TOKEN, Customers, Office, Shop, open_shop
from tests.servers import Database, Postgres

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.crash)
            item.add_marker(pytest.mark.timeout(1200))


@pytest.fixture(scope="module")
def seed() -> int:
    """Shown when a test fails; `CRASH_SEED=…` runs the same kills and faults again."""
    chosen = int(os.environ.get("CRASH_SEED") or random.randrange(1_000_000))
    print(f"CRASH_SEED={chosen}")  # noqa: T201 - pytest shows it when the test fails
    return chosen


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Short: sockets live in it. What the processes said is kept when something failed."""
    made = Path(tempfile.mkdtemp(prefix="cc-crash-", dir="/tmp"))
    failed_before = request.session.testsfailed
    yield made
    if request.session.testsfailed > failed_before:
        print(f"what the processes said is in {made}/log")  # noqa: T201 - for whoever looks into the failure
    else:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def own_redis(folder: Path) -> Iterator[EmbeddedRedis]:
    """One that a test may flush and stop."""
    server = EmbeddedRedis(folder / "run", log_file=folder / "redis.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def own_database(postgres: Postgres) -> Iterator[Database]:
    made = postgres.create(postgres.migrated_template(migrate))
    yield made
    postgres.drop(made)


@dataclass
class Scene:
    """Everything a crash test needs at hand."""

    processes: Running
    runtime: Runtime
    shop: Shop
    customers: Customers
    office: Office
    chance: random.Random
    database: Database
    redis: EmbeddedRedis

    async def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        async with self.runtime.database.read(self.shop.tenant) as reader:
            return await reader.dicts(query, list(params))

    async def nobody_works(self) -> bool:
        return not await self.rows("select id from core.segment where state <> 'done'") and not await self.rows(
            "select id from core.interaction where state = 'queued'"
        )

    async def phones_are_up_to_date(self) -> bool:
        counted = await self.customers.counters()
        return counted["delivered"] >= counted["sent"]

    async def log_is_read(self) -> bool:
        return not await self.rows(
            "select c.consumer from core.event_cursor c join core.event_head h using (tenant_id) "
            "where c.position < h.position"
        )

    async def come_to_rest(self) -> None:
        """Everything has arrived, everything is answered, nobody has work in hand."""
        await until(self.customers.all_arrived, "every message arrives", every=0.5)
        await until(self.nobody_works, "all work is done", every=0.5)
        await until(self.customers.all_answered, "every answer is with the carrier", every=0.5)
        await until(self.phones_are_up_to_date, "the phones show all answers", every=0.5)
        await until(self.log_is_read, "all readers of the log have come to its end", every=0.5)


@pytest.fixture(scope="module")
def settings(
    request: pytest.FixtureRequest, own_database: Database, own_redis: EmbeddedRedis, folder: Path
) -> Settings:
    """Everything that waits, waits shortly: the same code, in less time."""
    base = free_ports()
    return Settings(
        data_dir=folder,
        port_base=base,
        database_url=own_database.app,
        database_system_url=own_database.system,
        database_pool=6,
        redis_url=own_redis.url,
        secret_key="crash tests",
        log_level=request.module.LOG_LEVEL,
        twilio_url=f"http://127.0.0.1:{base + 3}",
        provider_read_timeout=timedelta(seconds=2),
        provider_settle=timedelta(seconds=4),
        provider_catch_up=timedelta(seconds=8),
        worker_stale=timedelta(seconds=3),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(
    request: pytest.FixtureRequest, settings: Settings, own_database: Database, own_redis: EmbeddedRedis, seed: int
) -> AsyncIterator[Scene]:
    """An open shop: the processes that the module names run, agents are at work, customers have the number."""
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(settings, "test"))
        shop = await open_shop(runtime, agents=14)
        carrier = ["--number", f"{NUMBER}={shop.account}", "--seed", str(seed), "--auth-token", TOKEN]
        processes = await stack.enter_async_context(running(settings, request.module.PROCESSES, carrier=carrier))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=processes.carrier_url, timeout=30))
        office = await stack.enter_async_context(Office(runtime, shop, chance).open())
        customers = Customers(processes, runtime, shop, http)
        yield Scene(processes, runtime, shop, customers, office, chance, own_database, own_redis)
