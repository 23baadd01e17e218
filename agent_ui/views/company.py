"""Colleagues who have the same conversation open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    READS = "reads"
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ColleagueHere:
    name: str
    doing: Doing = Doing.READS

    @property
    def initials(self) -> str:
        """Of a name in letters its first and last; of one in characters the last two, as it is called."""
        words = self.name.split()
        if not words:
            return "?"
        if not words[-1][0].isascii() and len(words) == 1:
            return words[0][-2:]
        return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper()


@dataclass(frozen=True, slots=True)
class CompanyView:
    colleagues: tuple[ColleagueHere, ...] = ()
    """Who write first, then by name."""
    more: int = 0
    """How many there are besides."""
