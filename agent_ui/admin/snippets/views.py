"""What the page of snippets takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SnippetForm:
    id: UUID
    name: str
    text: str
    language: str
    queue: str


@dataclass(frozen=True, slots=True)
class SnippetsPage:
    snippets: tuple[SnippetForm, ...]
    languages: tuple[tuple[str, str], ...]
    queues: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]
    """As they are written, and what they stand for."""
    notice: str | None = None
