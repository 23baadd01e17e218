"""The published words of the room of snippets."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import SnippetId


@event_type("snippet.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetChanged(Event):
    """A text that agents insert was written, changed or removed."""

    snippet_id: SnippetId
    removed: bool = False
