"""Which days two instants without a zone stand for. Pure.

Who asks for days from one midnight to another, and gives both in UTC, has said which zone they mean only if the
clocks changed in between: then the span is an hour off a number of days, and it begins and ends at midnight in few
zones, which agree on when the clocks changed. Otherwise days of 24 hours from the start on are what was asked for.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def days_zone(start: datetime, end: datetime) -> ZoneInfo | None:
    """None where the span is days of 24 hours, `start` has a zone of its own, or no zone fits."""
    if isinstance(start.tzinfo, ZoneInfo) and start.tzinfo.key != "UTC":
        return None
    odd = (end - start) % DAY
    return _fitting(start.astimezone(UTC), end.astimezone(UTC)) if odd in (HOUR, DAY - HOUR) else None


@lru_cache(maxsize=64)
def _fitting(start: datetime, end: datetime) -> ZoneInfo | None:
    """Of the zones in which both are midnights one of those that most agree with."""
    found: dict[ZoneInfo, tuple[datetime, ...]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        first, last = start.astimezone(zone), end.astimezone(zone)
        if first.time() == last.time() == time():
            days = (last.date() - first.date()).days
            found[zone] = tuple((first + n * DAY).astimezone(UTC) for n in range(days))
    if not found:
        return None
    (usual, _), *_others = Counter(found.values()).most_common(1)
    return next(zone for zone, edges in found.items() if edges == usual)
