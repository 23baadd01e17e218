"""One meaning per word: a public class of the product has a name that no other class of it has.

Two classes under one name are two meanings of one word, and whoever reads an import, a traceback or the API's schemas
has to know which. Not counted:

- protocols: a port is named after what the asking room wants, as the class that answers it may be;
- `errors.py`: an error's name is its code, and rooms that raise one code mean one thing;
- the demo: it plays other companies' systems (a carrier's account, an ERP's order) in their own words.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import parsed

DEMO = "contact_center/demo/"


def counts(path: PurePosixPath) -> bool:
    """Whether a file's public classes are words of the product."""
    return not str(path).startswith(DEMO) and path.name != "errors.py"


def check_names(files: Iterable[tuple[PurePosixPath, str]]) -> list[Finding]:
    """All of them together; each place of a name that stands twice is found."""
    places: dict[str, list[tuple[PurePosixPath, int]]] = defaultdict(list)
    for path, source in files:
        for node in parsed(source).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not _is_protocol(node):
                places[node.name].append((path, node.lineno))
    return [
        Finding(
            path, line, f"{name} means something else in {', '.join(sorted({str(p) for p, _ in found} - {str(path)}))}"
        )
        for name, found in sorted(places.items())
        if len({path for path, _ in found}) > 1
        for path, line in found
    ]


def _is_protocol(node: ast.ClassDef) -> bool:
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in bases)
