"""What the page about the readers of the log takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ParkedEventLine:
    """An event that its reader could not digest."""

    position: int
    type: str
    at: datetime
    parked_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class ReaderLine:
    name: str
    """Its name in the database, for forms and commands."""
    title: str
    behind: int
    moved_at: datetime | None
    parked: int
    aside: tuple[ParkedEventLine, ...] = ()
    """The first of them."""


@dataclass(frozen=True, slots=True)
class FollowingView:
    readers: tuple[ReaderLine, ...]
    notice: str | None = None
