"""Bodies of the widget's HTTP requests."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.webchat.limits import MAX_COMMENT
from channels.webchat.model import CallMenu
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


class StartIn(CallIn):
    menu: UUID | None = Field(None, description="The menu that has led here, if there was one.")


class MenuIn(BaseModel):
    """A visitor calls."""

    model_config = ConfigDict(extra="forbid")
    lang: str = Field("", max_length=35, description="The language of the page (BCP 47).")


class MenuKeysIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    turn: int = Field(ge=0, le=1_000, description="What the keys answer; others change nothing.")
    keys: str | None = Field(
        None, max_length=20, pattern=r"^[0-9*#]*$", description="As they were pressed; left out: none came in time."
    )


class PromptOut(BaseModel):
    text: str
    lang: str
    sound: UUID | None = Field(None, description="To be played in place of the words: `prompts/{sound}`.")


class MenuOut(BaseModel):
    """What a caller hears before anybody answers, and may press."""

    menu: UUID | None = Field(None, description="None: there is no menu, the call is connected at once.")
    turn: int = 0
    prompts: list[PromptOut] = []
    keys: str = ""
    most: int = 0
    seconds: int = 0
    labels: dict[str, str] = {}
    then: str = Field("connect", description="`connect`, `message`, `called_back`, `ended`; empty: keys are asked for.")

    @classmethod
    def of(cls, one: CallMenu | None) -> MenuOut:
        if one is None:
            return cls()
        return cls(
            menu=one.id, turn=one.turn, keys=one.keys, most=one.most, seconds=one.seconds, labels=dict(one.labels),
            then=one.then,
            prompts=[PromptOut(text=said.text, lang=said.language, sound=said.sound) for said in one.prompts],
        )  # fmt: skip


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
