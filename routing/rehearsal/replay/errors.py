"""What can be wrong with a question to the replay."""

from __future__ import annotations

from typing import Any

from routing.policy.errors import HasProblems, Problem, ProblemCode


class NotAReplay(HasProblems):
    """This day cannot be replayed so."""

    def __init__(self, place: str, code: ProblemCode, **args: Any) -> None:
        super().__init__((Problem(place, code, args),), field=place)
