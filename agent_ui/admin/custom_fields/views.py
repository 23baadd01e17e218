"""What the page of custom fields takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CustomFieldLine:
    id: UUID
    name: str
    code: str
    kind: str
    """In words."""
    choices: str
    has_choices: bool


@dataclass(frozen=True, slots=True)
class CustomFieldsView:
    fields: tuple[CustomFieldLine, ...]
    kinds: tuple[tuple[str, str], ...]
    """What a new one can be: code and words."""
    notice: str | None = None
