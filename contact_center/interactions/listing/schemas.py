"""What the API answers about all work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contact_center.interactions.listing.service import ListedWork


class ConversationOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    interaction: UUID
    """The piece of work."""
    conversation: UUID
    channel: str
    state: str
    """`scheduled`, `queued`, `working`, `waiting` or `closed`."""
    outcome: str | None
    disposition: str | None
    queue: UUID | None
    agent: UUID | None
    """Who has it, or had it last."""
    customer: UUID | None
    subject: str | None
    tags: list[str]
    created_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    """When the next answer is due; null where nothing is promised."""

    @classmethod
    def of(cls, one: ListedWork) -> ConversationOut:
        return cls(
            interaction=one.interaction_id, conversation=one.conversation_id, channel=one.channel, state=one.state,
            outcome=one.outcome, disposition=one.disposition, queue=one.queue_id, agent=one.owner_agent_id,
            customer=one.customer_id, subject=one.subject, tags=one.tags, created_at=one.created_at,
            closed_at=one.closed_at, due_at=one.due_at,
        )  # fmt: skip


class ConversationList(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    conversations: list[ConversationOut]
    next: str | None
    """Given as `after`, the next page; null at the end."""
