"""Blocked senders as JSON."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contact_center.interactions.blocking.service import BlockedSender


class BlockedSenderOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    channel: str
    address: str
    name: str | None
    """As they call themselves on the channel."""
    customer: UUID | None
    interaction: UUID
    """The work that was closed as spam."""
    subject: str | None
    by: UUID
    at: datetime

    @classmethod
    def of(cls, one: BlockedSender) -> BlockedSenderOut:
        return cls(
            channel=one.channel, address=one.address, name=one.name, customer=one.customer_id,
            interaction=one.interaction_id, subject=one.subject, by=one.blocked_by, at=one.blocked_at,
        )  # fmt: skip
