"""What the API takes and answers about conversations that begin with us."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contact_center.interactions.work.sending import MOST_COPIES

MailAddress = Annotated[str, Field(max_length=320)]


class NewInvitation(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    customer: UUID
    """Who is invited: they must have a page with the chat open now."""
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    """What stands in their chat window with the question whether they would like to chat."""
    language: Annotated[str, Field(max_length=40)] | None = None
    """BCP 47, of the conversation."""


class NewConversation(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    account: UUID
    """The mailbox or number by which it goes out."""
    to: Annotated[str, Field(min_length=1, max_length=320)]
    """An e-mail address or a telephone number, as people write it."""
    to_name: Annotated[str, Field(max_length=200)] | None = None
    customer: UUID | None = None
    """Who it is; looked up by the address if left out."""
    queue: UUID | None = None
    """A queue that the writer serves: where answers go should they be away. As routing has it if left out."""
    subject: Annotated[str, Field(max_length=500)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=200_000)]
    cc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] = []
    bcc: Annotated[list[MailAddress], Field(max_length=MOST_COPIES)] = []
    purpose: Literal["contact", "survey", "marketing"] = "contact"
    """A person writes about what the customer has with us (`contact`): allowed unless they object. Surveys and
    marketing need their consent; a marketing text says with which word they refuse it (STOP, 退訂)."""
    then: Literal["wait", "close"] = "wait"
    """The work waits for the customer with whoever wrote, or is closed at once."""
    send_at: AwareDatetime | None = None
    """It leaves at this time, in the next 60 days; until then it is among `/api/v1/messages/held`."""
    hold: bool = False
    """It can be taken back for as long as the organisation has chosen for its agents; else it leaves at once."""
    signed: bool = True
    """An e-mail has the signature of its queue."""


class StartedConversation(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    conversation: UUID
    interaction: UUID
    message: UUID
    attempt: UUID
    repeated: bool
    """It was begun before under this key; nothing was sent a second time."""
