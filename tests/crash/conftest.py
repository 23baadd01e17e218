"""Each crash test has a database, a Redis, processes and a carrier of its own."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.platform.embedded import EmbeddedRedis
from contact_center.platform.settings import Settings
from tests.crash.processes import Running, free_ports, running
from tests.crash.shop import NUMBER, TOKEN, Customers, Office, Shop, open_shop
from tests.servers import Database

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.crash)
            item.add_marker(pytest.mark.timeout(400))
            item.add_marker(pytest.mark.xdist_group("crash"))


@pytest.fixture
def seed() -> int:
    """Shown when a test fails; `CRASH_SEED=…` runs the same kills and faults again."""
    chosen = int(os.environ.get("CRASH_SEED") or random.randrange(1_000_000))
    print(f"CRASH_SEED={chosen}")  # noqa: T201 - pytest shows it when the test fails
    return chosen


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: sockets live in it."""
    made = Path(tempfile.mkdtemp(prefix="cc-crash-", dir="/tmp"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def own_redis(folder: Path) -> Iterator[EmbeddedRedis]:
    """One that a test may flush and stop."""
    server = EmbeddedRedis(folder / "run", log_file=folder / "redis.log")
    server.start()
    yield server
    server.stop()


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


@pytest.fixture
def settings(database: Database, own_redis: EmbeddedRedis, folder: Path) -> Settings:
    """Everything that waits, waits shortly: the same code, in less time."""
    return Settings(
        data_dir=folder,
        port_base=free_ports(),
        database_url=database.app,
        database_system_url=database.system,
        database_pool=6,
        redis_url=own_redis.url,
        secret_key="crash tests",
        log_level="INFO",
        provider_read_timeout=2,  # type: ignore[arg-type]
        provider_settle=3,  # type: ignore[arg-type]
        provider_catch_up=3,  # type: ignore[arg-type]
        worker_stale=3,  # type: ignore[arg-type]
    ).model_copy()


@asynccontextmanager
async def scene(
    settings: Settings, database: Database, seed: int, *names: str, agents: int = 10, answers: int = 300
) -> AsyncIterator[Scene]:
    """An open shop: its processes run, agents are at work, customers have the number."""
    settings = settings.model_copy(update={"twilio_url": f"http://127.0.0.1:{settings.carrier_port}"})
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(settings, "test"))
        shop = await open_shop(runtime, agents=agents)
        carrier = ["--number", f"{NUMBER}={shop.account}", "--seed", str(seed), "--auth-token", TOKEN]
        processes = await stack.enter_async_context(running(settings, names, carrier=carrier))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=processes.carrier_url, timeout=30))
        office = await stack.enter_async_context(Office(runtime, shop, chance, answers).open())
        customers = Customers(processes, runtime, shop, http)
        yield Scene(processes, runtime, shop, customers, office, chance, database)
