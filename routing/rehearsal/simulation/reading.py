"""A scenario from plain data or a file, with everything that is wrong with it at once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from routing.policy.checking import problems_of_document
from routing.policy.errors import Problem, ProblemCode
from routing.policy.files import parse
from routing.policy.shapes import problem_of_shape
from routing.rehearsal.simulation.errors import NotAScenario
from routing.rehearsal.simulation.scenario import MAX_INTERACTIONS, Scenario
from routing.router.translate import ChannelTraits


def read_scenario(data: object, media: ChannelTraits) -> Scenario:
    """What it leaves out of a channel is as `media` has it.

    Raises `NotAScenario` with each place, reason and remedy.
    """
    try:
        scenario = Scenario.model_validate(data, context=media)
    except ValidationError as wrong:
        raise NotAScenario(tuple(_problem(error) for error in wrong.errors())) from None
    problems = tuple(_meaning(scenario))
    if problems:
        raise NotAScenario(problems)
    return scenario


def read_file(text: str, media: ChannelTraits) -> Scenario:
    """YAML, of which JSON is a part. Raises `NotAScenario`, or `PolicyInvalid` for what is no YAML."""
    data, _, twice = parse(text)
    if twice:
        raise NotAScenario(twice)
    return read_scenario(data, media)


def _problem(error: Any) -> Problem:
    place = ".".join(str(step) for step in error["loc"] if not _is_type(step)) or "scenario"
    return problem_of_shape(place, error, Scenario)


def _is_type(step: object) -> bool:
    """Of a union pydantic names the branch it tried; nobody has written that."""
    return isinstance(step, str) and (step in ("TimePart", "float", "constrained-float") or "[" in step)


def _meaning(scenario: Scenario) -> Iterator[Problem]:
    for problem in problems_of_document(scenario.policy):
        yield replace(problem, place=f"policy.{problem.place}")
    queues = {queue.name for queue in scenario.policy.queues}
    for n, part in enumerate(scenario.arrivals):
        yield from _known(part.queue, queues, f"arrivals.{n}.queue")
        if isinstance(part.calls, tuple) and len(part.calls) > scenario.length:
            yield Problem(f"arrivals.{n}.calls", ProblemCode.TOO_MANY_INTERVALS, {"most": scenario.length})
    yield from _staff(scenario, queues)
    expected = sum(sum(scenario.calls(part)) for part in scenario.arrivals) * scenario.replications
    if expected > MAX_INTERACTIONS:
        args = {"interactions": round(expected), "most": MAX_INTERACTIONS}
        yield Problem("replications", ProblemCode.TOO_MANY_INTERACTIONS, args)
    if not expected:
        yield Problem("arrivals", ProblemCode.NOBODY_COMES)


def _staff(scenario: Scenario, queues: set[str]) -> Iterator[Problem]:
    for name, times in Counter(part.name for part in scenario.staff).items():
        if times > 1:
            yield Problem("staff", ProblemCode.GROUP_TWICE, {"times": times, "group": name})
    for n, part in enumerate(scenario.staff):
        if part.like is not None and part.like not in scenario.policy.agents:
            yield Problem(f"staff.{n}.like", ProblemCode.NO_SUCH_LIKE, {"agent": part.like})
        elif part.queues is None and part.like is None:
            yield Problem(f"staff.{n}.queues", ProblemCode.GROUP_WITHOUT_QUEUES)
        for queue in part.queues or {}:
            yield from _known(queue, queues, f"staff.{n}.queues.{queue}")


def _known(queue: str, queues: Iterable[str], place: str) -> Iterator[Problem]:
    if queue not in queues:
        yield Problem(place, ProblemCode.NO_SUCH_SCENARIO_QUEUE, {"queue": queue})
