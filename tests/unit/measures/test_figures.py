"""The formulas, checked by hand."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest

from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.measures.figures import AgentTime, occupancy
from contact_center.measures.queries import CELLS
from contact_center.warehouse.definitions.counts import Counts, add_counts, add_levels, level, service_level
from tests.servers import ROOT

DAY = Counts(
    offered=20, answered=12, answered_within=9, answered_late=3, abandoned=4, abandoned_short=1, flowed_out=1,
    closed=1, waiting=2, waiting_late=1, answered_wait_seconds=240.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (ServiceLevelRule(), 12 + 3 + 1),
        (ServiceLevelRule(abandons=False), 12 + 1),
        (ServiceLevelRule(flow_outs=True), 12 + 3 + 1 + 1),
        (ServiceLevelRule(waiting_past_target=False), 12 + 3),
    ],
)
def test_each_switch_adds_or_takes_its_part(rule: ServiceLevelRule, due: int) -> None:
    assert service_level(DAY, rule) == level(9, due)


def test_nothing_due_is_no_service_level_rather_than_a_full_one() -> None:
    assert service_level(Counts(offered=1, waiting=1), ServiceLevelRule()).share is None


def test_queues_are_added_by_their_parts_not_by_their_shares() -> None:
    assert add_levels([level(1, 1), level(0, 9)]).share == 0.1


def test_sums_stay_balanced_and_average_by_the_answered() -> None:
    both = add_counts([DAY, DAY])
    assert (DAY.balanced, both.balanced, both.offered, both.average_wait) == (True, True, 40, 20.0)
    assert add_counts([]).average_wait is None


@pytest.mark.parametrize(
    "given", [None, [], "80/20", {"abandons": "no"}, {"short_abandon_seconds": -1}, {"short_abandon_seconds": 3601}]
)
def test_settings_that_make_no_sense_leave_the_defaults(given: Any) -> None:
    assert ServiceLevelRule.of({"service_level": given}) == ServiceLevelRule()


def _time(presence: str, activity: str, minutes: float) -> AgentTime:
    return AgentTime(UUID(int=1), presence, activity, minutes * 60)


def test_occupancy_is_handling_over_handling_and_ready_with_breaks_in_neither() -> None:
    worked = [_time("available", "working", 30), _time("available", "wrapping", 6), _time("available", "idle", 10)]
    rings = [_time("available", "alerting", 2)]
    breaks = [_time("away", "idle", 60), _time("not_responding", "idle", 5), _time("offline", "idle", 600)]
    assert occupancy([*worked, *rings, *breaks]) == 36 / 48
    assert occupancy([_time("away", "working", 12), _time("available", "idle", 12)]) == 0.5
    assert occupancy(breaks) is None


@pytest.mark.parametrize("name", [one.name for one in fields(Counts)])
def test_each_count_of_a_cell_is_asked_for_and_its_meaning_written_down(name: str) -> None:
    assert f" as {name}" in CELLS
    assert f"`{name}`" in (ROOT / "docs" / "reference" / "measures.md").read_text()
