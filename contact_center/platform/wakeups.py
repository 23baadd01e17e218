"""Wake-ups over Redis: a hint that there is news, never the news itself (D6).

Everything that waits here also polls, so Redis may be flushed or down at any moment. Typing
indicators travel the same way: they may be lost.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import redis.asyncio as redis
import structlog

from contact_center.kernel.ids import TenantId

log = structlog.get_logger()

CHANNEL = "{cc}:wake"
SIGNALS = "{cc}:signal"
SILENT_FOR = 1.0
"""Seconds for which nothing is published after a failure."""
DOWN = (redis.RedisError, OSError, asyncio.TimeoutError)


def _time() -> float:
    return asyncio.get_running_loop().time()


class Bell:
    """Rung when something may have happened."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()

    @property
    def rings(self) -> bool:
        """Since it was last waited for."""
        return self._event.is_set()

    async def wait(self, at_most: float) -> None:
        """Until it rings, `at_most` so many seconds.

        Not `asyncio.wait_for`: in Python 3.11 it loses a cancellation that comes in the same moment as the
        ring, and what waits here in a loop would never end.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._event.wait()
        self._event.clear()


Signal = Callable[[dict[str, Any]], Awaitable[None]]
Topics = Callable[[], Collection[str]]


class Wakeups:
    """One Redis subscription per process; many bells."""

    def __init__(self, url: str) -> None:
        self._redis = redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) if url else None
        self._bells: set[Bell] = set()
        self._signals: dict[Signal, Topics] = {}
        """With the topics each hears of, besides what is said to everybody."""
        self._task: asyncio.Task[None] | None = None
        self._stopped = False
        self._silent_until = 0.0
        self._name = uuid4().hex.encode()
        """Of this process, by which it knows what it has published itself."""

    @contextmanager
    def listening(self) -> Iterator[Bell]:
        bell = Bell()
        self._bells.add(bell)
        try:
            yield bell
        finally:
            self._bells.discard(bell)

    @contextmanager
    def hearing(self, signal: Signal, topics: Topics = tuple) -> Iterator[None]:
        """Calls `signal` with each short-lived message (typing) that any process sends.

        A message with a `topic` goes only to those who have it among their `topics` by then.
        """
        self._signals[signal] = topics
        try:
            yield
        finally:
            self._signals.pop(signal, None)

    async def wake(self, tenant_id: TenantId) -> None:
        """Rings the bells of all processes; those of this one at once."""
        for bell in self._bells:
            bell.ring()
        await self._publish(CHANNEL, self._name)

    async def signal(self, message: dict[str, Any]) -> None:
        await self._publish(SIGNALS, json.dumps(message))

    async def _publish(self, channel: str, message: str | bytes) -> None:
        if self._redis is None or _time() < self._silent_until:
            return
        try:
            await self._redis.publish(channel, message)
        except DOWN:
            # A Redis that hangs must not make everybody who commits wait for it: whoever is not woken polls.
            self._silent_until = _time() + SILENT_FOR

    async def start(self) -> None:
        if self._redis is not None and self._task is None:
            self._task = asyncio.create_task(self._listen(), name="wakeups")

    async def stop(self) -> None:
        self._stopped = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._redis is not None:
            with suppress(*DOWN):
                await self._redis.aclose()

    async def healthy(self) -> bool:
        if self._redis is None:
            return False
        try:
            return bool(await self._redis.ping())
        except DOWN:
            return False

    async def _listen(self) -> None:
        """Closing a subscription may fail in the place of a cancellation, and reading one may swallow it, hence the
        flag."""
        assert self._redis is not None
        while not self._stopped:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(CHANNEL, SIGNALS)
                    while not self._stopped:
                        message = await pubsub.get_message(timeout=30)
                        if message is not None:
                            await self._heard(message)
            except DOWN:
                log.warning("redis is not reachable, polling instead")
                await asyncio.sleep(1)

    async def _heard(self, message: dict[str, Any]) -> None:
        if message["channel"] == CHANNEL.encode():
            if message["data"] != self._name:  # our own bells rang before
                for bell in self._bells:
                    bell.ring()
            return
        body = json.loads(message["data"])
        topic = body.get("topic")
        for signal, topics in list(self._signals.items()):
            if topic is None or topic in topics():
                await signal(body)
