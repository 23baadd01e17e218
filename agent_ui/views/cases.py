"""A case in a list: on the board, beside a conversation, on the customer's page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.views.common import Tone


@dataclass(frozen=True, slots=True)
class CaseRow:
    id: UUID
    href: str
    number: str
    who: str
    """The customer; empty where the list is of one customer."""
    title: str
    detail: str
    """What it waits for, or its state where rows of several stand together."""
    due: str
    tone: Tone
    current: bool = False
    step: str = ""
    """The key that goes here from the case that is open: `j`, `k`."""
    is_incident: bool = False
    is_linked: bool = False


@dataclass(frozen=True, slots=True)
class IncidentHint:
    """A known incident that a case or a conversation may belong to."""

    id: UUID
    title: str
    detail: str
    is_linked: bool
    href: str
    conversation: UUID | None = None
    customer: UUID | None = None


@dataclass(frozen=True, slots=True)
class CasesSection:
    """Cases of one customer, on pages of other rooms."""

    rows: tuple[CaseRow, ...]
    more: str | None
    """Where all of them are listed."""
    new: str | None
    """Address of the dialog that opens one; None for who may not."""
    incident: IncidentHint | None = None
