"""What an agent has open, where work may interrupt other work: which is parked, and which comes back.

The same choices as `contact_center.interactions.work.parking` makes in the database: for an offer that interrupts, as
few as needed of what is in hand on the channels named, the latest begun first, never live work; what was parked takes
a place that becomes free, the longest parked first. Pure; how long something is parked is its caller's matter.
"""

from __future__ import annotations

from collections.abc import Collection

from contact_center.kernel.ids import SegmentId
from routing.engine.model import Capacity


class Held:
    """A piece of work at an agent, from the offer until it is done with."""

    __slots__ = ("begun", "channel", "in_hand", "live", "parked", "segment", "weight")

    def __init__(self, segment: SegmentId, channel: str, weight: int, live: bool) -> None:
        self.segment = segment
        self.channel = channel
        self.weight = weight
        self.live = live
        self.in_hand = False
        """Answered, and not in after-contact work."""
        self.begun = 0
        self.parked = 0
        """Above 0: how many were parked before it, and it."""


class AgentCapacity:
    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._held: dict[SegmentId, Held] = {}
        self._count = 0

    def rings(self, segment: SegmentId, channel: str, weight: int, *, live: bool) -> None:
        self._held[segment] = Held(segment, channel, weight, live)

    def has(self, segment: SegmentId) -> bool:
        return segment in self._held

    def answered(self, segment: SegmentId) -> None:
        self._count += 1
        self._held[segment].in_hand, self._held[segment].begun = True, self._count

    def wraps(self, segment: SegmentId) -> None:
        self._held[segment].in_hand = False

    def make_room(self, weight: int, over: Collection[str]) -> list[SegmentId]:
        """What is parked from now on; nothing if it would not be enough. Before the offer itself `rings`."""
        needed = self._used() + weight - self._capacity.total
        can = [one for one in self._held.values() if one.channel in over and _yields(one)]
        can.sort(key=lambda one: one.begun)
        found: list[Held] = []
        while needed > 0 and can:
            found.append(can.pop())
            needed -= found[-1].weight
        if needed > 0:
            return []
        for one in found:
            self._count += 1
            one.parked = self._count
        return [one.segment for one in found]

    def ended(self, segment: SegmentId) -> list[SegmentId]:
        """An offer or a piece of work is over: what comes back from now on."""
        self._held.pop(segment, None)
        parked = sorted((one for one in self._held.values() if one.parked), key=lambda one: one.parked)
        back: list[SegmentId] = []
        for one in parked:
            if len(parked) - len(back) == len(self._held) or self._fits(one):
                one.parked = 0
                back.append(one.segment)
        return back

    def answered_here(self) -> list[tuple[SegmentId, bool]]:
        """Answered work that takes a place, and whether it is in hand still."""
        return [(one.segment, one.in_hand) for one in self._held.values() if one.begun and not one.parked]

    def _fits(self, one: Held) -> bool:
        there = self._capacity.channels.get(one.channel, 0)
        return self._used() + one.weight <= self._capacity.total and self._used(one.channel) + one.weight <= there

    def _used(self, channel: str | None = None) -> int:
        return sum(
            one.weight for one in self._held.values() if not one.parked and (channel is None or one.channel == channel)
        )


def _yields(one: Held) -> bool:
    return one.in_hand and not one.parked and not one.live
