"""The published words of the room of snippets."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import QueueId, SnippetId


@event_type("snippet.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetChanged(Event):
    """A text that agents insert was written, changed or removed."""

    snippet_id: SnippetId
    removed: bool = False


@event_type("signature.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureChanged(Event):
    """What stands below the e-mails of a queue was written, changed or removed."""

    queue_id: QueueId | None
    """None: of every queue that has none of its own."""
    language: str
    """Empty: for every language that has none of its own."""
    removed: bool = False
