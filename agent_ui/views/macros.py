"""Macros as they are offered in a conversation, and as administrators write them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MacroStep:
    said: str
    why: str | None = None
    """Why it cannot be done here."""


@dataclass(frozen=True, slots=True)
class MacroLine:
    id: UUID
    name: str
    steps: tuple[MacroStep, ...]
    text: str = ""
    """To be inserted, with what is known in its places."""
    where: str = ""
    """The queue it is of."""

    @property
    def does(self) -> bool:
        return any(one.why is None for one in self.steps)


@dataclass(frozen=True, slots=True)
class MacrosView:
    interaction: UUID
    lines: tuple[MacroLine, ...]
