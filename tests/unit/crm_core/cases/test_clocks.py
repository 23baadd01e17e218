"""The arithmetic of the clocks of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from crm_core.cases import clocks
from crm_core.cases.clocks import CaseClockKind, Clock, ClockState

START = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)  # Thursday 9:00 in Taipei
HOUR = 3600
TAIPEI = ZoneInfo("Asia/Taipei")
spans = st.lists(st.integers(1, 40 * HOUR), min_size=0, max_size=12).map(
    lambda steps: _laid_out(steps if len(steps) % 2 == 0 else steps[:-1])
)
moves = st.lists(
    st.tuples(st.sampled_from(["stand", "run_on", "end", "resume"]), st.integers(0, 30 * HOUR)), max_size=12
)


def _laid_out(steps: list[int]) -> tuple[int, ...]:
    at, found = int(START.timestamp()), []
    for step in steps:
        at += step
        found.append(at)
    return tuple(found)


def solve(goal: int = 40 * HOUR, shut: tuple[int, ...] = ()) -> Clock:
    return Clock(CaseClockKind.SOLVE, START, goal, shut)


def moved(clock: Clock, steps: list[tuple[str, int]]) -> tuple[Clock, datetime]:
    now = START
    for name, seconds in steps:
        now += timedelta(seconds=seconds)
        clock = getattr(clocks, name)(clock, now)
    return clock, now


@given(spans, moves, st.integers(0, 200 * HOUR))
def test_spent_time_never_runs_backwards_and_what_stood_still_adds_up(
    shut: tuple[int, ...], steps: list[tuple[str, int]], later: int
) -> None:
    clock, now = moved(solve(shut=shut), steps)
    one, two = clocks.read(clock, now), clocks.read(clock, now + timedelta(seconds=later))
    assert 0 <= one.spent <= two.spent
    assert one.spent + one.stood_still <= (now - START).total_seconds() + 1
    assert two.spent - one.spent <= later + 2


@given(spans, moves)
def test_a_clock_that_has_no_time_left_at_its_due_instant_has_spent_exactly_its_goal(
    shut: tuple[int, ...], steps: list[tuple[str, int]]
) -> None:
    clock, _ = moved(solve(shut=shut), steps)
    at = clocks.due(clock)
    if at is not None:
        assert abs(clocks.read(clock, at).spent - clock.goal) < 1


@given(spans, moves, st.integers(1, 100 * HOUR))
def test_while_it_waits_for_the_customer_nothing_is_spent(
    shut: tuple[int, ...], steps: list[tuple[str, int]], pause: int
) -> None:
    clock, now = moved(solve(shut=shut), steps)
    before = clocks.read(clock, now).spent
    went_on = clocks.run_on(clocks.stand(clock, now), now + timedelta(seconds=pause))
    if clock.ended_at is None and clock.still_since is None:
        assert abs(clocks.read(went_on, now + timedelta(seconds=pause)).spent - before) < 2


@given(spans, moves, st.integers(0, 300 * HOUR))
def test_reopening_goes_on_where_it_stopped(shut: tuple[int, ...], steps: list[tuple[str, int]], away: int) -> None:
    clock, now = moved(solve(shut=shut), steps)
    ended = clocks.end(clock, now)
    again = now + timedelta(seconds=away)
    assert abs(clocks.read(clocks.resume(ended, again), again).spent - clocks.read(ended, now).spent) < 2


@given(spans, moves, spans, moves)
def test_of_two_merged_cases_the_clock_that_runs_out_first_stays(
    shut: tuple[int, ...], steps: list[tuple[str, int]], other_shut: tuple[int, ...], other: list[tuple[str, int]]
) -> None:
    one, first = moved(solve(shut=shut), steps)
    two, second = moved(solve(20 * HOUR, other_shut), other)
    now = max(first, second)
    kept = clocks.merged(one, two, now)
    assert kept == clocks.merged(two, one, now) or clocks.left(one, now) == clocks.left(two, now)
    running = [clock for clock in (one, two) if clock.ended_at is None]
    if running:
        assert clocks.left(kept, now) == min(clocks.left(clock, now) for clock in running)


@given(moves)
def test_a_statutory_clock_never_stops_and_its_last_day_never_moves(steps: list[tuple[str, int]]) -> None:
    deadline = clocks.statutory_deadline(START, 15, TAIPEI)
    law = Clock(CaseClockKind.STATUTORY, START, 15, deadline=deadline)
    clock, now = moved(law, steps)
    assert clock.deadline == deadline
    if clock.ended_at is None:
        assert clocks.due(clock) == deadline
        assert clocks.read(clock, now).spent == (now - START).total_seconds()


def test_the_law_counts_fifteen_days_from_the_day_after_and_the_last_one_whole() -> None:
    """A complaint of Thursday 19 November is to be settled by the end of Friday 4 December."""
    end = clocks.statutory_deadline(datetime(2026, 11, 19, 15, 59, tzinfo=UTC), 15, TAIPEI)
    assert end.astimezone(TAIPEI) == datetime(2026, 12, 5, 0, 0, tzinfo=TAIPEI)
    assert clocks.statutory_deadline(datetime(2026, 11, 19, 16, 1, tzinfo=UTC), 15, TAIPEI) == end + timedelta(days=1)


def test_the_last_quarter_is_soon_and_what_is_over_is_late() -> None:
    clock = solve(4 * HOUR)
    states = [clocks.read(clock, START + timedelta(minutes=at)).state for at in (0, 179, 180, 240, 241)]
    assert states == [
        ClockState.RUNNING,
        ClockState.RUNNING,
        ClockState.SOON,
        ClockState.SOON,
        ClockState.LATE,
    ]


def test_shut_hours_do_not_count_and_are_not_counted_twice_while_it_waits() -> None:
    night = (int(START.timestamp()) + 8 * HOUR, int(START.timestamp()) + 24 * HOUR)
    clock = clocks.stand(solve(10 * HOUR, night), START + timedelta(hours=6))
    clock = clocks.run_on(clock, START + timedelta(hours=26))
    reading = clocks.read(clock, START + timedelta(hours=27))
    assert reading.spent == 7 * HOUR
    assert reading.stood_still == 4 * HOUR
    assert reading.due_at == START + timedelta(hours=30)


def test_one_that_was_late_before_it_waited_stays_late() -> None:
    clock = clocks.stand(solve(HOUR), START + timedelta(hours=2))
    reading = clocks.read(clock, START + timedelta(days=5))
    assert reading.state is ClockState.LATE
    assert reading.due_at == START + timedelta(hours=1)
    assert (
        clocks.read(replace(clock, ended_at=START + timedelta(hours=2), still_since=None), START).state
        is ClockState.MET
    )
