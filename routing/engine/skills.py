"""Skills as bits: proficiency is a thermometer of six bits, so "has at least" is one mask test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from routing.engine.model import Requirement

_STEPS = 6
"""Proficiency 0 to 5."""


class Holders:
    """The agents who have a skill at a level or above."""

    __slots__ = ("bits",)

    def __init__(self) -> None:
        self.bits = 0


class SkillCodes:
    """Numbers the skills as they turn up and keeps, for each level of each, who has reached it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._holders: dict[tuple[str, int], Holders] = {}
        self._codes: dict[int, int] = {}
        """One object for each code: what is read again and again stays in the processor's cache."""

    def of_agent(self, skills: Mapping[str, int]) -> int:
        return sum(((2 << level) - 1) << self._shift(skill) for skill, level in skills.items())

    def of_requirements(self, requirements: Iterable[Requirement]) -> int:
        code = sum(1 << self._shift(r.skill) + r.minimum for r in requirements)
        return self._codes.setdefault(code, code)

    def add_holder(self, skills: Mapping[str, int], bit: int) -> None:
        for skill, level in skills.items():
            for reached in range(level + 1):
                self._of(skill, reached).bits |= bit

    def remove_holder(self, skills: Mapping[str, int], bit: int) -> None:
        for skill, level in skills.items():
            for reached in range(level + 1):
                self._of(skill, reached).bits &= ~bit

    def holders(self, requirement: Requirement) -> Holders:
        """Kept up to date: worth holding on to."""
        return self._of(requirement.skill, requirement.minimum)

    def _of(self, skill: str, level: int) -> Holders:
        known = self._holders.get((skill, level))
        if known is None:
            known = self._holders[skill, level] = Holders()
        return known

    def _shift(self, skill: str) -> int:
        return self._numbers.setdefault(skill, len(self._numbers)) * _STEPS


def strongest(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """One requirement for each skill, the highest minimum of each, by name of skill."""
    best: dict[str, int] = {}
    for r in requirements:
        best[r.skill] = max(r.minimum, best.get(r.skill, 0))
    return tuple(Requirement(skill, best[skill]) for skill in sorted(best))
