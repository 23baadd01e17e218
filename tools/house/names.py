"""One meaning per word: a public class of the contracts or of a room's domain has a name that no other room uses.

Published words and the words of decisions are what a reader meets in other rooms' code and in conversation; two classes
under one name there are two meanings of one word.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from tools.house.finding import Finding

CONTRACTS = "contact_center/kernel/contracts/"


def shared_words(path: PurePosixPath) -> bool:
    """Whether a file's public classes are words that other rooms read."""
    return str(path).startswith(CONTRACTS) or path.name == "domain.py"


def check_names(files: Iterable[tuple[PurePosixPath, str]]) -> list[Finding]:
    """All of them together; each place of a name that stands twice is found."""
    places: dict[str, list[tuple[PurePosixPath, int]]] = defaultdict(list)
    for path, source in files:
        for node in ast.parse(source, str(path)).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append((path, node.lineno))
    return [
        Finding(
            path, line, f"{name} means something else in {', '.join(sorted({str(p) for p, _ in found} - {str(path)}))}"
        )
        for name, found in sorted(places.items())
        if len({path for path, _ in found}) > 1
        for path, line in found
    ]
