"""Saved views: a list with its filters, order and columns, under a name. The list itself knows what its query means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

MOST_COLUMNS: Final = 12
LONGEST_COLUMN: Final = 60
"""Characters of its code."""


class ViewSubject(StrEnum):
    """The lists that can be kept."""

    CUSTOMERS = "customers"
    CONVERSATIONS = "conversations"
    REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class SavedView:
    id: UUID
    name: str
    query: str
    """As in the address of the list, without what says which page it is."""
    owner_id: UUID | None
    """Whose own it is; None: everybody's."""
    created_by: UUID
