"""A scenario from plain data or a file, with everything that is wrong with it at once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from routing.policy.checking import problems_of_document
from routing.policy.errors import Problem
from routing.policy.files import parse
from routing.rehearsal.simulation.errors import NotAScenario
from routing.rehearsal.simulation.scenario import MAX_INTERACTIONS, Scenario


def read_scenario(data: object) -> Scenario:
    """Raises `NotAScenario` with each place, reason and remedy."""
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as wrong:
        raise NotAScenario(tuple(_problem(error) for error in wrong.errors())) from None
    problems = tuple(_meaning(scenario))
    if problems:
        raise NotAScenario(problems)
    return scenario


def read_file(text: str) -> Scenario:
    """YAML, of which JSON is a part. Raises `NotAScenario`, or `PolicyInvalid` for what is no YAML."""
    data, _, twice = parse(text)
    if twice:
        raise NotAScenario(twice)
    return read_scenario(data)


def _problem(error: Any) -> Problem:
    place = ".".join(str(step) for step in error["loc"] if not _is_type(step)) or "scenario"
    if error["type"] == "missing":
        return Problem(place, "is missing", "add it")
    if error["type"] == "extra_forbidden":
        return Problem(place, "is not known", "leave it out or correct its name")
    said = str(error["msg"]).removeprefix("Value error, ")
    reason, _, remedy = said.partition("; ")
    return Problem(place, reason, remedy or "correct it")


def _is_type(step: object) -> bool:
    """Of a union pydantic names the branch it tried; nobody has written that."""
    return isinstance(step, str) and (step in ("TimePart", "float", "constrained-float") or "[" in step)


def _meaning(scenario: Scenario) -> Iterator[Problem]:
    for problem in problems_of_document(scenario.policy):
        yield Problem(f"policy.{problem.place}", problem.reason, problem.remedy)
    queues = {queue.name for queue in scenario.policy.queues}
    for n, part in enumerate(scenario.arrivals):
        yield from _known(part.queue, queues, f"arrivals.{n}.queue")
        if isinstance(part.calls, tuple) and len(part.calls) > scenario.length:
            yield Problem(f"arrivals.{n}.calls", f"has more than {scenario.length} intervals", "shorten it")
    yield from _staff(scenario, queues)
    expected = sum(sum(scenario.calls(part)) for part in scenario.arrivals) * scenario.replications
    if expected > MAX_INTERACTIONS:
        yield Problem("replications", f"{expected:,.0f} interactions are too many", f"keep below {MAX_INTERACTIONS:,}")
    if not expected:
        yield Problem("arrivals", "nobody ever comes", "expect more than 0 calls in some interval")


def _staff(scenario: Scenario, queues: set[str]) -> Iterator[Problem]:
    for name, times in Counter(part.name for part in scenario.staff).items():
        if times > 1:
            yield Problem("staff", f"there are {times} groups named {name}", "give each a name of its own")
    for n, part in enumerate(scenario.staff):
        if part.like is not None and part.like not in scenario.policy.agents:
            yield Problem(f"staff.{n}.like", f"there is no agent {part.like} in policy.agents", "name one of them")
        elif part.queues is None and part.like is None:
            yield Problem(f"staff.{n}.queues", "is missing", "name the queues they serve, or an agent they are like")
        for queue in part.queues or {}:
            yield from _known(queue, queues, f"staff.{n}.queues.{queue}")


def _known(queue: str, queues: Iterable[str], place: str) -> Iterator[Problem]:
    if queue not in queues:
        yield Problem(place, f"there is no queue {queue} in policy.queues", "add it there or correct the name")
