"""What the list of all work is asked. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

MOST_COUNTED = 1_000
"""Up to here the list says how many there are; beyond, that there are more."""
LONGEST_TAG = 40
MOST_TAGS = 20
"""Of one conversation."""
LOOKED_THROUGH = 5_000
"""So many of the newest pieces are looked through to count those that fit: a rare one is not sought in ten years."""


class WorkStage(StrEnum):
    """How far work is, as the list is filtered by it."""

    OPEN = "open"
    """Everything that is not closed."""
    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"
    CLOSED = "closed"
    SPAM = "spam"
    """Closed as spam, by hand or as its sender is blocked."""
    ALL = "all"


OVER = frozenset({WorkStage.CLOSED, WorkStage.SPAM, WorkStage.ALL})
"""Stages of which there is more with each day."""


class WorkOrder(StrEnum):
    DUE = "due"
    """What is due first comes first, then what is oldest."""
    OLDEST = "oldest"
    NEWEST = "newest"


class WorkHolder(StrEnum):
    """With whom it is, where no single agent is named."""

    ANYBODY = ""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Scope:
    """What of all work a reader may list: all of it, or what they have, had, or serve the queue of."""

    agent: UUID
    queues: frozenset[UUID] | None
    """None: a supervisor or administrator, who reads all."""


@dataclass(frozen=True, slots=True)
class WorkFilter:
    stage: WorkStage = WorkStage.OPEN
    queue: UUID | None = None
    channel: str | None = None
    holder: WorkHolder | UUID = WorkHolder.ANYBODY
    tag: str | None = None
    since: datetime | None = None
    """Only what began then or later."""
    among: Collection[UUID] | None = None
    """Only these, which some text was found in."""
    customers: Collection[UUID] = ()
    """Beside `among`: all work of these customers."""
    order: WorkOrder = WorkOrder.DUE


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """The last row of the page before, in the order of the list."""

    at: datetime
    """By what it is ordered first: when it is due, or when it began."""
    created_at: datetime
    id: UUID


def place_text(place: WorkPlace) -> str:
    """As an address says it."""
    first, second = (f"{one.timestamp():.6f}".replace(".", "-") for one in (place.created_at, place.at))
    return f"{place.id}-{first}-{second}"


def place_in(text: str) -> WorkPlace | None:
    """None for what is no place: a list then begins at its beginning."""
    id, parts = text[:36], text[37:].split("-")
    try:
        first, second = (
            datetime.fromtimestamp(int(whole), UTC) + timedelta(microseconds=int(rest))
            for whole, rest in (parts[:2], parts[2:])
        )
        return WorkPlace(second, first, UUID(id))
    except (ValueError, OverflowError, OSError):
        return None


def tag_of(text: str) -> str | None:
    """A tag as it is kept: one line without needless spaces; None for what is none."""
    plain = " ".join(text.replace("\x00", "").split())
    return plain if plain and len(plain) <= LONGEST_TAG else None
