"""Bodies of the agent's requests about a call."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.voice.model import Listening
from contact_center.kernel.contracts.telephony import MOST_EARLIER_PAGES, MOST_PAGE_ID, MOST_SDP

PageId = Annotated[str, Field(max_length=MOST_PAGE_ID)]


class LegIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP, description="The browser's offer with all its candidates.")
    page: str = Field("", max_length=MOST_PAGE_ID, description="What this page calls itself since it was loaded.")
    before: list[PageId] = Field(
        default=[], max_length=MOST_EARLIER_PAGES, description="What this tab called itself before it was reloaded."
    )
    take: bool = Field(default=False, description="Take the call from the window that has it now.")


class ListenIn(BaseModel):
    """A supervisor's page wants to be connected to a call."""

    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP, description="The browser's offer with all its candidates.")
    listening: Listening = Field(Listening.MONITOR, description="Whom the supervisor is heard by.")
    page: str = Field("", max_length=MOST_PAGE_ID, description="What this page calls itself since it was loaded.")


class ListenOut(BaseModel):
    sdp: str


class ListeningIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    listening: Listening


class LegOut(BaseModel):
    """The answer, or why there is none: that another has the call by now is nothing that went wrong."""

    sdp: str | None = None
    leg_id: UUID | None = None
    gone: str | None = Field(None, description="`not_with_you`, `call_over`, or `call_elsewhere` for another window.")
