"""Bodies of the widget's HTTP requests."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.webchat.limits import MAX_COMMENT
from contact_center.kernel.contracts.telephony import MOST_EARLIER_PAGES, MOST_PAGE_ID, MOST_SDP

PageId = Annotated[str, Field(max_length=MOST_PAGE_ID)]


class SessionIn(BaseModel):
    """Tokens the page has; both may be absent: then the visitor is a new stranger."""

    model_config = ConfigDict(extra="forbid")
    host_token: str | None = Field(None, max_length=4096)
    visitor_token: str | None = Field(None, max_length=4096)


class SessionOut(BaseModel):
    token: str
    visitor: str
    name: str | None
    verified: str | None


class ArticleOut(BaseModel):
    number: int
    language: str
    title: str
    html: str


class HelpOut(BaseModel):
    """What may answer a question; empty: nothing does."""

    articles: list[ArticleOut]


class LauncherOut(BaseModel):
    """What the host page's button needs."""

    name: str
    lang: str
    words: dict[str, str]
    calls: bool
    light: dict[str, str]
    dark: dict[str, str]


class CallIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP)
    page: str = Field("", max_length=MOST_PAGE_ID, description="What this page calls itself since it was loaded.")


class RejoinIn(CallIn):
    before: list[PageId] = Field(
        default=[], max_length=MOST_EARLIER_PAGES, description="What this tab called itself before it was reloaded."
    )
    take: bool = Field(default=False, description="Take the call from the page that has it now.")


class RejoinOut(BaseModel):
    """The answer, or why there is none: that the call is over by now is nothing that went wrong."""

    sdp: str | None = None
    gone: str | None = Field(None, description="For example `call_over`, or `call_elsewhere` for another page.")


class CallOut(BaseModel):
    call_id: UUID
    sdp: str
    state: str


class CallbackIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: str = Field(min_length=1, max_length=40)


class RatingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    score: int = Field(ge=0, le=10)
    call_id: UUID | None = None
    """About this call; else about the chat."""
    comment: str = Field("", max_length=MAX_COMMENT)


class InvitationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    accept: bool


class MuteIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    muted: bool
