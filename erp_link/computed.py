"""What an ERP computes when it is asked: asked with a deadline, kept for a moment, shown old rather than not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.erp import Block, Freshness
from contact_center.kernel.errors import ExternalSystemError
from erp_link.domain import FactsTrouble, trouble_of

KEPT_FOR = timedelta(seconds=60)
"""How long a computed figure is shown without asking again."""
MOST_KEPT = 2_000
UNREADABLE = (TypeError, ValueError, KeyError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class _Kept:
    items: tuple[Any, ...]
    at: datetime


class ComputedFigures:
    """The computed figures of one ERP. One question about each is out at a time, whoever asks."""

    def __init__(self, source: str, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._kept: dict[Hashable, _Kept] = {}
        self._asking: dict[Hashable, asyncio.Task[FactsTrouble | None]] = {}

    async def block(
        self,
        key: Hashable,
        ask: Callable[[], Awaitable[Any]],
        deadline: timedelta,
        *,
        lacking: FactsTrouble | None = None,
    ) -> Block[Any]:
        """What was computed a moment ago, else asked for; an old figure stays, with its age, while none comes.

        `lacking`: why it cannot be asked for.
        """
        kept = self._kept.get(key)
        if lacking is not None and kept is None:
            return Block(self._source, Freshness.UNAVAILABLE, None, (), lacking)
        if kept is not None and self._clock.now() - kept.at <= KEPT_FOR:
            return Block(self._source, Freshness.FRESH, kept.at, kept.items)
        trouble = lacking or await self._asked(key, ask, deadline)
        kept = self._kept.get(key)
        if kept is None:
            return Block(self._source, Freshness.UNAVAILABLE, None, (), trouble)
        freshness = Freshness.FRESH if trouble is None else Freshness.OLD
        return Block(self._source, freshness, kept.at, kept.items, trouble)

    def expire(self, tenant: Hashable, about: str) -> None:
        """What is kept of this thing is asked for at the next look; it stays as an old figure until then."""
        for key, kept in self._kept.items():
            if isinstance(key, tuple) and key[0] == tenant and about in key:
                self._kept[key] = replace(kept, at=kept.at - KEPT_FOR)

    async def _asked(
        self, key: Hashable, ask: Callable[[], Awaitable[Any]], deadline: timedelta
    ) -> FactsTrouble | None:
        asking = self._asking.get(key) or self._ask(key, ask)
        done, _ = await asyncio.wait({asking}, timeout=deadline.total_seconds())
        return asking.result() if done else FactsTrouble.SLOW

    def _ask(self, key: Hashable, ask: Callable[[], Awaitable[Any]]) -> asyncio.Task[FactsTrouble | None]:
        async def run() -> FactsTrouble | None:
            at = self._clock.now()
            try:
                found = await ask()
            except ExternalSystemError as error:
                return trouble_of(error)
            except UNREADABLE:
                return FactsTrouble.REFUSES
            if len(self._kept) > MOST_KEPT:
                self._kept.clear()
            items = found if isinstance(found, tuple) else () if found is None else (found,)
            self._kept[key] = _Kept(items, at)
            return None

        task = asyncio.create_task(run(), name="erp figure")
        self._asking[key] = task
        task.add_done_callback(lambda _: self._asking.pop(key, None))
        return task

    async def close(self) -> None:
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
