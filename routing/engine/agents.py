"""An agent as the engine sees one: who, what for, how much, and what is open now."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId
from routing.engine.model import Capacity, LoadState, OpenSegment, QueueAccess
from routing.engine.shares import Account


class Availability(IntEnum):
    """Presence and reachability in one: exactly one of them is true of an agent."""

    PRESENT = 0
    SIGNED_OUT = 1
    AWAY = 2
    NOT_RESPONDING = 3
    UNREACHABLE = 4


_ALERTING, _ACTIVE, _WRAPPING, _LIVE = LoadState.ALERTING, LoadState.ACTIVE, LoadState.WRAPPING, Tier.LIVE
_STANDING = {
    Presence.AVAILABLE: Availability.PRESENT,
    Presence.AWAY: Availability.AWAY,
    Presence.NOT_RESPONDING: Availability.NOT_RESPONDING,
}


class WorkKind:
    """What a piece of work asks of capacity. Few exist: a channel has one weight, as a rule."""

    __slots__ = ("bit", "channel", "interruptible", "live", "ready", "weight")

    def __init__(self, bit: int, channel: str, weight: int, live: bool) -> None:
        self.bit = bit
        self.channel = channel
        self.weight = weight
        self.live = live
        self.interruptible: tuple[str, ...] = ()
        """Channels whose work yields to it."""
        self.ready = 0
        """Bits of the agents who could take it this moment."""


class Agent:
    __slots__ = (
        "access",
        "account",
        "audiences",
        "bit",
        "capacity",
        "code",
        "held_back_until",
        "id",
        "idle_since",
        "index",
        "key",
        "last_offer",
        "last_seen",
        "live_alerting",
        "load",
        "misses",
        "open",
        "order",
        "plan",
        "presence",
        "ready",
        "reserved",
        "returned",
        "segments",
        "silent_since",
        "skills",
        "standing",
        "text_alerting",
        "total",
        "watch",
        "wrapping_voice",
    )

    def __init__(self, agent_id: AgentId, index: int, idle_since: int) -> None:
        self.id = agent_id
        self.key = agent_id.int
        self.index = index
        self.bit = 1 << index
        self.presence = Presence.OFFLINE
        self.standing = Availability.SIGNED_OUT
        self.idle_since = idle_since
        self.last_offer = 0
        self.skills: Mapping[str, int] = {}
        self.code = 0
        self.access: tuple[QueueAccess, ...] = ()
        self.audiences: tuple[int, ...] = ()
        self.plan: tuple[tuple[int, ...], ...] = ()
        """Audiences to look for work in, first choice first."""
        self.account: Account = [0, 0, 0]
        self.capacity = Capacity(channels={}, total=0)
        self.reserved: tuple[tuple[str, int], ...] = ()
        """Units of the total kept for a channel."""
        self.segments: dict[int, OpenSegment] = {}
        """By the integer of the id."""
        self.ready = 0
        """Bits of the kinds of work the agent could take this moment."""
        self.order = (0, idle_since, self.key, index)
        self.misses = 0
        self.last_seen: int | None = None
        self.silent_since: int | None = None
        self.returned = False
        self.held_back_until: int | None = None
        self.watch: int | None = None
        """When the agent's timer is armed for."""
        self.recount()

    def stand(self) -> Availability:
        """The standing that presence and silence amount to now."""
        if self.presence is Presence.OFFLINE:
            return Availability.SIGNED_OUT
        if self.silent_since is not None:
            return Availability.UNREACHABLE
        return _STANDING[self.presence]

    def recount(self) -> None:
        """Sum up the open segments after a change."""
        load: dict[str, int] = {}
        self.load = load
        self.open = len(self.segments)
        if not self.open:
            self.total = self.live_alerting = self.text_alerting = self.wrapping_voice = 0
            return
        total = live_alerting = text_alerting = wrapping = 0
        for segment in self.segments.values():
            load[segment.channel] = load.get(segment.channel, 0) + segment.weight
            total += segment.weight
            if segment.state is _ALERTING:
                if segment.tier is _LIVE:
                    live_alerting += 1
                else:
                    text_alerting += 1
            elif segment.state is _WRAPPING and segment.media:
                wrapping += 1
        self.total = total
        self.live_alerting, self.text_alerting, self.wrapping_voice = live_alerting, text_alerting, wrapping

    def hold(self, segment: OpenSegment) -> None:
        """One more segment; what `recount` would come to, without counting the others again."""
        self.segments[segment.segment_id.int] = segment
        self.load[segment.channel] = self.load.get(segment.channel, 0) + segment.weight
        self.total += segment.weight
        self.open += 1
        if segment.state is _ALERTING:
            if segment.tier is _LIVE:
                self.live_alerting += 1
            else:
                self.text_alerting += 1

    def drop(self, segment: OpenSegment) -> None:
        """One segment less; the opposite of `hold`."""
        del self.segments[segment.segment_id.int]
        self.load[segment.channel] -= segment.weight
        self.total -= segment.weight
        self.open -= 1
        if segment.state is _ALERTING:
            if segment.tier is _LIVE:
                self.live_alerting -= 1
            else:
                self.text_alerting -= 1
        elif segment.state is _WRAPPING and segment.media:
            self.wrapping_voice -= 1

    def can_take(self, kind: WorkKind) -> bool:
        """Whether capacity and what alerts or wraps leave room for one more of this kind.

        Live work is offered over an alerting text, never over other live work that alerts; text waits
        until nothing alerts: one thing calls at a time. Of the total, what is kept for other channels and not
        in use by them is none of this kind's, unless it may interrupt them anyway.
        """
        if kind.live:
            if self.live_alerting or self.wrapping_voice:
                return False
        elif self.live_alerting or self.text_alerting:
            return False
        load = self.load
        if load.get(kind.channel, 0) + kind.weight > self.capacity.channels.get(kind.channel, 0):
            return False
        total = self.total
        if kind.interruptible:
            total -= self._yielding(kind.interruptible)
        for channel, places in self.reserved:
            if channel != kind.channel and channel not in kind.interruptible:
                total += max(0, places - load.get(channel, 0))
        return total + kind.weight <= self.capacity.total

    def _yielding(self, channels: tuple[str, ...]) -> int:
        """Places of what can be parked: in hand, and nobody sits at the other end waiting for each word."""
        return sum(
            segment.weight
            for segment in self.segments.values()
            if segment.channel in channels and segment.state is _ACTIVE and segment.tier is not _LIVE
        )
