"""Limits hold over all processes together, and in each of them while Redis is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from contact_center.kernel.rates import LocalLimits, Rate
from contact_center.platform.limits import SharedLimits

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
WRITING = Rate(burst=4, per_second=0.001, name="writing")
THERE = Rate(burst=6, per_second=0.001, name="writing from there")


@pytest_asyncio.fixture
async def two(redis_url: str) -> AsyncIterator[tuple[SharedLimits, SharedLimits]]:
    """Of two processes."""
    made = SharedLimits(redis_url), SharedLimits(redis_url)
    yield made
    await asyncio.gather(*(one.close() for one in made))


async def test_two_processes_together_allow_no_more_than_one(two: tuple[SharedLimits, SharedLimits]) -> None:
    asked = [two[n % 2].take(NOON, (WRITING, "lin")) for n in range(10)]
    waits = await asyncio.gather(*asked)
    assert sum(wait == 0 for wait in waits) == 4
    assert all(wait > 100 for wait in waits if wait)


async def test_who_changes_names_meets_the_limit_of_the_address(two: tuple[SharedLimits, SharedLimits]) -> None:
    waits = [await two[n % 2].take(NOON, (WRITING, f"name-{n}"), (THERE, "192.0.2.1")) for n in range(8)]
    assert [wait == 0 for wait in waits] == [True] * 6 + [False] * 2
    assert await two[0].take(NOON, (WRITING, "another"), (THERE, "192.0.2.2")) == 0


async def test_what_one_limit_refuses_takes_nothing_from_the_other(two: tuple[SharedLimits, SharedLimits]) -> None:
    for _ in range(9):
        await two[0].take(NOON, (WRITING, "lin"), (THERE, "192.0.2.1"))
    waits = [await two[1].take(NOON, (THERE, "192.0.2.1")) for _ in range(3)]
    assert [wait == 0 for wait in waits] == [True, True, False]


async def test_without_redis_each_process_counts_alone() -> None:
    nowhere = SharedLimits("unix:///tmp/there-is-no-redis-here.sock")
    waits = [await nowhere.take(NOON, (WRITING, "lin")) for _ in range(6)]
    assert sum(wait == 0 for wait in waits) == 4
    await nowhere.close()


async def test_time_gives_back_what_was_taken() -> None:
    limits, rate = LocalLimits(), Rate(burst=1, per_second=0.5, name="writing")
    assert await limits.take(NOON, (rate, "lin")) == 0
    assert await limits.take(NOON, (rate, "lin")) == 2
    assert await limits.take(NOON + timedelta(seconds=2), (rate, "lin")) == 0
