"""Ratings as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views.common import Tone


@dataclass(frozen=True, slots=True)
class RatingMark:
    """A figure beside a queue or an agent, which leads to the ratings behind it."""

    kind: str
    """CSAT, CES, NPS."""
    value: str
    answered: str
    """How many answered, of how many who were asked."""
    count: str
    """How many answered, alone."""
    href: str


@dataclass(frozen=True, slots=True)
class RatingLine:
    """What a customer answered once."""

    rating: UUID
    kind: str
    """CSAT, CES, NPS."""
    score: str
    """4 of 5."""
    tone: Tone
    comment: str
    at: datetime
    channel: str
    href: str | None = None
    """The conversation it is about, where the reader may open it."""
    who: str | None = None
    agent: str | None = None
    queue: str | None = None
    task: UUID | None = None
    """The follow-up of a bad one."""
