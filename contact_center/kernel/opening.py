"""Waiting runs in the opening hours of its queue: one rule for record, figures, replay and report.

What a queue's hours say is settled when work enters it, and travels with the work as the spans in which the queue
is shut from then on: `[begins, ends, begins, ends, …]` in whole seconds since 1970, ascending. So everybody who
reads a wait comes to the same figure, and a later change of the calendar rewrites no past. Work of a queue that is
always open has no spans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

Shut = Sequence[int]
SHORT_ABANDON_SECONDS = 5.0
"""Who leaves within this time was not lost by us, where a queue does not say otherwise."""


def open_seconds(start: datetime, end: datetime, shut: Shut) -> float:
    """Open time between two instants, never below zero."""
    if end <= start:
        return 0.0
    total = (end - start).total_seconds()
    for begins, ends in _spans(shut):
        total -= max(0.0, (min(ends, end) - max(begins, start)).total_seconds())
    return max(0.0, total)


def after_open(start: datetime, seconds: float, shut: Shut) -> datetime:
    """The instant by which so much open time has passed since `start`."""
    left, at = timedelta(seconds=seconds), start
    for begins, ends in _spans(shut):
        if ends <= at:
            continue
        if begins > at and begins - at >= left:
            break
        left -= max(timedelta(), begins - at)
        at = ends
    return at + left


def shut_before(shut: Shut, at: datetime) -> list[int]:
    """Those spans, or parts of them, that lie before an instant."""
    upto = int(at.timestamp())
    return [second for begins, ends in _pairs(shut) if begins < upto for second in (begins, min(ends, upto))]


def flat(spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    return [int(at.timestamp()) for span in spans for at in span]


def _spans(shut: Shut) -> Iterator[tuple[datetime, datetime]]:
    for begins, ends in _pairs(shut):
        yield datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)


def _pairs(shut: Shut) -> Iterator[tuple[int, int]]:
    return zip(shut[::2], shut[1::2], strict=True)
