"""What answers to programs need from outside: sentences for the codes that rooms speak in."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from routing.policy.differences import Difference
from routing.policy.errors import Problem


class ProblemText(NamedTuple):
    place: str
    """As a path, with the line and the column where a text was sent: `rules[Late].when (column 4)`."""
    reason: str
    remedy: str


class Sentences(Protocol):
    """In English."""

    def problem(self, problem: Problem) -> ProblemText: ...
    def difference(self, one: Difference) -> str: ...
