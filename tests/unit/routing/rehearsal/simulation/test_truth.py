"""The engine on virtual time reproduces what queueing theory knows: a sample of the sets in every run, all in
`make prove` (half a minute of a processor)."""

from __future__ import annotations

from heapq import heapreplace
from math import comb
from random import Random

import pytest

from routing.engine.instants import SECOND
from routing.rehearsal.simulation import erlang
from routing.rehearsal.simulation.arrivals import SimulatedArrival
from routing.rehearsal.simulation.intervals import Estimate, quantile
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.runner import Run
from routing.rehearsal.simulation.steady import BATCHES, Steady, centre_of
from routing.rehearsal.simulation.tally import Tally
from tests.proving import some
from tests.unit.routing.rehearsal.simulation.traffic import LONG, SETS, Set, run

pytestmark = [pytest.mark.xdist_group("truth"), pytest.mark.prove]
"""One worker simulates the sets, once."""

TRIED = some(SETS, 8)

FREEDOM = BATCHES - 3
JOINT = quantile(FREEDOM, 1 - 0.05 / len(SETS)) / quantile(FREEDOM)
"""Of many true 95 % intervals some miss. This many times as wide, all of them together miss in 5 % (Bonferroni)."""


def exact(said: Set) -> erlang.SteadyState:
    return erlang.steady(said.calls / 1800, said.aht_s, said.patience_s, said.agents, said.target_s)


def misses(estimate: Estimate, truth: float) -> float:
    """How far off, in half widths of the interval."""
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    return abs(estimate.value - truth) / (estimate.high - estimate.value)


@pytest.fixture(scope="module")
def simulated() -> dict[Set, Simulated]:
    return {said: run(said, seed) for seed, said in enumerate(SETS, start=1) if said in TRIED}


@pytest.mark.parametrize("said", TRIED, ids=str)
def test_erlang_c_and_a(simulated: dict[Set, Simulated], said: Set) -> None:
    found, truth = simulated[said].total, exact(said)
    assert found.service_level.value == pytest.approx(truth.service_level, abs=0.01)
    assert misses(found.mean_wait_s, truth.mean_wait_s) <= JOINT
    assert found.p_wait.value == pytest.approx(truth.p_wait, abs=0.02)
    assert found.occupancy.value == pytest.approx(truth.occupancy, abs=0.01)
    assert found.abandoned.value == pytest.approx(truth.abandoned, abs=0.01)


def test_an_interval_of_95_percent_holds_the_truth_about_that_often(simulated: dict[Set, Simulated]) -> None:
    """Of all 34 sets at least 28."""
    holds = sum(misses(found.total.mean_wait_s, exact(said).mean_wait_s) <= 1 for said, found in simulated.items())
    assert holds >= least_of(len(simulated))


def least_of(tried: int) -> int:
    """How many hold, of so many, that chance undercuts no more than once in 200 times."""

    def undercut(least: int) -> float:
        return sum(comb(tried, n) * 0.95**n * 0.05 ** (tried - n) for n in range(least))

    return max(least for least in range(tried + 1) if undercut(least) <= 1 / 200)


@pytest.mark.parametrize("said", [said for said in TRIED if said.patience_s], ids=str)
def test_abandoned_is_wait_over_patience(simulated: dict[Set, Simulated], said: Set) -> None:
    """Holds of any queue whose customers have exponential patience, however they are served."""
    found = simulated[said].total
    assert found.mean_wait_s.value is not None
    assert found.abandoned.value is not None
    assert said.patience_s
    assert found.abandoned.value == pytest.approx(found.mean_wait_s.value / said.patience_s, abs=0.012)


class Waits(Tally):
    """Remembers each wait in the order of arrival."""

    def __init__(self, steady: Steady) -> None:
        centre, begin, batch = centre_of(steady)
        super().__init__([stream.limits for stream in centre.streams], 1, begin, batch, BATCHES)
        self.waits: dict[int, int] = {}

    def answered(self, stream: int, entered: int, wait: int, *, waited: bool) -> None:
        self.waits[entered] = wait


@pytest.mark.parametrize("said", [said for said in LONG if said.patience_s is None], ids=str)
def test_each_single_wait_is_that_of_the_recursion(said: Set) -> None:
    """Kiefer and Wolfowitz (1955): a call begins when it has come and the first of the agents is free."""
    steady = Steady(calls=said.calls, interval_s=1800, aht_s=said.aht_s, agents=said.agents, target_s=20, hours=5)
    centre, _, _ = centre_of(steady)
    rates = said.calls / 1800, 1 / said.aht_s
    calls = sorted(poisson(*rates, count=3000))
    free, expected = [0] * said.agents, {}
    for call in calls:
        begins = max(call.at, free[0])
        heapreplace(free, begins + call.handle)
        expected[call.at] = begins - call.at
    tally = Waits(steady)
    Run(centre, tally).play(calls)
    assert tally.waits == expected


def poisson(calls_s: float, served_s: float, count: int) -> list[SimulatedArrival]:
    random, at, found = Random(11), 0.0, []
    for number in range(count):
        at += random.expovariate(calls_s)
        found.append(
            SimulatedArrival(int(at * SECOND), 0, number, int(random.expovariate(served_s) * SECOND) + 1, 0, None)
        )
    return found
