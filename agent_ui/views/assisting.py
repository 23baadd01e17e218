"""What the organisation's language model can do here, and what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AssistView:
    interaction: UUID
    messages: tuple[tuple[UUID, str], ...]
    """Of the customer, the latest first: what can be translated, and how it begins."""
    can_draft: bool = True


@dataclass(frozen=True, slots=True)
class AssistedView:
    what: str
    text: str
    model: str
    cut: bool = False
    can_insert: bool = False
