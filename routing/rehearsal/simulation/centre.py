"""What is simulated, as the engine and the loop around it take it: plain data, made from a `Scenario`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import AgentId, QueueId
from routing.engine.instants import micros
from routing.engine.model import Capacity, QueueAccess, RoutingPolicy
from routing.rehearsal.simulation.entering import EntryRules
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.waiting import Watch

MONDAY = micros(datetime.fromisoformat("2026-01-05T00:00:00+00:00"))
"""The instant that stands for 0 where no day is named, so that no run depends on when it was made."""


@dataclass(frozen=True, slots=True)
class PresentSpan:
    """Somebody is present from, until; microseconds since the beginning."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedAgent:
    agent_id: AgentId
    group: int
    skills: Mapping[str, int]
    queues: tuple[QueueAccess, ...]
    capacity: Capacity
    spells: tuple[PresentSpan, ...]
    answer: int
    """Microseconds from offer to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCentre:
    policy: RoutingPolicy
    streams: tuple[Stream, ...]
    people: tuple[SimulatedAgent, ...]
    groups: tuple[str, ...]
    interval: int
    """Microseconds."""
    intervals: int
    room: int | None = None
    """Places to wait, of all streams together; who finds them taken is turned away. None: as many as come."""
    begins: int = MONDAY
    """When it is 0 o'clock in here, as an instant of the engine."""
    entry_rules: EntryRules | None = None
    """Hours and rules by which work enters; None: every queue takes its own at once."""
    watch: Callable[[], Watch] | None = None
    """What happens to work while it waits; None: nothing."""


def queue_id(number: int) -> QueueId:
    return QueueId(UUID(int=1 + number))


def agent_id(number: int) -> AgentId:
    return AgentId(UUID(int=(1 << 64) + number))
