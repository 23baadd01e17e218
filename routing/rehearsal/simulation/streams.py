"""What comes into a simulated centre, kind by kind: plain data, made from a `Scenario`."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import QueueId
from routing.engine.model import Requirement
from routing.rehearsal.simulation.chances import TimeDistribution
from routing.rehearsal.simulation.tally import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One kind of work that comes in: a queue, a channel, and what it is like."""

    name: str
    queue_id: QueueId
    channel: str
    tier: Tier
    weight: int
    priority: int
    """With that of its queue."""
    requirements: tuple[Requirement, ...]
    media: bool
    rates: tuple[float, ...]
    """Expected arrivals in each interval."""
    handle: TimeDistribution
    wrap: TimeDistribution | None
    patience: TimeDistribution | None
    due: int | None
    """Microseconds after entry at which it is due."""
    limits: Limits
    own_priority: int = 0
    """Without that of its queue."""
    language: str | None = None
