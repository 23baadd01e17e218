"""An agent's day: its states add up, a day is compared with the agent's own, and what goes on is counted until now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from contact_center.interactions.reading.agent_day_queries import FinishedRow, HandledPart
from contact_center.measures.agent_day import (
    COMPARED_DAYS,
    FEWEST_DAYS,
    ActivitySpan,
    DayState,
    add_up,
    finished_figures,
    handled_seconds,
    timeline,
    usual,
)

START = datetime(2026, 11, 20, tzinfo=UTC)
END = START + timedelta(days=1)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def span(
    since: float, until: float | None, state: str, activity: str = "idle", reason: str | None = None
) -> ActivitySpan:
    return ActivitySpan(at(since), None if until is None else at(until), state, reason, activity)


def piece(begin: float, end: float | None, *, channel: str = "voice", reason: str | None = "completed") -> HandledPart:
    return HandledPart(
        uuid4(), uuid4(), channel, None, "work", at(begin), at(begin), None, None if end is None else at(end), 0.0,
        reason, None, "closed", at(12),
    )  # fmt: skip


def test_states_of_a_day_are_cut_at_its_midnights_and_neighbours_are_one() -> None:
    found = timeline(
        [
            span(-3, 1, "available"),
            span(1, 2, "available", "working"),
            span(2, 3, "away", "working", "lunch"),
            span(3, 4, "away", "idle", "lunch"),
            span(4, 5, "offline"),
            span(5, None, "not_responding"),
        ],
        START,
        at(6),
    )
    assert [(one.state, one.reason, one.since, one.until) for one in found] == [
        (DayState.READY, None, START, at(1)),
        (DayState.WORKING, None, at(1), at(3)),
        (DayState.AWAY, "lunch", at(3), at(4)),
        (DayState.NOT_RESPONDING, None, at(5), at(6)),
    ]


STATES = st.tuples(
    st.sampled_from(["available", "away", "offline", "not_responding"]),
    st.sampled_from(["idle", "alerting", "working", "wrapping"]),
    st.sampled_from([None, "lunch", "break"]),
    st.integers(1, 300),
)


@given(st.lists(STATES, max_size=30), st.integers(-600, 600))
def test_the_sums_of_any_day_are_the_time_signed_in(steps: list[tuple[str, str, str | None, int]], begin: int) -> None:
    spans, now = [], START + timedelta(minutes=begin)
    for state, activity, reason, minutes in steps:
        spans.append(ActivitySpan(now, now + timedelta(minutes=minutes), state, reason, activity))
        now += timedelta(minutes=minutes)
    found = timeline(spans, START, END)
    signed_in = sum(
        max(timedelta(), min(one.until or END, END) - max(one.since, START)).total_seconds()
        for one in spans
        if one.state != "offline"
    )
    assert sum(one.seconds for one in add_up(found)) == signed_in
    assert all(one.until <= after.since for one, after in pairwise(found))


def test_work_that_goes_on_is_counted_until_now_and_parked_time_is_none_of_it() -> None:
    assert handled_seconds(piece(11, None)) == 3600
    parked = piece(9, 11)
    assert handled_seconds(HandledPart(**{**_fields(parked), "parked_seconds": 600.0})) == 6600


def _fields(part: HandledPart) -> dict[str, object]:
    return {name: getattr(part, name) for name in HandledPart.__slots__}


def test_a_day_is_compared_with_the_middle_of_the_agents_own_last_days() -> None:
    before = [FinishedRow(date(2026, 10, 1) + timedelta(days=n), "voice", n, 1, 100.0 * n) for n in range(1, 31)]
    parts = [piece(9, 9.5), piece(10, 10.2), piece(10, 10.1, reason="transferred"), piece(11, None)]
    finished, transferred, medians = finished_figures(parts, before, START, END)
    assert finished.value == 3
    assert finished.usual is not None
    days = range(31 - COMPARED_DAYS, 31)
    assert (finished.usual.low, finished.usual.high) == (days[0] + 1.9, days[-1] - 1.9)
    assert transferred.value == 1
    assert transferred.usual is not None
    assert (transferred.usual.low, transferred.usual.high) == (1, 1)
    assert medians["voice"].value == 720


def test_too_few_days_tell_no_range() -> None:
    assert usual([1.0] * (FEWEST_DAYS - 1)) is None
    assert usual([1.0] * FEWEST_DAYS) is not None
