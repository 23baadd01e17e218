"""One timeline of many sources: what happened to a customer, whoever keeps it. Pure.

Each source gives what it has before a mark, the newest first, and one more than was asked for where there is more; the
merge never shows something that an unread part of another source should stand above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class TimelineMark:
    """A place on the timeline: entries at one moment are told apart by their keys."""

    at: datetime
    key: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}|{self.key}"


def mark_of(text: str) -> TimelineMark | None:
    """What `str` of a mark says; None for anything else."""
    at, bar, key = text.partition("|")
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return TimelineMark(found, key) if bar and found.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    mark: TimelineMark
    entry: T


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """A part of the timeline, the newest first. `older`: where the next part begins; None at the end."""

    entries: tuple[T, ...]
    older: TimelineMark | None


def merge(sources: Sequence[Sequence[Placed[T]]], before: TimelineMark | None, limit: int) -> Stretch[T]:
    """The newest `limit` of all sources that are older than `before`."""
    ours = [one for source in sources for one in source if before is None or one.mark < before]
    ours.sort(key=lambda one: one.mark, reverse=True)
    shown = ours[:limit]
    return Stretch(tuple(one.entry for one in shown), shown[-1].mark if len(ours) > limit else None)
