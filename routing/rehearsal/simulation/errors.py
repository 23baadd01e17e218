"""What can be wrong with a question to the simulator."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid
from routing.policy.errors import Problem


class NotASimulation(Invalid):
    """This cannot be simulated as it stands."""


class NotAScenario(Invalid):
    """The scenario cannot be simulated; every place that has to change is named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)), problems=[str(problem) for problem in problems])
