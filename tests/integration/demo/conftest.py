"""The demo's company on a database of the test's own, with a small year behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.bootstrap.settings import Settings
from contact_center.demo.company.past import history
from contact_center.demo.company.past.plan import first_day
from contact_center.demo.company.seed import seed
from contact_center.demo.company.story.build import build_story
from contact_center.demo.company.story.model import Story
from contact_center.kernel.clock import ManualClock
from tests.servers import Database

DAYS = 20
RUSH = 8
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
"""A Tuesday afternoon in Taipei; the bad hour was on Monday."""


@dataclass
class Company:
    runtime: Runtime
    story: Story
    told: list[tuple[int, int]]


def settings(database: Database, folder: Path, redis_url: str = "") -> Settings:
    return Settings(
        data_dir=folder, demo=True, database_url=database.app, database_system_url=database.system,
        redis_url=redis_url, secret_key="a secret of this test", log_level="WARNING",
    )  # fmt: skip


async def tell_year(runtime: Runtime, count: int, told: list[tuple[int, int]]) -> Story:
    story = small_story()
    await seed(runtime, story)
    await history.tell(
        runtime, story, NOW, count=count, days=DAYS, rush=RUSH, progress=lambda done, of: told.append((done, of))
    )
    return story


def small_story() -> Story:
    """The first people of the story with what is theirs."""
    story = build_story(NOW.date())
    people = story.people[:40]
    accounts = {person.account for person in people}
    return replace(
        story,
        people=people,
        accounts=tuple(account for account in story.accounts if account.key in accounts),
        orders=tuple(order for order in story.orders if order.account in accounts),
        units=tuple(unit for unit in story.units if unit.account in accounts),
    )


@pytest_asyncio.fixture
async def company(database: Database, tmp_path: Path) -> AsyncIterator[Company]:
    async with open_runtime(settings(database, tmp_path), "test", ManualClock(first_day(NOW, DAYS))) as runtime:
        told: list[tuple[int, int]] = []
        story = await tell_year(runtime, 60, told)
        yield Company(runtime, story, told)
