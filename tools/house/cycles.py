"""No import cycle, those of imports inside functions and for types alone included.

Two modules that import each other are one module in two files: neither is read, tested or moved without the other. An
import that is put inside a function hides the cycle from Python, and from no reader.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed

ONE_RECURSION = "ending work may begin a chosen presence, and beginning one may end work: one recursion in two rooms"
EXCUSED = {
    ("contact_center.interactions.presence.service", "contact_center.interactions.work.breaks"): ONE_RECURSION,
    ("contact_center.interactions.presence.service", "contact_center.interactions.work.waiting"): ONE_RECURSION,
}
"""Imports that may close a cycle, with the reason."""


def check_cycles(files: Iterable[tuple[PurePosixPath, str]]) -> list[Finding]:
    """All of them together; each cycle is found once, at the import that closes it."""
    trees = {_module(path): (path, parsed(source)) for path, source in files}
    graph = {name: _followed(name, path, tree, trees) for name, (path, tree) in trees.items()}
    return [
        Finding(trees[ring[-1]][0], graph[ring[-1]][ring[0]], f"closes a cycle: {' → '.join([*ring, ring[0]])}")
        for ring in _rings(graph)
    ]


def _followed(name: str, path: PurePosixPath, tree: ast.Module, known: Collection[str]) -> dict[str, int]:
    found = dict(_imports(tree, name, path.name == "__init__.py", known))
    return {module: line for module, line in found.items() if (name, module) not in EXCUSED}


def _module(path: PurePosixPath) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module, name: str, package: bool, known: Collection[str]) -> Iterator[tuple[str, int]]:
    """Modules of ours that a module names in an import, wherever it stands, with the line."""
    here = name if package else name.rpartition(".")[0]
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*here.split(".")[: len(here.split(".")) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                wanted = whole if whole in known else base
                if wanted in known and wanted != name:
                    yield wanted, node.lineno


def _rings(graph: Mapping[str, Mapping[str, int]]) -> Iterator[list[str]]:
    """One ring for each import that leads back to a module whose imports are being followed."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        trail, open_ = [start], [iter(graph[start])]
        on_trail = {start}
        while trail:
            following = next(open_[-1], None)
            if following is None:
                done.add(trail[-1])
                on_trail.remove(trail.pop())
                open_.pop()
            elif following in on_trail:
                yield trail[trail.index(following) :]
            elif following not in done:
                trail.append(following)
                on_trail.add(following)
                open_.append(iter(graph[following]))
