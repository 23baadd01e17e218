"""What supervisors write to agents, and by what an agent raises a hand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class AskableWork:
    """Something in the reader's hand that help can be about."""

    id: UUID
    who: str
    channel: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskForHelpView:
    work: tuple[AskableWork, ...]
    most: int
    """Characters."""
    text: str = ""
    raised: bool = False
    """The hand is up already; what it is about is changed."""

    @property
    def about_nothing(self) -> bool:
        return not any(one.chosen for one in self.work)


@dataclass(frozen=True, slots=True)
class RecipientGroup:
    legend: str
    """Empty: of no group."""
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class WriteToAgentsView:
    groups: tuple[RecipientGroup, ...]
    spans: tuple[FilterChoice, ...]
    """How long it stands."""
    most: int
    """Characters."""
    to: str = ""
    """Chosen before, with its name; empty: the reader chooses."""
    to_name: str = ""


@dataclass(frozen=True, slots=True)
class SentAnnouncementLine:
    id: UUID
    by: str
    when: str
    to: str
    text: str
    urgent: bool
    state: str
    """Until when it stands, or that it was taken back or is over."""
    over: bool
    read: str
    """By how many."""
    unread: tuple[str, ...]
    """Names."""


@dataclass(frozen=True, slots=True)
class SentAnnouncementsView:
    lines: tuple[SentAnnouncementLine, ...]
