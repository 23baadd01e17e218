"""Rules for Python code, read as a syntax tree."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.house.finding import Finding
from tools.house.reading import nodes, parsed

TRANSACTIONS = ("contact_center/platform/", "contact_center/bootstrap/migrations/")
CLOCK = ("contact_center/kernel/clock.py", "contact_center/kernel/ids.py")
KERNEL = "contact_center/kernel/"
ELSEWHERE = "contact_center/demo/peers/erp_seed/"
"""Runs in Tryton's environment, with Tryton's transactions and clock."""

CLOCK_READS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def check_code(path: PurePosixPath, source: str) -> list[Finding]:
    """All rules for one file of the product."""
    if str(path).startswith(ELSEWHERE):
        return []
    tree = parsed(source)
    rules = (_commits, _clock_reads, _composed_logs, _kernel_imports)
    return [Finding(path, line, words) for rule in rules for line, words in rule(path, tree)]


def _commits(path: PurePosixPath, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if str(path).startswith(TRANSACTIONS):
        return
    for call in _method_calls(tree):
        if call.func.attr in {"commit", "rollback"}:  # type: ignore[attr-defined]
            yield call.lineno, "only the unit of work ends a transaction (contact_center/platform)"


def _clock_reads(path: PurePosixPath, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if str(path) in CLOCK:
        return
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCK_READS:
            yield node.lineno, "take a Clock or `now` as an argument; only kernel/clock.py reads the clock"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            names = {alias.name for alias in node.names} & {"time", "time_ns"}
            if names:
                yield node.lineno, "take a Clock or `now` as an argument; only kernel/clock.py reads the clock"


def _composed_logs(path: PurePosixPath, tree: ast.AST) -> Iterator[tuple[int, str]]:
    for call in _method_calls(tree):
        function = call.func
        assert isinstance(function, ast.Attribute)
        if function.attr not in LOG_METHODS or not _is_logger(function.value) or not call.args:
            continue
        message = call.args[1] if function.attr == "log" and len(call.args) > 1 else call.args[0]
        if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
            yield call.lineno, "a log message is a constant; what varies goes into fields"
        elif "%s" in message.value or "%d" in message.value:
            yield call.lineno, "a log message is a constant; what varies goes into fields, not into %s"


def _kernel_imports(path: PurePosixPath, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if not str(path).startswith(KERNEL):
        return
    for node in nodes(tree):
        for module in _imported(node):
            if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("contact_center.kernel"):
                yield node.lineno, f"the kernel uses the standard library only, not {module}"  # type: ignore[attr-defined]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    return []


def _method_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _is_logger(node: ast.expr) -> bool:
    return _last_name(node).lower().strip("_") in {"log", "logger", "logging"}


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
