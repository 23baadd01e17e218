"""SQL is put together of constants only, at import; what varies is bound, or composed by Core (decision 0040).

In an f-string or a sum that reads as SQL, only NAMES_LIKE_THIS may stand beside literal text. `psycopg.sql`, which
composes identifiers, is for what Core has no words for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed
from tools.house.sql import MIGRATIONS, NAMES_A_TABLE, STATEMENT

PASTES = {
    "contact_center/platform/personal.py": "the erasure is what the registry declares, column by column",
    "contact_center/demo/peers/erp/calendar.py": "moves the days of a foreign database, whose tables it looks up",
}
COMPOSES = {
    "contact_center/platform/unit_of_work.py": "hands text on to psycopg",
    "contact_center/platform/parked_store.py": "temporary copies that no metadata declares",
    "contact_center/platform/whole_store.py": "the tables of an organisation are those that the registry declares",
    "contact_center/platform/embedded/postgres.py": "roles and databases of the server",
}
PART = re.compile(
    r"\s*(?:where \S+ (?:[=<>]|in |is )|order by\s|for update|on conflict |returning |limit %|set \S+ = )"
)
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")
REMEDY = "SQL is pasted here: bind the value, or compose the statement with contact_center/platform/query.py"


def check_pasting(path: PurePosixPath, source: str) -> list[Finding]:
    if str(path).startswith(MIGRATIONS):
        return []
    tree = parsed(source)
    found = [] if str(path) in PASTES else [(line, REMEDY) for line in sorted(set(_pasted(tree)))]
    if str(path) not in COMPOSES:
        found += [(line, "psycopg.sql is for a few places only (tools/house/pasting.py)") for line in _composers(tree)]
    return [Finding(path, line, words) for line, words in found]


def _pasted(tree: ast.AST) -> Iterator[int]:
    for node in nodes(tree):
        if isinstance(node, ast.JoinedStr):
            parts: list[ast.expr] = [
                part.value if isinstance(part, ast.FormattedValue) else part for part in node.values
            ]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = list(_summands(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            if _is_sql(node.func.value):
                yield node.lineno
            continue
        else:
            continue
        if any(_is_sql(part) for part in parts) and not all(_is_constant(part) for part in parts):
            yield node.lineno


_CHANGING = {"format", "format_map", "replace"}


def _summands(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        yield from _summands(node.left)
        yield from _summands(node.right)
    else:
        yield node


def _is_sql(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_is_sql(part) for part in node.values)
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    return bool(STATEMENT.match(node.value) or PART.match(node.value) or NAMES_A_TABLE.search(node.value))


def _is_constant(node: ast.expr) -> bool:
    """Literal text, a constant by its name, or an f-string, which is looked at by itself."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return CONSTANT.fullmatch(name) is not None


def _composers(tree: ast.AST) -> Iterator[int]:
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            named = {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
            if "psycopg.sql" in named:
                yield node.lineno
