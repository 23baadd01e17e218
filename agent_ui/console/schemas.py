"""What the console's scripts send as JSON."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class DraftIn(BaseModel):
    """A text as it stands: a reply to an interaction, or the note of a wrap-up (`key`: `segment:<id>`)."""

    model_config = ConfigDict(extra="forbid")
    interaction: UUID | None = None
    key: str | None = Field(None, pattern=r"^segment:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    text: str = Field("", max_length=100_000)
    last_seen: UUID | None = None

    @property
    def segment(self) -> UUID | None:
        return UUID(self.key.partition(":")[2]) if self.key else None
