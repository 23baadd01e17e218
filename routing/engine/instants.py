"""Time inside the engine: whole microseconds since 1970, exact and cheap to compare."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
NEVER = 1 << 62
"""Later than any instant."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
