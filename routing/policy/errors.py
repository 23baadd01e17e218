"""What can be wrong with a policy."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from contact_center.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    """Where, as a path: `queues[billing].rings[1].after_s`."""
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"


class PolicyInvalid(Invalid):
    """The routing policy cannot be used; nothing was changed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)), problems=[asdict(problem) for problem in problems])
