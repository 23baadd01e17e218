"""Puts arguments into a sentence of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent_ui.words.languages import Words


class _Known(dict[str, Any]):
    """A sentence that names what was not told is shown without it: no page fails for that."""

    def __missing__(self, name: str) -> str:
        return "…"


def filled(words: Words, sentence: str, args: Mapping[str, Any]) -> str:
    """`sentence` in the reader's language with its arguments; whole numbers are written with separators."""
    written = {name: words.number(value) if _is_count(value) else value for name, value in args.items()}
    return words.gettext(sentence) % _Known(written)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
