"""What the page of macros takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MacroForm:
    id: UUID
    name: str
    language: str
    queue: str
    text: str
    tags: str
    """Parted by commas."""
    disposition: str
    ending: str
    minutes: int | None
    to_queue: str
    does: str
    """All of it, in words."""


@dataclass(frozen=True, slots=True)
class MacrosPage:
    macros: tuple[MacroForm, ...]
    languages: tuple[tuple[str, str], ...]
    queues: tuple[tuple[str, str], ...]
    dispositions: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]
    variables: tuple[tuple[str, str], ...]
    notice: str | None = None
