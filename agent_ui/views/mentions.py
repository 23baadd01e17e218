"""Who can be called by a note, and what calls the reader."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.ids import InteractionId


@dataclass(frozen=True, slots=True)
class ColleagueOption:
    id: UUID | None
    """None of a team: it is known by its name."""
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class MentionLine:
    id: UUID
    interaction: InteractionId
    by: str
    who: str
    """Whose conversation it is."""
    channel: str
    text: str
    when: str
