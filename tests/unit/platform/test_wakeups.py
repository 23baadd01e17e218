"""Bells: whoever waits for one in a loop can always be stopped."""

from __future__ import annotations

import asyncio

import pytest

from contact_center.platform.wakeups import Bell
from tests.patience import PATIENCE


async def _wait_for_ever(bell: Bell) -> None:
    while True:
        await bell.wait(60)


@pytest.mark.parametrize("turns", range(6))
async def test_a_ring_in_the_same_moment_does_not_swallow_the_end(turns: int) -> None:
    bell = Bell()
    task = asyncio.create_task(_wait_for_ever(bell))
    for _ in range(3):
        await asyncio.sleep(0)
    bell.ring()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    _, left = await asyncio.wait({task}, timeout=PATIENCE)
    task.cancel()
    assert not left


async def test_a_bell_that_does_not_ring_is_waited_for_no_longer_than_said() -> None:
    bell = Bell()
    await bell.wait(0.001)
    bell.ring()
    await bell.wait(60)
