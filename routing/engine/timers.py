"""The engine's alarm clock: a heap in which outdated entries are skipped when they surface."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from heapq import heapify, heappop, heappush


class TimerKind(IntEnum):
    """What falls due first if several things fall due at once."""

    OFFER = 0
    AGENT = 1
    WORK = 2


Entry = tuple[int, int, int]
"""Instant, kind, key of the subject, which orders equal instants the same way everywhere."""


class Timers:
    def __init__(self, is_current: Callable[[Entry], bool]) -> None:
        self._heap: list[Entry] = []
        self._is_current = is_current
        self._sweep_at = 1024

    def __len__(self) -> int:
        return len(self._heap)

    def arm(self, at: int, kind: TimerKind, key: int) -> None:
        heappush(self._heap, (at, kind, key))
        if len(self._heap) > self._sweep_at:
            self._sweep()

    def next_at(self) -> int | None:
        heap = self._heap
        while heap and not self._is_current(heap[0]):
            heappop(heap)
        return heap[0][0] if heap else None

    def pop_due(self, now: int) -> Entry | None:
        """The earliest entry still current and due by `now`; removes it."""
        while self._heap and self._heap[0][0] <= now:
            entry = heappop(self._heap)
            if self._is_current(entry):
                return entry
        return None

    def _sweep(self) -> None:
        """Drop outdated entries; doubling the threshold keeps the cost per entry constant."""
        self._heap = [entry for entry in self._heap if self._is_current(entry)]
        heapify(self._heap)
        self._sweep_at = max(1024, 2 * len(self._heap))
