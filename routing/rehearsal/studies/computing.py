"""The computing of a study, away from everything else: `python -m routing.rehearsal.studies.computing`.

A simulation keeps a processor busy for seconds; in the worker it would hold up the delivery of messages. The
parent writes the task to standard input and reads lines of JSON: progress, then the result. When the parent is
gone, so is the reader of those lines, and this process ends.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass

from contact_center.kernel.errors import ContactCenterError
from routing.policy.errors import ProblemCode
from routing.rehearsal.replay.answering import Question, answer
from routing.rehearsal.simulation import day, searching, steady
from routing.rehearsal.simulation.errors import NotASimulation
from routing.rehearsal.simulation.reading import read_scenario
from routing.rehearsal.simulation.scenario import Scenario
from routing.rehearsal.studies.model import FindPart, SimulationRequest, StudyKind
from routing.rehearsal.studies.refusals import dump, refusal_of
from routing.rehearsal.studies.results import ADAPTERS, Result
from routing.router.translate import ChannelTraits

Progress = Callable[[int, int], None]
NICE = 10


@dataclass(frozen=True, slots=True)
class StudyTask:
    kind: StudyKind
    simulation: SimulationRequest | None = None
    replay: Question | None = None
    media: ChannelTraits | None = None
    """By which a scenario is read."""


def compute(task: StudyTask, progress: Progress) -> Result:
    """Raises what the simulator or the replay has to say against the question."""
    if task.replay is not None:
        return answer(task.replay, progress)
    assert task.simulation is not None
    said = task.simulation
    if said.steady is not None:
        return _steady(said, progress)
    scenario = read_scenario(said.scenario, task.media or ChannelTraits(frozenset()))
    if said.find is None:
        return day.simulate(scenario, progress)
    goal, group = said.find.goal / 100, _group(scenario, said.find)
    if said.find.by_interval:
        return searching.plan_agents(scenario, group, goal)
    return searching.find_agents_in(scenario, group, goal, said.find.queue)


def _steady(said: SimulationRequest, progress: Progress) -> Result:
    assert said.steady is not None
    if said.find is not None:
        return searching.find_agents(said.steady.steady, said.find.goal / 100)
    result = steady.simulate(said.steady.steady)
    progress(1, 1)
    return result


def _group(scenario: Scenario, find: FindPart) -> str:
    if find.group is not None:
        return find.group
    if len(scenario.staff) > 1:
        raise NotASimulation("find.group", ProblemCode.GROUP_NOT_NAMED)
    return scenario.staff[0].name


def main() -> None:
    os.nice(NICE)
    task: StudyTask = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent wrote it
    try:
        result = compute(task, lambda done, of: _tell({"done": done, "of": of}))
    except ContactCenterError as refused:
        _tell({"refused": dump(refusal_of(refused))})
        return
    _tell({"result": ADAPTERS[task.kind].dump_python(result, mode="json")})


def _tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
