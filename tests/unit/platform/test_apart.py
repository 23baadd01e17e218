"""What strangers send is worked on apart: it can be stopped, and its trouble stays there."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time

import pytest

from contact_center.platform.apart import Apart, TooMuch


def double(number: int) -> int:
    return 2 * number


def refuse(_: int) -> int:
    raise ValueError("no")


def chatter(number: int) -> int:
    sys.stdout.write("noise on the way of the answer\n")
    return number


def hang(_: int) -> int:
    while True:
        time.sleep(1)


def greed(_: int) -> int:
    return len(b"x" * (8 << 30))


def die(_: int) -> int:
    os._exit(1)


async def test_result_and_error_come_back() -> None:
    apart = Apart()
    assert await apart.run(double, 21) == 42
    with pytest.raises(ValueError, match="no"):
        await apart.run(refuse, 1)
    assert await apart.run(chatter, 7) == 7


async def test_large_work_travels_both_ways() -> None:
    assert await Apart().run(bytes.upper, b"a" * 5_000_000) == b"A" * 5_000_000


async def test_what_takes_too_long_is_stopped_and_the_next_is_done() -> None:
    apart = Apart(seconds=60)
    assert await apart.run(double, 1) == 2
    apart._seconds = 0.2
    with pytest.raises(TooMuch, match="stopped after"):
        await apart.run(hang, 1)
    apart._seconds = 60
    assert await apart.run(double, 2) == 4


async def test_what_needs_too_much_memory_fails_and_the_next_is_done() -> None:
    apart = Apart()
    with pytest.raises(MemoryError):
        await apart.run(greed, 1)
    assert await apart.run(double, 2) == 4


async def test_process_that_dies_is_replaced() -> None:
    apart = Apart()
    assert await apart.run(double, 1) == 2
    with pytest.raises(TooMuch):
        await apart.run(die, 1)
    assert await apart.run(double, 3) == 6


async def test_process_ends_with_its_owner() -> None:
    apart = Apart()
    pid = await apart.run(_pid, 0)
    del apart
    await asyncio.to_thread(double, 1)  # the thread that waited for it lets go of it
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def _pid(_: int) -> int:
    return os.getpid()
