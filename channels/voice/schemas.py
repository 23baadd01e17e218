"""Bodies of the agent's requests about a call."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.voice.model import Listening, MarkKind
from channels.voice.transcripts.domain import SpeakerSide, TranscriptState
from channels.voice.transcripts.store import TranscriptRow
from channels.voice.waves import RecordingWave
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


class DeviceIn(BaseModel):
    """A page that the provider reaches itself wants to carry the call."""

    model_config = ConfigDict(extra="forbid")
    page: str = Field(min_length=1, max_length=MOST_PAGE_ID, description="What this page calls itself.")
    before: list[PageId] = Field(
        default=[], max_length=MOST_EARLIER_PAGES, description="What this tab called itself before it was reloaded."
    )
    take: bool = Field(default=False, description="Take the call from the window that has it now.")


class AccessIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    page: str = Field(min_length=1, max_length=MOST_PAGE_ID, description="What this page calls itself.")


class AccessOut(BaseModel):
    """With what the page signs in at the provider."""

    name: str = Field(description="Under which the page is rung.")
    token: str
    signal_url: str = Field(description="Where it signs in; empty for the provider's own address.")
    seconds: int = Field(description="How long the token counts.")


class ListeningDeviceIn(BaseModel):
    """A supervisor's page that the provider reaches itself."""

    model_config = ConfigDict(extra="forbid")
    listening: Listening = Field(Listening.MONITOR, description="Whom the supervisor is heard by.")
    page: str = Field(min_length=1, max_length=MOST_PAGE_ID, description="What this page calls itself.")


class ListenIn(BaseModel):
    """A supervisor's page wants to be connected to a call."""

    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP, description="The browser's offer with all its candidates.")
    listening: Listening = Field(Listening.MONITOR, description="Whom the supervisor is heard by.")
    page: str = Field("", max_length=MOST_PAGE_ID, description="What this page calls itself since it was loaded.")


class EchoIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sdp: str = Field(min_length=10, max_length=MOST_SDP, description="The browser's offer with all its candidates.")


class EchoOut(BaseModel):
    sdp: str


class ListenOut(BaseModel):
    sdp: str


class ListeningIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    listening: Listening


class MarkOut(BaseModel):
    what: MarkKind
    at: float = Field(description="Seconds into the recording.")
    seconds: float = Field(description="How long nothing was kept; 0 for what only changes there.")
    silent: bool = Field(description="That time is in the recording, as silence.")


class WaveOut(BaseModel):
    """What a recording looks like."""

    seconds: float
    customer: list[int] = Field(description="The loudest of each of many equal parts, 0 to 100.")
    agent: list[int] = Field(description="Likewise; empty for a recording of one channel.")
    marks: list[MarkOut]
    written: bool = Field(description="What was said can be read as text.")


def wave_out(of: RecordingWave) -> WaveOut:
    marks = [MarkOut(what=one.what, at=one.at, seconds=one.seconds, silent=one.silent) for one in of.marks]
    return WaveOut(
        seconds=of.seconds,
        customer=list(of.customer),
        agent=list(of.agent),
        marks=marks,
        written=of.written,
    )


class SaidOut(BaseModel):
    side: SpeakerSide
    at: float = Field(description="Seconds into the recording.")
    until: float
    text: str


class TranscriptOut(BaseModel):
    """What was said on a call."""

    state: TranscriptState
    model: str = Field(description="What has understood it; machines mishear.")
    lines: list[SaidOut]

    @classmethod
    def of(cls, row: TranscriptRow) -> TranscriptOut:
        lines = [SaidOut(side=one.side, at=one.at, until=one.until, text=one.text) for one in row.said]
        return cls(state=TranscriptState(row.state), model=row.model, lines=lines)


class LegOut(BaseModel):
    """The answer, or why there is none: that another has the call by now is nothing that went wrong."""

    sdp: str | None = None
    leg_id: UUID | None = None
    gone: str | None = Field(None, description="`not_with_you`, `call_over`, or `call_elsewhere` for another window.")
