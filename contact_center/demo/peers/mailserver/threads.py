"""pymap's work in threads, so that nothing it began is left undone when the server stops.

pymap's own way leaves a coroutine behind, never awaited, when its thread pool is shut down before a thread was free:
a client in IDLE keeps a thread for itself, and the next one's work waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar, cast

from pymap.concurrent import Event, ReadWriteLock, Subsystem

T = TypeVar("T")
MOST = 32
"""Threads, made as they are needed: clients in IDLE at once, and some for the work besides."""


class Threads(Subsystem):
    """Each piece of work runs in a thread, in an event loop of its own."""

    def __init__(self, most: int = MOST) -> None:
        self._executor = ThreadPoolExecutor(most, thread_name_prefix="mailstore")
        self._primitives = Subsystem.for_threading(self._executor)

    @property
    def subsystem(self) -> str:
        return self._primitives.subsystem

    async def execute(self, future: Awaitable[T]) -> T:
        """Raises `CancelledError` when the server stops before it began."""
        work = cast("Coroutine[Any, Any, T]", future)
        try:
            begun = self._executor.submit(copy_context().run, asyncio.run, work)
        except RuntimeError:  # shut down
            work.close()
            raise asyncio.CancelledError from None
        try:
            return await asyncio.wrap_future(begun)
        finally:
            if begun.cancelled():
                work.close()

    def new_rwlock(self) -> ReadWriteLock:
        return self._primitives.new_rwlock()

    def new_event(self) -> Event:
        return self._primitives.new_event()

    async def close(self) -> None:
        """Returns when no thread runs any more. What waits in IDLE must have been woken before."""
        await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)
