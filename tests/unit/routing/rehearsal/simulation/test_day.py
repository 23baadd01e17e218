"""Scenarios: read, checked, simulated by interval, searched."""

from __future__ import annotations

from typing import Any

import pytest

from routing.policy.files import parse
from routing.rehearsal.simulation import day
from routing.rehearsal.simulation.errors import NotAScenario, NotASimulation
from routing.rehearsal.simulation.reading import read_file, read_scenario
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.searching import find_agents, find_agents_in, plan_agents
from routing.rehearsal.simulation.steady import Steady, simulate
from tests.told import ENGLISH, refused
from tests.unit.routing.rehearsal.channels import MEDIA

SHOP = """
policy:
  skills: [machines]
  queues:
    - {name: Orders, service_level: {percent: 80, seconds: {voice: 20, email: 14400}}}
    - {name: Repairs, skills: {machines: 3}, rings: [{after: 60, lower: {machines: 1}}]}
begins: "09:00"
interval: 1800
intervals: 6
replications: 6
arrivals:
  - {queue: Orders, calls: [10, 14, 16, 14, 10, 6], handle: {mean: 240}, wrap: 30, patience: 180}
  - {queue: Orders, channel: email, calls: 4, handle: {mean: 300}, due: 14400}
  - {queue: Repairs, calls: 3, handle: {mean: 420}, patience: 300}
staff:
  - name: early
    count: 3
    queues: {Orders: {}, Repairs: {priority: 2}}
    skills: {machines: 1}
    capacity: {voice: 1, email: 2, "*": 2}
    shifts: ["08:00-10:00", "10:30-11:00"]
    answer: 3
  - {name: late, count: 2, queues: {Orders: {}, Repairs: {}}, skills: {machines: 3}, shifts: ["09:30-12:00"]}
"""


def shop(**changes: Any) -> dict[str, Any]:
    data, _, _ = parse(SHOP)
    return {**data, **changes}


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return day.simulate(read_file(SHOP, MEDIA))


def test_a_day_is_told_by_interval(simulated: Simulated) -> None:
    agents = [round(part.agents, 1) for part in simulated.intervals]
    assert [part.begins_s for part in simulated.intervals] == [0, 1800, 3600, 5400, 7200, 9000]
    assert agents[0] == 3
    assert agents[1] == 5
    assert 2 <= agents[2] < 3  # the early break; who is in a call finishes it
    assert 65 < simulated.total.offered < 135
    assert all(part.figures.service_level.low is not None for part in simulated.intervals)


def test_each_queue_states_its_discipline_and_targets(simulated: Simulated) -> None:
    orders, repairs = ENGLISH.simulated(simulated).queues
    assert orders.targets == "voice 20 s, email 14400 s"
    assert "oldest first" in orders.discipline
    assert "1 rings" in repairs.discipline


def test_the_same_seed_gives_the_same_figures(simulated: Simulated) -> None:
    assert day.simulate(read_file(SHOP, MEDIA)) == simulated
    assert day.simulate(read_scenario(shop(seed=2), MEDIA)) != simulated


def test_more_agents_meet_the_same_customers() -> None:
    few, many = (day.simulate(read_scenario(shop(staff=[staff(n)]), MEDIA)) for n in (4, 9))
    assert few.interactions == many.interactions
    assert (few.total.service_level.value or 0) < (many.total.service_level.value or 0)


def staff(count: int) -> dict[str, Any]:
    capacity = {"voice": 1, "email": 2, "*": 2}
    queues: dict[str, Any] = {"Orders": {}, "Repairs": {}}
    return {"name": "all", "count": count, "queues": queues, "skills": {"machines": 3}, "capacity": capacity}


