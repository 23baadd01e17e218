"""Which tasks a test has begun, so that they can end with it.

Not all that are new: what lives on from test to test (pools of connections, an application) begins tasks, too, at any
moment. `asyncio.wait_for` of Python 3.11 makes one for each wait. Ended by a stranger, it takes along who waits: a pool
whose scheduler is gone connects no more, and everybody after it waits in vain.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

_BEGUN: ContextVar[WeakSet[asyncio.Task[Any]] | None] = ContextVar("tasks that this test has begun", default=None)
"""A task is begun in the context of whoever begins it: a test and all that comes of it share theirs."""


@contextmanager
def begun() -> Iterator[WeakSet[asyncio.Task[Any]]]:
    """The tasks that are begun from here on, in this context and in those that are made of it."""
    asyncio.get_running_loop().set_task_factory(_noting)
    tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
    before = _BEGUN.set(tasks)
    try:
        yield tasks
    finally:
        _BEGUN.reset(before)


def _noting(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any] | Generator[Any, None, Any], **given: Any
) -> asyncio.Task[Any]:
    task = asyncio.Task(coroutine, loop=loop, **given)
    tasks = _BEGUN.get()
    if tasks is not None:
        tasks.add(task)
    return task
