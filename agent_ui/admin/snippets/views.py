"""What the pages of snippets and signatures take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import UndoView


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
    undo: UndoView | None = None
    """What brings back one that was just removed."""


@dataclass(frozen=True, slots=True)
class EarlierText:
    """How a signature read from a time on."""

    text: str
    """Empty: there was none."""
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class SignatureForm:
    queue: str
    language: str
    name: str
    """Queue and language, in words."""
    text: str
    earlier: tuple[EarlierText, ...] = ()


@dataclass(frozen=True, slots=True)
class SignaturesPage:
    signatures: tuple[SignatureForm, ...]
    languages: tuple[tuple[str, str], ...]
    queues: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]
    notice: str | None = None
    company: tuple[str, str] = ("", "")
    """Name and address of the organisation."""
