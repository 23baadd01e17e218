"""SQL stands in stores, and each store names its own room's tables only (decision 0032).

Stores are `*store.py` and `*queries.py`; what a room declares of its tables for erasure is its `personal.py`. Another
room's facts are read through functions or views that their owner publishes. Sessions, locks and roles, statements that
name no table, are the platform's business anywhere in it. Migrations make the tables; the demo stages data of every
room, in stores too; tests and benchmarks are not read by this rule.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.ownership import OWNER, PUBLISHED, SCHEMAS
from tools.house.reading import nodes, parsed

MIGRATIONS = "contact_center/bootstrap/migrations/"
GROUND = "contact_center/platform/"
STAGES_DATA = "contact_center/demo/"
NAME = rf"(?:{'|'.join(SCHEMAS)})\.[a-z_]+"
TABLE = re.compile(rf"(?<![\w.]){NAME}\b(?!\()")
NAMES_A_TABLE = re.compile(rf"\b(?:from|join|into|update|only|table|on)\s+{NAME}\b(?!\()")
STATEMENT = re.compile(
    r"\s*(?:select\s|insert into\s|update \S+ (?:as \w+ )?set\s|delete from\s|with \w+(?: ?\([^)]*\))? as |lock table\s"
    r"|truncate\s|alter (?:table|role|system|database)\s|create (?:unique )?(?:table|index|role|schema|database|view)\s"
    r"|drop (?:table|index|role|schema|database)\s|set (?:local|session)\s|values \()"
)


def check_sql(path: PurePosixPath, source: str) -> list[Finding]:
    if str(path).startswith(MIGRATIONS):
        return []
    return [Finding(path, line, words) for line, words in _offences(path, parsed(source))]


def _offences(path: PurePosixPath, tree: ast.Module) -> Iterator[tuple[int, str]]:
    store = path.name.endswith(("store.py", "queries.py")) or path.name == "personal.py"
    for line, text in _strings(tree):
        exact = TABLE.fullmatch(text) is not None
        if not (exact or STATEMENT.match(text) or NAMES_A_TABLE.search(text)):
            continue
        if not store:
            named = set(TABLE.findall(text)) & OWNER.keys()
            if named or not (exact or str(path).startswith(GROUND)):
                yield line, "SQL stands in a `*store.py` or `*queries.py` of the room that owns the table"
            continue
        if str(path).startswith(STAGES_DATA):
            continue
        for table in dict.fromkeys(TABLE.findall(text)):
            if table in OWNER and not path.is_relative_to(OWNER[table]):
                yield line, f"{table} belongs to {OWNER[table]}: read it through what that room publishes"
            elif table not in OWNER and table not in PUBLISHED and not exact and NAMES_A_TABLE.search(text):
                yield line, f"{table} has no owner: declare it in the `personal.py` of its room"


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts of the program, f-strings whole with `?` for what they fill in; docstrings are none."""
    seen: set[ast.AST] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            seen.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            seen.update(node.values)
            yield node.lineno, "".join(_part(value) for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in seen:
            yield node.lineno, node.value


def _part(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "?"
