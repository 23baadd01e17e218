"""Bodies of the agent's requests about a call."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MOST_SDP = 64 * 1024


class LegIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP, description="The browser's offer with all its candidates.")


class LegOut(BaseModel):
    sdp: str
    """The answer."""
    leg_id: UUID