def test_nobody_with_the_skill_answers_nothing() -> None:
    unskilled = {**staff(5), "skills": {}}
    found = day.simulate(read_scenario(shop(staff=[unskilled]), MEDIA))
    repairs = found.queues[1].figures
    assert repairs.service_level.value == 0
    assert repairs.abandoned.value is not None
    assert repairs.abandoned.value > 0.5


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"intervall": 5}, "intervall: is not known"),
        ({"arrivals": []}, "arrivals"),
        ({"arrivals": [{"queue": "Sales", "calls": 1, "handle": 60}]}, "there is no queue Sales in policy.queues"),
        ({"arrivals": [{"queue": "Orders", "calls": 0, "handle": 60}]}, "nobody ever comes"),
        ({"arrivals": [{"queue": "Orders", "calls": -1, "handle": 60}]}, "arrivals.0.calls"),
        ({"arrivals": [{"queue": "Orders", "calls": 1, "handle": 0}]}, "arrivals.0.handle"),
        ({"arrivals": [{"queue": "Orders", "calls": 1}]}, "arrivals.0.handle: is missing; add it"),
        ({"arrivals": [{"queue": "Orders", "calls": 1, "handle": {"shape": "recorded"}}]}, "list the recorded times"),
        ({"arrivals": [{"queue": "Orders", "channel": "pigeon", "calls": 1, "handle": 9}]}, "tier is missing"),
        ({"arrivals": [{"queue": "Orders", "calls": 900_000, "handle": 9}]}, "too many"),
        ({"staff": [{"name": "a"}]}, "staff.0.queues: is missing"),
        ({"staff": [{"name": "a", "like": "mei"}]}, "there is no agent mei in policy.agents"),
        ({"staff": [{"name": "a", "queues": {"Sales": {}}}]}, "there is no queue Sales"),
        ({"staff": [staff(1), staff(1)]}, "there are 2 groups named all"),
        ({"staff": [{**staff(1), "shifts": ["09:00"]}]}, "is no span of hours"),
        ({"staff": [{**staff(1), "count": [1, 2], "shifts": ["09:00-10:00"]}]}, "keep one of them"),
        ({"begins": "25:00"}, "begins"),
        ({"policy": {"queues": [{"name": "Orders", "rings": [{"after": 9, "queues": ["X"]}]}]}}, "policy."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changes: dict[str, Any], said: str) -> None:
    with refused(NotAScenario, match=said.replace("(", r"\(")):
        read_scenario(shop(**changes), MEDIA)


def test_agents_are_found_by_search() -> None:
    found = find_agents_in(read_scenario(shop(replications=3, staff=[staff(1)]), MEDIA), "all", 0.8)
    assert found.result.total.service_level.value is not None
    assert found.result.total.service_level.value >= 0.8
    fewer = next(tried for tried in found.tried if tried.agents == found.agents - 1)
    assert not fewer.reached


def test_a_goal_that_nobody_can_reach_is_said() -> None:
    unskilled = {**staff(2), "skills": {}}
    with refused(NotASimulation, match="something else is short"):
        find_agents_in(read_scenario(shop(replications=1, staff=[unskilled]), MEDIA), "all", 0.8, "Repairs")


def test_a_plan_reaches_the_goal_in_each_interval() -> None:
    planned = plan_agents(read_scenario(shop(replications=3, staff=[staff(1)]), MEDIA), "all", 0.8)
    assert planned.reached
    assert len(planned.agents) == 6
    assert all((part.figures.service_level.value or 0) >= 0.8 for part in planned.result.intervals)
    assert min(planned.agents) < max(planned.agents)


def test_80_in_20_takes_as_many_as_erlang_says() -> None:
    said = Steady(calls=20, interval_s=1800, aht_s=180, agents=1, target_s=20, hours=300)
    found = find_agents(said, 0.8)
    assert (found.agents, found.erlang, found.sure) == (4, 4, True)


def test_a_queue_that_would_grow_for_ever_is_said() -> None:
    with refused(NotASimulation, match="at least 14 agents"):
        simulate(Steady(calls=100, interval_s=1800, aht_s=240, agents=12, target_s=20))


@pytest.mark.parametrize("field", ["calls", "aht_s", "agents", "target_s", "hours", "patience_s"])
def test_what_has_to_be_more_than_0_is_said(field: str) -> None:
    values: dict[str, Any] = {"calls": 10, "interval_s": 1800, "aht_s": 100, "agents": 4, "target_s": 20, field: 0}
    with refused(NotASimulation, match="has to be more than 0"):
        simulate(Steady(**values))
