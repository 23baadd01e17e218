"""What answers to programs need from outside: a sentence for what a study was refused for."""

from __future__ import annotations

from typing import Protocol

from routing.rehearsal.studies.refusals import Refusal


class Sentences(Protocol):
    def refusal(self, refused: Refusal) -> str: ...
