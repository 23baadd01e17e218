"""How far each conversation has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from contact_center.demo.company.past.plan import Contact


@dataclass(slots=True)
class Talk:
    contact: Contact
    conversation_id: UUID
    answered: int = 0
    """How often an agent has answered in this matter."""
    handed_on: bool = False
    last_mail: str | None = None
    """Message-ID of our latest mail, for the customer to answer."""


@dataclass(slots=True)
class Talks:
    """By conversation, and the conversation of each interaction."""

    by_conversation: dict[UUID, Talk] = field(default_factory=dict)
    conversation_of: dict[UUID, UUID] = field(default_factory=dict)

    def of(self, interaction: UUID) -> Talk:
        return self.by_conversation[self.conversation_of[interaction]]
