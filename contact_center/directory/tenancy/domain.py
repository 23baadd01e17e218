"""An organisation as whoever runs the installation sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Organisation:
    tenant_id: UUID
    slug: str
    name: str
    created_at: datetime
    suspended_at: datetime | None
    """None: in service."""
    suspended_why: str
    people: int
    """Who may sign in."""
    last_seen_at: datetime | None
    """When the last of them was there; None: nobody yet, or longer ago than sessions are kept."""
