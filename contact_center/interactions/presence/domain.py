"""Presence as its rows say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PresenceRow:
    agent_id: UUID
    state: str
    reason: str | None
    since: datetime
    next_state: str | None
    next_reason: str | None
    idle_since: datetime
    missed: int
    unreachable_since: datetime | None


@dataclass(frozen=True, slots=True)
class LastSeen:
    tenant_id: UUID
    agent_id: UUID
    seen_at: datetime
    """The latest sign of life of any of the agent's browsers."""
    open: bool
