"""What passes between agents and their supervisors while they work: announcements, and requests for help. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.interactions.floor.errors import (
    AnnouncementEndTooFar,
    AnnouncementTooLong,
    HelpTextTooLong,
    NobodyToTell,
    NothingToAnnounce,
)

LONGEST_TEXT: Final = 1000
"""Characters of an announcement."""
LONGEST_REQUEST: Final = 300
"""Characters of what help is asked for."""
STANDS: Final = timedelta(hours=12)
"""An announcement that nobody gave an end: a shift. Who signs in later is not told what was said yesterday."""
LONGEST: Final = timedelta(days=31)


class Audience(StrEnum):
    """Whom an announcement is for; its people are those of the moment it was made."""

    EVERYONE = "everyone"
    """All agents and supervisors."""
    TEAM = "team"
    QUEUE = "queue"
    """Who serves it."""
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class StaffAnnouncement:
    id: UUID
    by_id: UUID
    at: datetime
    text: str
    urgent: bool
    """Shown in the colour of what is late."""
    audience: Audience
    audience_name: str
    """Of the team or queue, as it was called then; empty for others."""
    expires_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentAnnouncement:
    """An announcement with who has read it."""

    announcement: StaffAnnouncement
    people: tuple[UUID, ...]
    """Who was told."""
    unread: tuple[UUID, ...]
    """Who has not read it; nobody is missed once it was taken back or its time is over."""

    @property
    def told(self) -> int:
        return len(self.people)

    @property
    def read(self) -> int:
        return self.told - len(self.unread)


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """An agent's raised hand. An agent has one at most that is not over."""

    id: UUID
    agent_id: UUID
    interaction_id: UUID | None
    """What it is about; None: no work in particular."""
    text: str
    at: datetime
    taken_by: UUID | None
    """The supervisor who said that they come."""
    taken_at: datetime | None
    ended_at: datetime | None
    ended_by: UUID | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


def announced_text(text: str) -> str:
    """Raises `NothingToAnnounce`, `AnnouncementTooLong`."""
    said = text.strip()
    if not said:
        raise NothingToAnnounce(field="text")
    if len(said) > LONGEST_TEXT:
        raise AnnouncementTooLong(field="text")
    return said


def requested_text(text: str) -> str:
    """May be empty: a hand can be raised without a word. Raises `HelpTextTooLong`."""
    said = " ".join(text.split())
    if len(said) > LONGEST_REQUEST:
        raise HelpTextTooLong(field="text")
    return said


def end_of(now: datetime, until: datetime | None) -> datetime:
    """Until when an announcement stands. Raises `AnnouncementEndTooFar` for an end that is past or beyond `LONGEST`."""
    if until is None:
        return now + STANDS
    if not now < until <= now + LONGEST:
        raise AnnouncementEndTooFar(field="until")
    return until


def recipients(people: Collection[UUID], working: Collection[UUID], by: UUID) -> list[UUID]:
    """Each once, only who works here, without the sender. Raises `NobodyToTell`."""
    here = frozenset(working)
    found = [one for one in dict.fromkeys(people) if one in here and one != by]
    if not found:
        raise NobodyToTell(field="to")
    return found
