"""How fast somebody may go: buckets that refill evenly, each act takes a drop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second in the long run. The name keeps its buckets apart from others."""

    burst: int
    per_second: float
    name: str = ""


Asked = tuple[Rate, str]
"""A rate, and of whom: a visitor, an address."""


class RateLimits(Protocol):
    async def take(self, now: datetime, *asked: Asked) -> float:
        """0.0 if all allow it, and each gives a drop; else the seconds to wait, and none has given one."""
        ...


class TokenBucket:
    def __init__(self, rate: Rate, now: datetime) -> None:
        self._rate = rate
        self._level = float(rate.burst)
        self._at = now

    def wait(self, now: datetime) -> float:
        """0.0 if there is a drop, else the seconds until there is one."""
        passed = max(0.0, (now - self._at).total_seconds())
        self._level = min(self._rate.burst, self._level + passed * self._rate.per_second)
        self._at = max(now, self._at)
        return 0.0 if self._level >= 1.0 else (1.0 - self._level) / self._rate.per_second

    def take(self, now: datetime) -> float:
        """0.0 if allowed, else the seconds to wait."""
        wait = self.wait(now)
        if not wait:
            self._level -= 1.0
        return wait


class Buckets:
    """One bucket a key, in this process; beyond `keep` keys the older half is forgotten."""

    def __init__(self, rate: Rate, keep: int = KEPT) -> None:
        self._rate = rate
        self._keep = keep
        self._buckets: dict[str, TokenBucket] = {}

    def of(self, key: str, now: datetime) -> TokenBucket:
        if key not in self._buckets:
            self._forget()
            self._buckets[key] = TokenBucket(self._rate, now)
        return self._buckets[key]

    def take(self, key: str, now: datetime) -> float:
        return self.of(key, now).take(now)

    def _forget(self) -> None:
        if len(self._buckets) < self._keep:
            return
        oldest = list(self._buckets)[: self._keep // 2]
        for key in oldest:
            del self._buckets[key]


class LocalLimits:
    """`RateLimits` of this process alone."""

    def __init__(self) -> None:
        self._buckets: dict[Rate, Buckets] = {}

    async def take(self, now: datetime, *asked: Asked) -> float:
        buckets = [self._buckets.setdefault(rate, Buckets(rate)).of(key, now) for rate, key in asked]
        wait = max(bucket.wait(now) for bucket in buckets)
        if not wait:
            for bucket in buckets:
                bucket.take(now)
        return wait
