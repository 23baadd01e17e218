"""Long lists, found by a word and turned by pages."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from agent_ui.admin.routing.views import ListRow, ListView

PAGE = 100
SEARCHED = 20
"""From so many lines on a list has a search."""


def paged(view: ListView, address: str, search: str, page: int, size: int = PAGE) -> ListView:
    """The lines that hold every word of `search`, in any column, and of these the page asked for, or the last."""
    wanted = search.lower().split()
    found = tuple(line for line in view.lines if all(word in _text(line) for word in wanted))
    last = max(1, -(-len(found) // size))
    page = min(max(1, page), last)
    lines = found[(page - 1) * size : page * size]

    def to(number: int) -> str:
        if not 1 <= number <= last:
            return ""
        return f"{address}?{urlencode({'q': search, 'page': number} if search else {'page': number})}"

    shown = search if search or len(view.lines) > SEARCHED else None
    return replace(
        view, lines=lines, search=shown, found=len(found), earlier=to(page - 1), later=to(page + 1),
        first=(page - 1) * size + 1,
    )  # fmt: skip


def _text(line: ListRow) -> str:
    return " ".join(f"{cell.text} {cell.meta}" for cell in line.cells).lower()
