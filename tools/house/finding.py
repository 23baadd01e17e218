"""What a rule has found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Finding:
    path: PurePosixPath
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def sift(found: list[Finding], listed: frozenset[str], rule: str, name: str) -> list[Finding]:
    """What is left to say once the list `name` is taken off, the list's own stale entries included."""
    offending = {str(one.path) for one in found}
    stale = [
        Finding(PurePosixPath(path), 1, f"keeps the rule on {rule} by now: take it off {name}")
        for path in sorted(listed - offending)
    ]
    return [*(one for one in found if str(one.path) not in listed), *stale]
