"""A day of several queues, skills and shifts, simulated several times over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from contact_center.kernel.phrases import Phrase
from routing.rehearsal.simulation import treating
from routing.rehearsal.simulation.arrivals import arrivals
from routing.rehearsal.simulation.building import build, discipline, target_of
from routing.rehearsal.simulation.centre import SimulatedCentre
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
from routing.rehearsal.statements import StatementCode, say

METHOD = say(StatementCode.REPLICATIONS)
"""Independent replications; Law, Simulation Modeling and Analysis, 9.4.1; Lavenberg and Welch 1981."""
Progress = Callable[[int, int], None]
"""Told how many of how many days are done."""


def simulate(scenario: Scenario, progress: Progress | None = None) -> Simulated:
    """All replications of a scenario that `read_scenario` has let through."""
    centre = build(scenario)
    tallies = []
    for number in range(scenario.replications):
        tallies.append(one_day(centre, scenario.seed, number))
        if progress is not None:
            progress(number + 1, scenario.replications)
    summary = Summary(centre, days(tallies), scenario.replications)
    return Simulated(
        total=summary.total(),
        queues=tuple(_queues(scenario, centre, summary)),
        intervals=tuple(_intervals(centre, summary)),
        groups=tuple(_groups(scenario, summary)),
        seed=scenario.seed,
        samples=scenario.replications,
        interactions=sum(row.offered for tally in tallies for stream in tally.rows for row in stream),
        method=METHOD,
        followed=tuple(treating.followed(scenario.policy)),
        not_simulated=tuple(treating.left_out(scenario.policy, centre)),
    )


def one_day(centre: SimulatedCentre, seed: int, number: int) -> Tally:
    tally = Tally(
        [stream.limits for stream in centre.streams], len(centre.groups), 0, centre.interval, centre.intervals
    )
    return Run(centre, tally).play(arrivals(centre, seed, number))


def _queues(scenario: Scenario, centre: SimulatedCentre, summary: Summary) -> Iterator[QueueFigures]:
    shared = len({stream.queue_id for stream in centre.streams}) > 1
    for n, queue in enumerate(scenario.policy.queues):
        streams = [number for number, part in enumerate(scenario.arrivals) if part.queue == queue.name]
        if streams:
            yield QueueFigures(
                queue.name,
                tuple(_target(scenario.arrivals[stream], scenario) for stream in streams),
                discipline(centre.policy.queues[n], [centre.streams[stream] for stream in streams], shared),
                summary.queue(streams),
                tuple(treating.treatment(queue)),
            )


def _target(part: ArrivalsPart, scenario: Scenario) -> Phrase:
    queue = next(queue for queue in scenario.policy.queues if queue.name == part.queue)
    return say(StatementCode.TARGET_OF_CHANNEL, channel=part.channel, seconds=f"{target_of(part, queue):g}")


def _intervals(centre: SimulatedCentre, summary: Summary) -> Iterator[IntervalFigures]:
    for n in range(centre.intervals):
        yield IntervalFigures(n * centre.interval // 1_000_000, summary.agents(n), summary.interval(n))


def _groups(scenario: Scenario, summary: Summary) -> Iterator[GroupFigures]:
    for n, part in enumerate(scenario.staff):
        yield GroupFigures(part.name, part.most, summary.group(n))
