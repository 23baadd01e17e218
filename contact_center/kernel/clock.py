"""Where time comes from. Nothing else in the product asks the machine what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that moves only when told to: tests, simulation and replay."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def pass_(self, *, seconds: float = 0.0, minutes: float = 0.0, hours: float = 0.0) -> datetime:
        self._now += timedelta(seconds=seconds, minutes=minutes, hours=hours)
        return self._now

    def set(self, now: datetime) -> datetime:
        if now < self._now:
            raise ValueError(f"time runs forward only: {now} is before {self._now}")
        self._now = now
        return now
