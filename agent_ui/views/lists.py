"""What every list with filters and saved views takes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ListOption:
    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FilterView:
    """One filter beside the text."""

    code: str
    name: str
    anything: str
    """What it is called when nothing is chosen."""
    options: tuple[ListOption, ...]


@dataclass(frozen=True, slots=True)
class SavedViewLine:
    id: UUID
    name: str
    href: str
    current: bool = False
    team: bool = False
    mine: bool = False
    """Made by the reader, who may delete it."""
