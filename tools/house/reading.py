"""A module is parsed and walked once for all rules that look at it one after the other."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=2)
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


@lru_cache(maxsize=2)
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """As `ast.walk`, in its order."""
    return tuple(ast.walk(tree))
