"""What is to happen on virtual time: in its order, and at one instant in the order in which it was put there. Pure.

Simulation and replay run on the same: the one counts microseconds from its beginning, the other has instants.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, Generic, Protocol, TypeVar


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


At = TypeVar("At", bound=_Ordered)


class Timeline(Generic[At]):
    """`put` whatever comes to be known, `take` the next."""

    __slots__ = ("_heap", "_steps")

    def __init__(self) -> None:
        self._heap: list[tuple[At, int, Callable[[Any, At], None], Any]] = []
        self._steps = 0

    def put(self, at: At, do: Callable[[Any, At], None], subject: Any) -> None:
        """Does `do(subject, at)` then."""
        self._steps += 1
        heappush(self._heap, (at, self._steps, do, subject))

    def next_at(self, otherwise: At) -> At:
        """When the next thing happens; `otherwise`, where nothing does."""
        return self._heap[0][0] if self._heap else otherwise

    def take(self) -> None:
        """Lets the next thing happen."""
        at, _, do, subject = heappop(self._heap)
        do(subject, at)
