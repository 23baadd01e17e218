"""What the script of the New page sends as JSON."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.interactions.outbound.service import LONGEST_SUBJECT
from contact_center.interactions.work.domain import NewDraftContent

_ID = r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$"


class NewDraftIn(BaseModel):
    """The page as it stands in one window (`interactions.work.domain.NewDraftContent`)."""

    model_config = ConfigDict(extra="forbid")
    begins: str = Field(min_length=1, max_length=80, pattern=r"^[a-z0-9-]+$")
    client_key: str = Field(min_length=8, max_length=64)
    writing: UUID
    knew: UUID | None = None
    over: bool = False
    """Over whatever another window has kept."""
    to: str = Field("", max_length=320)
    to_name: str = Field("", max_length=200)
    customer: str = Field("", pattern=_ID)
    account: str = Field("", pattern=_ID)
    queue: str = Field("", pattern=_ID)
    purpose: str = Field("", max_length=20)
    subject: str = Field("", max_length=LONGEST_SUBJECT)
    text: str = Field("", max_length=200_000)
    cc: str = Field("", max_length=4000)
    bcc: str = Field("", max_length=4000)
    case: str = Field("", pattern=_ID)
    signed: bool = True

    def content(self) -> NewDraftContent:
        return NewDraftContent(**self.model_dump(exclude={"begins", "client_key", "writing", "knew", "over"}))
