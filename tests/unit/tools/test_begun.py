"""What a test has begun ends with it; what was there before goes on."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tests.begun import begun


async def test_what_a_test_begins_is_known_and_what_older_tasks_begin_meanwhile_is_theirs() -> None:
    turned = asyncio.Semaphore(0)

    async def older() -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), timeout=0.001)  # a task of its own in Python 3.11
            turned.release()

    going = asyncio.create_task(older())
    with begun() as tasks:
        mine = asyncio.create_task(asyncio.Event().wait())

        async def begins_another() -> asyncio.Task[bool]:
            return asyncio.create_task(asyncio.Event().wait())

        another = await asyncio.create_task(begins_another())
        for _ in range(3):
            await turned.acquire()
    assert {task for task in tasks if not task.done()} == {mine, another}
    mine.cancel()
    another.cancel()
    await turned.acquire()
    assert not going.done()
    going.cancel()
