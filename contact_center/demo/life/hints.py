"""A tap on the shoulder of simulated customers: "look at your phone". The text itself comes by its channel."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Hints:
    """By the customer's address."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = {}

    @contextmanager
    def of(self, contact: str) -> Iterator[asyncio.Event]:
        event = self._waiting[contact] = asyncio.Event()
        try:
            yield event
        finally:
            self._waiting.pop(contact, None)

    def give(self, contact: str) -> None:
        if contact in self._waiting:
            self._waiting[contact].set()

    @property
    def wanted(self) -> bool:
        return bool(self._waiting)


async def hinted(event: asyncio.Event, at_most: float) -> bool:
    """Whether a hint came in this time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most):
            await event.wait()
        event.clear()
        return True
    return False
