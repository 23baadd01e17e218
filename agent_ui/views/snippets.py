"""Snippets as they are offered where somebody writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SnippetLine:
    name: str
    text: str
    """With what is known in its places."""
    missing: tuple[str, ...] = ()
    """Variables of which nothing is known here, in words."""
    where: str = ""
    """The queue it is of."""


@dataclass(frozen=True, slots=True)
class SnippetsView:
    lines: tuple[SnippetLine, ...]
