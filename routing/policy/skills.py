"""Skills that imply others. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Implies = Mapping[str, Sequence[str]]


def cycle(implies: Implies) -> tuple[str, ...] | None:
    """A chain of skills that leads back to its start, or None."""
    safe: set[str] = set()
    for start in implies:
        found = _walk(start, implies, (), safe)
        if found is not None:
            return found
    return None


def _walk(skill: str, implies: Implies, path: tuple[str, ...], safe: set[str]) -> tuple[str, ...] | None:
    if skill in path:
        return (*path[path.index(skill) :], skill)
    if skill in safe:
        return None
    for implied in implies.get(skill, ()):
        found = _walk(implied, implies, (*path, skill), safe)
        if found is not None:
            return found
    safe.add(skill)
    return None


def with_implied(skills: Mapping[str, int], implies: Implies) -> dict[str, int]:
    """All skills somebody has: those given and what they imply, each at the best level."""
    found = dict(skills)
    todo = list(skills)
    while todo:
        skill = todo.pop()
        for implied in implies.get(skill, ()):
            if found.get(implied, -1) < found[skill]:
                found[implied] = found[skill]
                todo.append(implied)
    return found


def without_implied(skills: Mapping[str, int], implies: Implies) -> dict[str, int]:
    """The skills from which the others follow: what a person has to write down."""
    kept = dict(skills)
    for skill in sorted(skills):
        rest = {name: level for name, level in kept.items() if name != skill}
        if with_implied(rest, implies).get(skill, -1) >= skills[skill]:
            kept = rest
    return kept
