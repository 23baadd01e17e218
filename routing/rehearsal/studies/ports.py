"""What answers to programs need from outside: sentences for what a study states."""

from __future__ import annotations

from typing import Protocol

from routing.rehearsal.studies.refusals import Refusal
from routing.rehearsal.studies.results import Result


class Sentences(Protocol):
    def refusal(self, refused: Refusal) -> str: ...

    def result(self, result: Result) -> Result:
        """The same with each of its statements as text."""
        ...
