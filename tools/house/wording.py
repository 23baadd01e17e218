"""Sentences are made in `agent_ui`; what travels between rooms is a code (docs/decisions/0036-codes-travel.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed

ROOMS = (
    "routing/",
    "crm_core/",
    "contact_center/directory/",
    "contact_center/interactions/",
    "contact_center/kernel/",
    "contact_center/measures/",
)
"""Whose words reach people through pages. Channels and the ERP link pass on what vendors said, which is data; the
platform and `bootstrap` speak to operators."""
PAGES = "agent_ui/"
OF_LOGS = {"IllegalTransition", "LeaseLost"}
"""Errors whose detail goes to the log alone."""
NOT_YET = {"Unparseable"}
"""Why an envelope is in quarantine: still in English, for administrators."""
OF_PYTHON = {
    "AssertionError",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "RuntimeError",
    "TypeError",
    "ValueError",
}
CARRIERS = {"why", "reason", "because", "remedy"}
_PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
_VALIDATORS = {"AfterValidator", "BeforeValidator", "field_validator", "model_validator"}
LOOKS = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition"}
REMEDY = "give a code and its arguments; agent_ui/words has the sentence"


def check_wording(path: PurePosixPath, source: str) -> list[Finding]:
    """Where a room says a sentence, or a page looks for one."""
    tree = parsed(source)
    if str(path).startswith(ROOMS):
        return [Finding(path, line, words) for line, words in _said(tree)]
    if str(path).startswith(PAGES):
        return [Finding(path, line, words) for line, words in _looked_for(tree)]
    return []


def _said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    validates = any(name in _VALIDATORS for name in _names(tree))
    for node in nodes(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name, args = _name(node.exc.func), node.exc.args
            ours = name not in OF_LOGS | NOT_YET and (name not in OF_PYTHON or (validates and name == "ValueError"))
            if ours and args and _is_prose(args[0]):
                yield node.lineno, f"{name} says a sentence; {REMEDY}"
        if isinstance(node, ast.Call):
            code = {"Phrase": 0, "Problem": 1}.get(_name(node.func))
            if code is not None and len(node.args) > code and _is_prose(node.args[code]):
                yield node.lineno, f"a code is no sentence; {REMEDY}"
            for word in node.keywords:
                if word.arg in CARRIERS and _is_prose(word.value):
                    yield word.value.lineno, f"{word.arg} is a sentence; {REMEDY}"
        if isinstance(node, ast.Attribute) and node.attr == "__doc__":
            yield node.lineno, "a docstring is for who reads the code, no message"


def _looked_for(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in nodes(tree):
        if isinstance(node, ast.Compare | ast.Call) and any(_is_prose(one) for one in _compared(node)):
            yield node.lineno, "a page looks for a sentence; let the room below give a code"


def _compared(node: ast.Compare | ast.Call) -> list[ast.expr]:
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    return node.args[:1] if isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS else []


def _is_prose(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(_PROSE.search(node.value))
    return isinstance(node, ast.JoinedStr) and any(
        isinstance(part, ast.Constant) and " " in str(part.value).strip(" ,;:()[]") for part in node.values
    )


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names(tree: ast.AST) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
