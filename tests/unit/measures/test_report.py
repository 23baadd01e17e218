"""Levels with what is certain of them, and agents' time, by hand."""

from __future__ import annotations

import pytest

from contact_center.kernel.ids import new_id
from contact_center.measures.figures import AgentTime
from contact_center.measures.report import Handled, ReportLine, add_handled, agent_line, total_of
from contact_center.warehouse.definitions.counts import Counts, level, likely


@pytest.mark.parametrize(
    ("within", "due", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_range_of_a_level_is_wilsons_interval(within: int, due: int, low: float, high: float) -> None:
    """Reference values: R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = likely(level(within, due))
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_is_certain_of_nothing() -> None:
    assert likely(level(0, 0)) is None


def test_a_total_sums_parts_and_never_averages_shares() -> None:
    def line(within: int, due: int, wait: float) -> ReportLine:
        counts = Counts(offered=due, answered=due, answered_wait_seconds=wait)
        return ReportLine(
            None, None, None, counts, level(within, due), counts.average_wait, Handled(due, 60.0 * due)
        )  # fmt: skip

    total = total_of([line(1, 1, 10.0), line(0, 9, 990.0)])
    assert total.level.share == 0.1
    assert total.average_wait_seconds == 100.0
    assert total.handled.average == 60.0
    assert add_handled([]).average is None


def test_an_agents_time_has_no_second_twice_and_breaks_are_not_busy() -> None:
    id = new_id()
    times = [
        AgentTime(id, "available", "idle", 100.0), AgentTime(id, "available", "alerting", 10.0),
        AgentTime(id, "available", "working", 200.0), AgentTime(id, "away", "working", 20.0),
        AgentTime(id, "available", "wrapping", 30.0), AgentTime(id, "away", "idle", 40.0),
        AgentTime(id, "not_responding", "idle", 5.0), AgentTime(id, "offline", "idle", 9_000.0),
    ]  # fmt: skip
    line = agent_line(id, "Mei", 3, 1, (2, 0), Handled(), times)
    assert line.signed_in_seconds == 405.0
    parts = (
        line.ready_seconds,
        line.contact_seconds,
        line.wrap_seconds,
        line.away_seconds,
        line.not_responding_seconds,
    )
    assert parts == (110.0, 220.0, 30.0, 40.0, 5.0)
    assert sum(parts) == line.signed_in_seconds
    assert line.occupancy == 250.0 / 360.0
