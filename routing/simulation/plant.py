"""What is simulated, as the engine and the loop around it take it: plain data, made from a `Scenario`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.routing import Capacity, QueueAccess, Requirement, RoutingPolicy
from contact_center.kernel.ids import AgentId, QueueId
from routing.simulation.chances import Chance
from routing.simulation.tally import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of work that comes in: a queue, a channel, and what it is like."""

    name: str
    queue_id: QueueId
    channel: str
    tier: Tier
    weight: int
    priority: int
    requirements: tuple[Requirement, ...]
    media: bool
    rates: tuple[float, ...]
    """Expected arrivals in each interval."""
    handle: Chance
    wrap: Chance | None
    patience: Chance | None
    due: int | None
    """Microseconds after entry at which it is due."""
    limits: Limits


@dataclass(frozen=True, slots=True)
class Spell:
    """Somebody is present from, until; microseconds since the beginning."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    agent_id: AgentId
    group: int
    skills: Mapping[str, int]
    queues: tuple[QueueAccess, ...]
    capacity: Capacity
    spells: tuple[Spell, ...]
    answer: int
    """Microseconds from offer to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    policy: RoutingPolicy
    lines: tuple[Line, ...]
    people: tuple[Person, ...]
    groups: tuple[str, ...]
    interval: int
    """Microseconds."""
    intervals: int
    room: int | None = None
    """Places to wait, of all lines together; who finds them taken is turned away. None: as many as come."""


def queue_id(number: int) -> QueueId:
    return QueueId(UUID(int=1 + number))


def agent_id(number: int) -> AgentId:
    return AgentId(UUID(int=(1 << 64) + number))
