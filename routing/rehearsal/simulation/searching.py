"""How many agents a goal takes: by search over simulations that share their random numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from routing.policy.errors import ProblemCode
from routing.policy.model import QueuePart
from routing.rehearsal.simulation import day, erlang, steady
from routing.rehearsal.simulation.building import build, target_of
from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.errors import NotASimulation
from routing.rehearsal.simulation.intervals import Estimate
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.scenario import Scenario, StaffPart
from routing.rehearsal.simulation.steady import Steady

LONGEST = 300_000
"""Calls up to which a doubtful number of agents is simulated for longer."""
ROUNDS = 25
"""Of improving a plan by intervals."""


@dataclass(frozen=True, slots=True)
class SearchStep:
    agents: int
    service_level: Estimate
    reached: bool


@dataclass(frozen=True, slots=True)
class FewestAgents:
    """The fewest agents whose service level reaches the goal, and what was tried on the way."""

    agents: int
    goal: float
    sure: bool
    """The whole 95 % interval is above the goal."""
    erlang: int | None
    """What the closed formula says; None where there is none for it."""
    tried: tuple[SearchStep, ...]
    result: Simulated


@dataclass(frozen=True, slots=True)
class Planned:
    """Agents for each interval, so that each reaches the goal."""

    agents: tuple[int, ...]
    goal: float
    rounds: int
    reached: bool
    """False: some interval stays below the goal whatever this group does."""
    result: Simulated


def find_agents(said: Steady, goal: float) -> FewestAgents:
    """For one queue. Begins at the closed formula's answer; raises `NotASimulation` for a goal not below 1."""
    _check(goal)
    first = erlang.agents_for(said.calls_s, said.aht_s, said.patience_s, said.target_s, goal)

    def run(agents: int) -> tuple[Simulated, Estimate]:
        asked = replace(said, agents=agents)
        found = steady.simulate(asked)
        while _doubtful(found.total.service_level, goal) and found.interactions * 2 <= LONGEST:
            asked = replace(asked, hours=asked.hours * 2)
            found = steady.simulate(asked)
        return found, found.total.service_level

    fewest = 1 if said.patience_s is not None else int(said.load) + 1
    return _search(run, first, fewest, first * 4 + 20, goal, first)


def find_agents_in(scenario: Scenario, group: str, goal: float, queue: str | None = None) -> FewestAgents:
    """For a day: how many this group needs so that the day (or one queue of it) reaches the goal."""
    _check(goal)
    part = group_of(scenario, group)

    def run(agents: int) -> tuple[Simulated, Estimate]:
        found = day.simulate(staffed(scenario, group, agents))
        return found, _level(found, queue)

    most = max(20, 4 * sum(other.most for other in scenario.staff))
    return _search(run, part.most, 0, most, goal, None)


def plan_agents(scenario: Scenario, group: str, goal: float) -> Planned:
    """How many of this group each interval needs: the iterative staffing algorithm, on the engine.

    Feldman, Mandelbaum, Massey and Whitt, *Management Science* 54(2), 2008: begin with what a queue in its
    steady state would need, simulate, correct each interval, until nothing changes for the better.
    """
    _check(goal)
    group_of(scenario, group)
    plan = _Plan(_first_guess(scenario, group, goal), goal)
    best: tuple[tuple[int, ...], Simulated] | None = None
    rounds = 0
    while rounds < ROUNDS:
        rounds += 1
        heads = tuple(plan.heads)
        found = day.simulate(staffed(scenario, group, heads))
        levels = [interval.figures.service_level for interval in found.intervals]
        if all(_reaches(level, goal) for level in levels) and (best is None or sum(heads) < sum(best[0])):
            best = heads, found
        if not plan.corrected(levels):
            break
    heads, found = best or (heads, found)
    return Planned(heads, goal, rounds, best is not None, found)


class _Plan:
    """Goes up where an interval stays below the goal, down where it has never been seen to."""

    def __init__(self, heads: list[int], goal: float) -> None:
        self.heads = heads
        self.goal = goal
        self._enough = [0] * len(heads)
        """One more than the most that was not enough."""

    def corrected(self, levels: list[Estimate]) -> bool:
        """False where nothing changes any more."""
        before = list(self.heads)
        for n, level in enumerate(levels):
            gap = self.goal - (self.goal if level.value is None else level.value)
            if gap > 0:
                self._enough[n] = max(self._enough[n], self.heads[n] + 1)
                self.heads[n] = max(self._enough[n], self.heads[n] + int(gap * self.heads[n] / 2))
            elif self.heads[n] > self._enough[n]:
                step = max(1, int(-gap * self.heads[n] / 2))
                self.heads[n] = max(self._enough[n], self.heads[n] - step)
        return self.heads != before


