"""What the console's scripts send as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.interactions.work.domain import DraftKind


class DraftIn(BaseModel):
    """A text as it stands in one window (`interactions.WrittenDraft`)."""

    model_config = ConfigDict(extra="forbid")
    interaction: UUID
    kind: DraftKind = DraftKind.REPLY
    text: str = Field("", max_length=100_000)
    last_seen: UUID | None = None
    client_key: str = Field(min_length=8, max_length=64)
    writing: UUID
    knew: UUID | None = None
    copies: list[Annotated[str, Field(max_length=320)]] | None = Field(None, max_length=50)
    """To whom the answer is to go as well."""
    unsigned: bool = False
    """Without the signature of its queue."""
