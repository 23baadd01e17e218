"""`make bench NAME=simulation`: what the simulator costs, beside a bare loop that does nothing but queue.

    python -m benchmarks.simulation           speed
    python -m benchmarks.simulation --truth   the parameter sets that take too many calls for a test (minutes)

The floor is the least that any simulation of M/M/c has to do: draw two exponentials, take the first free agent from
a heap. It knows no skills, no queues, no shifts, nobody gives up, and it explains nothing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from heapq import heapreplace
from random import Random
from time import process_time
from typing import Any

from benchmarks.results import Result, report
from contact_center.bootstrap.joins.channels import declared
from routing.rehearsal.simulation import erlang
from routing.rehearsal.simulation.building import build
from routing.rehearsal.simulation.day import one_day
from routing.rehearsal.simulation.reading import read_scenario
from routing.rehearsal.simulation.steady import Steady, simulate
from routing.router.translate import ChannelTraits

CALLS, AGENTS, INTERACTIONS = 20_000, 200, 10_000


def main() -> None:
    if "--truth" in sys.argv:
        truth()
        return
    _mmc()
    _day()


def bare(calls: int, agents: int, load: float, seed: int = 1) -> float:
    """Mean wait in handle times."""
    random, free, at, waited = Random(seed), [0.0] * agents, 0.0, 0.0
    for _ in range(calls):
        at += random.expovariate(load)
        begins = max(at, free[0])
        heapreplace(free, begins + random.expovariate(1.0))
        waited += begins - at
    return waited / calls


def _mmc() -> None:
    said = Steady(calls=900, interval_s=1800, aht_s=36, agents=20, target_s=20, hours=CALLS / 1800)
    ours, floor = _best(lambda: simulate(said).interactions), _best(lambda: int(bare(CALLS, 20, 18.0)) + CALLS)
    note = "M/M/20 at 90 %; the engine with offers, explanations and intervals, against the bare heap loop"
    report(Result("simulated customers, one queue", round(ours), "1/s", round(floor), note))


def _day() -> None:
    """10,000 interactions, 200 agents, 8 queues, 4 channels, skills, a ring, patience, shifts."""
    centre = build(read_scenario(busy_day(), ChannelTraits.of(declared())))
    gc.collect()
    begun = process_time()
    tally = one_day(centre, 1, 0)
    spent = process_time() - begun
    came = sum(row.offered for stream in tally.rows for row in stream)
    begun = process_time()
    bare(came, AGENTS, AGENTS * 0.8)
    floor = process_time() - begun
    note = (
        f"{came:,} interactions, {AGENTS} agents, 8 queues, 4 channels, skills, rings, patience, shifts; less is better"
    )
    report(Result("a simulated day", round(spent, 3), "s", round(floor, 4), note))


def _best(run: Callable[[], int]) -> float:
    """Customers a second in the quietest of three runs."""
    rates = []
    for _ in range(3):
        gc.collect()
        begun = process_time()
        customers = run()
        rates.append(customers / (process_time() - begun))
    return max(rates)


def busy_day() -> dict[str, Any]:
    queues = [{"name": f"Q{n}", "skills": {f"s{n % 4}": 2}, "rings": [ring(n)]} for n in range(8)]
    arrivals = [
        {"queue": f"Q{n}", "channel": channel, "calls": INTERACTIONS * share / 8 / 20, **usual}
        for n in range(8)
        for channel, share, usual in (
            ("voice", 0.4, {"handle": {"mean": 240}, "wrap": 30, "patience": 180}),
            ("webchat", 0.3, {"handle": {"mean": 420}, "patience": 240}),
            ("sms", 0.1, {"handle": {"mean": 120}}),
            ("email", 0.2, {"handle": {"mean": 300}, "due": 14400}),
        )
    ]
    return {
        "policy": {"skills": [f"s{n}" for n in range(4)], "queues": queues},
        "begins": "08:00",
        "intervals": 20,
        "replications": 1,
        "arrivals": arrivals,
        "staff": [group(n) for n in range(8)],
    }


def ring(number: int) -> dict[str, Any]:
    return {"after": 60, "lower": {f"s{number % 4}": 1}}


def group(number: int) -> dict[str, Any]:
    """25 agents: two queues of their own, two for later; an early or a late shift."""
    served = {f"Q{(number + step) % 8}": {"priority": 1 + step // 2} for step in range(4)}
    shifts = ["08:00-12:00", "12:30-16:30"] if number % 2 else ["09:30-13:00", "13:30-18:00"]
    return {
        "name": f"G{number}",
        "count": AGENTS // 8,
        "skills": {f"s{n}": 1 + (number + n) % 3 for n in range(4)},
        "queues": served,
        "capacity": {"voice": 1, "webchat": 3, "sms": 3, "email": 2, "*": 4},
        "shifts": shifts,
        "answer": 3,
    }


def truth() -> None:
    """One line a parameter set: the simulated figure, the exact one as floor."""
    from tests.unit.routing.rehearsal.simulation.traffic import LONG, run  # noqa: PLC0415 - the only part that needs the tests

    for seed, said in enumerate(LONG, start=1):
        found = run(said, seed).total
        exact = erlang.steady(said.calls / 1800, said.aht_s, said.patience_s, said.agents, said.target_s)
        name = f"{said.calls}/30 min, {said.aht_s} s, {said.agents} agents, patience {said.patience_s}"
        for what, unit in (("service_level", "share"), ("mean_wait_s", "s")):
            estimate = getattr(found, what)
            note = f"{name}; 95 % {estimate.low:.4g} to {estimate.high:.4g}"
            report(Result(f"truth: {what}", round(estimate.value, 4), unit, round(getattr(exact, what), 4), note))


if __name__ == "__main__":
    main()
