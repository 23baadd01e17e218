"""What a channel knows of how its work should wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contact_center.kernel.ids import AgentId


@dataclass(frozen=True, slots=True)
class EntryWishes:
    """What a channel knows of how its work should wait, beside what its queue says."""

    priority: int = 0
    """Added to that of the queue."""
    skills: Mapping[str, int] = field(default_factory=dict)
    """Demanded beside those of the queue, at these levels at least."""
    at_head: bool = False
    agent: AgentId | None = None
    """Who gets it first, if they are here."""
