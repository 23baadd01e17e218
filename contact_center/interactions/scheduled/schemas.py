"""What the API takes and answers about answers, and messages that wait for their time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contact_center.interactions.recipients import from_stored
from contact_center.interactions.scheduled.domain import HeldMessage
from contact_center.interactions.work.replies import AfterReply
from contact_center.interactions.work.sending import MOST_COPIES

MailAddress = Annotated[str, Field(max_length=320)]


class NewAnswer(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    to: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] = []
    """E-mail: to whom it goes in place of the customer; empty: to the customer."""
    cc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] = []
    bcc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] = []
    then: AfterReply = AfterReply.STAY
    """`stay` in hand where the customer sits at the other end, else it waits for them; `wait`; `close`."""
    send_at: AwareDatetime | None = None
    """It leaves at this time, in the next 60 days; not in a chat."""
    hold: bool = False
    """It can be taken back for as long as the organisation has chosen for its agents; else it leaves at once."""
    signed: bool = True
    """An e-mail has the signature of its queue."""


class WrittenAnswer(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    message: UUID
    position: int
    """In its conversation."""


class HeldOut(BaseModel):
    """A message that has not left."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    message: UUID
    conversation: UUID
    interaction: UUID
    to: list[str]
    text: str
    written_at: datetime
    goes_at: datetime
    planned: bool
    """Its writer chose the time; else it can be taken back for some seconds."""

    @classmethod
    def of(cls, one: HeldMessage) -> HeldOut:
        to = from_stored(one.recipients).to if one.recipients else ()
        return cls(
            message=one.id, conversation=one.conversation_id, interaction=one.interaction_id,
            to=[each.value for each in to], text=one.text, written_at=one.at, goes_at=one.goes_at, planned=one.planned,
        )  # fmt: skip


class TakenBackOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    interaction: UUID
    began: bool
    """It was the first message of what began with us: that is over, and nobody was contacted."""