def group_of(scenario: Scenario, name: str) -> StaffPart:
    for part in scenario.staff:
        if part.name == name:
            return part
    known = ", ".join(part.name for part in scenario.staff)
    raise NotASimulation("group", ProblemCode.NO_SUCH_GROUP, group=name, groups=known)


def staffed(scenario: Scenario, group: str, count: int | tuple[int, ...]) -> Scenario:
    """The same day with another number of agents in one group."""
    update: dict[str, object] = {"count": count}
    if isinstance(count, tuple):
        update["shifts"] = []
    staff = tuple(part.model_copy(update=update) if part.name == group else part for part in scenario.staff)
    return scenario.model_copy(update={"staff": staff})


def _search(
    run: Callable[[int], tuple[Simulated, Estimate]],
    first: int,
    fewest: int,
    most: int,
    goal: float,
    formula: int | None,
) -> FewestAgents:
    """Gallops from `first` to both sides of the goal, then halves what is between."""
    known: dict[int, tuple[Simulated, Estimate]] = {}

    def reaches(agents: int) -> bool:
        if agents not in known:
            known[agents] = run(agents)
        return _reaches(known[agents][1], goal)

    low, high, step = fewest - 1, max(first, fewest), 1
    while not reaches(high):
        low, high, step = high, high + step, step * 2
        if high > most:
            raise NotASimulation("goal", ProblemCode.GOAL_OUT_OF_REACH, agents=low, goal=f"{goal:.0%}")
    step = 1
    while low < high - 1 and (probe := max(low + 1, high - step)) > low and reaches(probe):
        high, step = probe, step * 2
    if low < high - 1:
        low = max(low, high - step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    found, level = known[high]
    tried = tuple(SearchStep(n, one, _reaches(one, goal)) for n, (_, one) in sorted(known.items()))
    return FewestAgents(high, goal, level.low is not None and level.low >= goal, formula, tried, found)


def _first_guess(scenario: Scenario, group: str, goal: float) -> list[int]:
    """By interval, as if all work were one queue and the other groups took their part of it."""
    others = build(staffed(scenario, group, 0))
    guess = []
    for n in range(scenario.length):
        load = sum(
            stream.rates[n] * (stream.handle.mean_s + (stream.wrap.mean_s if stream.wrap else 0))
            for stream in others.streams
        )
        calls = sum(stream.rates[n] for stream in others.streams)
        if not calls:
            guess.append(0)
            continue
        target = min(target_of(part, _queue(scenario, part.queue)) for part in scenario.arrivals)
        patience = _patience(others)
        needed = erlang.agents_for(calls / scenario.interval, load / calls, patience, target, goal)
        guess.append(max(0, ceil(needed - _present(others, n))))
    return guess


def _patience(centre: SimulatedCentre) -> float | None:
    """The longest there is, if everybody has some."""
    means = [stream.patience.mean_s if stream.patience else None for stream in centre.streams]
    return None if None in means else max(mean for mean in means if mean is not None)


def _queue(scenario: Scenario, name: str) -> QueuePart:
    return next(queue for queue in scenario.policy.queues if queue.name == name)


def _present(centre: SimulatedCentre, n: int) -> float:
    begins, ends = n * centre.interval, (n + 1) * centre.interval
    spells = (spell for person in centre.people for spell in person.spells)
    return sum(max(0, min(ends, s.ends) - max(begins, s.begins)) for s in spells) / centre.interval


def _level(found: Simulated, queue: str | None) -> Estimate:
    if queue is None:
        return found.total.service_level
    for figures in found.queues:
        if figures.name == queue:
            return figures.figures.service_level
    raise NotASimulation("queue", ProblemCode.NOTHING_ARRIVES, queue=queue)


def _reaches(level: Estimate, goal: float) -> bool:
    return level.value is None or level.value >= goal


def _doubtful(level: Estimate, goal: float) -> bool:
    return level.low is not None and level.high is not None and level.low < goal < level.high


def _check(goal: float) -> None:
    if not 0 < goal < 1:
        raise NotASimulation("goal", ProblemCode.GOAL_OUT_OF_RANGE)
