"""A day of several queues, skills and shifts, simulated several times over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.rehearsal.simulation import treating
from routing.rehearsal.simulation.arrivals import arrivals
from routing.rehearsal.simulation.building import build, discipline, target_of
from routing.rehearsal.simulation.centre import Plant
from routing.rehearsal.simulation.results import (
    GroupFigures,
    IntervalFigures,
    QueueFigures,
    Simulated,
    Summary,
    days,
)
from routing.rehearsal.simulation.runner import Run
from routing.rehearsal.simulation.scenario import ArrivalsPart, Scenario
from routing.rehearsal.simulation.tally import Tally

METHOD = (
    "independent replications of the day, each from an empty centre; 95 % by Student's t; of whole days chance in the "
    "number of contacts and in their length taken out by regression where there are 10 or more "
    "(Law, Simulation Modeling and Analysis, 9.4.1; Lavenberg and Welch 1981)"
)
Progress = Callable[[int, int], None]
"""Told how many of how many days are done."""


def simulate(scenario: Scenario, progress: Progress | None = None) -> Simulated:
    """All replications of a scenario that `read_scenario` has let through."""
    plant = build(scenario)
    tallies = []
    for number in range(scenario.replications):
        tallies.append(one_day(plant, scenario.seed, number))
        if progress is not None:
            progress(number + 1, scenario.replications)
    summary = Summary(plant, days(tallies), scenario.replications)
    return Simulated(
        total=summary.total(),
        queues=tuple(_queues(scenario, plant, summary)),
        intervals=tuple(_intervals(plant, summary)),
        groups=tuple(_groups(scenario, summary)),
        seed=scenario.seed,
        samples=scenario.replications,
        interactions=sum(row.offered for tally in tallies for line in tally.rows for row in line),
        method=METHOD,
        followed=tuple(treating.followed(scenario.policy)),
        not_simulated=tuple(treating.left_out(scenario.policy, plant)),
    )


def one_day(plant: Plant, seed: int, number: int) -> Tally:
    tally = Tally([line.limits for line in plant.lines], len(plant.groups), 0, plant.interval, plant.intervals)
    return Run(plant, tally).play(arrivals(plant, seed, number))


def _queues(scenario: Scenario, plant: Plant, summary: Summary) -> Iterator[QueueFigures]:
    shared = len({line.queue_id for line in plant.lines}) > 1
    for n, queue in enumerate(scenario.policy.queues):
        lines = [number for number, part in enumerate(scenario.arrivals) if part.queue == queue.name]
        if lines:
            yield QueueFigures(
                queue.name,
                ", ".join(_target(scenario.arrivals[line], scenario) for line in lines),
                discipline(plant.policy.queues[n], [plant.lines[line] for line in lines], shared),
                summary.queue(lines),
                treating.treatment(queue),
            )


def _target(part: ArrivalsPart, scenario: Scenario) -> str:
    queue = next(queue for queue in scenario.policy.queues if queue.name == part.queue)
    return f"{part.channel} {target_of(part, queue):g} s"


def _intervals(plant: Plant, summary: Summary) -> Iterator[IntervalFigures]:
    for n in range(plant.intervals):
        yield IntervalFigures(n * plant.interval // 1_000_000, summary.agents(n), summary.interval(n))


def _groups(scenario: Scenario, summary: Summary) -> Iterator[GroupFigures]:
    for n, part in enumerate(scenario.staff):
        yield GroupFigures(part.name, part.most, summary.group(n))
