"""What can be wrong with a question to the simulator."""

from __future__ import annotations

from typing import Any

from routing.policy.errors import HasProblems, Problem, ProblemCode


class NotASimulation(HasProblems):
    """This cannot be simulated as it stands."""

    def __init__(self, place: str, code: ProblemCode, **args: Any) -> None:
        super().__init__((Problem(place, code, args),), field=place)


class NotAScenario(HasProblems):
    """The scenario cannot be simulated; every place that has to change is named."""
