"""How fast a visitor may go. A bucket refills evenly; each act takes one drop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_TEXT = 4000
"""Characters of one message."""
MAX_FRAME = 24_000
"""Characters of one frame from a visitor."""
MAX_SDP = 64_000


@dataclass(frozen=True, slots=True)
class Rate:
    burst: int
    per_second: float


MESSAGES = Rate(burst=20, per_second=1.0)
SIGNALS = Rate(burst=40, per_second=4.0)
"""Typing and reading."""
SESSIONS = Rate(burst=120, per_second=4.0)
"""New tokens and sockets from one network address; a whole office may share one."""
CALLS = Rate(burst=4, per_second=0.05)
REJOINS = Rate(burst=12, per_second=0.5)
"""Of one visitor's pages to the call they are in."""
MAX_PAGE = 64
"""Characters of what a page calls itself."""


class Bucket:
    def __init__(self, rate: Rate, now: datetime) -> None:
        self._rate = rate
        self._level = float(rate.burst)
        self._at = now

    def take(self, now: datetime) -> float:
        """0.0 if allowed, else the seconds to wait."""
        passed = max(0.0, (now - self._at).total_seconds())
        self._level = min(self._rate.burst, self._level + passed * self._rate.per_second)
        self._at = max(now, self._at)
        if self._level >= 1.0:
            self._level -= 1.0
            return 0.0
        return (1.0 - self._level) / self._rate.per_second


class Buckets:
    """One bucket a key, in this process; beyond `keep` keys the older half is forgotten."""

    def __init__(self, rate: Rate, keep: int = 10_000) -> None:
        self._rate = rate
        self._keep = keep
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str, now: datetime) -> float:
        if key not in self._buckets:
            self._forget()
            self._buckets[key] = Bucket(self._rate, now)
        return self._buckets[key].take(now)

    def _forget(self) -> None:
        if len(self._buckets) < self._keep:
            return
        oldest = list(self._buckets)[: self._keep // 2]
        for key in oldest:
            del self._buckets[key]
