"""What routing tells of work that waits, and channels pass on to whoever waits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitNotice:
    """What somebody who waits may be told about it."""

    place: int | None = None
    """1 is next; None where the queue tells no places."""
    minutes: int | None = None
    """About how long it is still; None without an honest figure."""
    callback: str | None = None
    """`offered`, `asked`, or None."""
    text: str | None = None
    """What the queue says to those who wait."""
