"""What goes over the control API; used by both of its ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from contact_center.kernel.contracts.telephony import MOST_SDP, LegRole, MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import CallId


class BridgeWanted(BaseModel):
    language: str = Field(default="en", max_length=35)


class LegOffer(BaseModel):
    role: LegRole
    offer_sdp: str = Field(max_length=MOST_SDP)


class EchoWanted(BaseModel):
    offer_sdp: str = Field(max_length=MOST_SDP)


class LegAnswer(BaseModel):
    answer_sdp: str


class HearMatrix(BaseModel):
    matrix: dict[UUID, set[UUID]]


class PlayWanted(BaseModel):
    what: Play


class MuteWanted(BaseModel):
    muted: bool


class RecordingWanted(BaseModel):
    customer: UUID
    agent: UUID


class PauseWanted(BaseModel):
    paused: bool


class MessageWanted(BaseModel):
    customer: UUID


class EventOut(BaseModel):
    call_id: UUID
    leg_id: UUID | None
    kind: MediaEventKind
    sequence: int
    at: datetime
    detail: str | None

    @classmethod
    def of(cls, event: MediaEvent) -> EventOut:
        return cls(
            call_id=event.call_id, leg_id=event.leg_id, kind=event.kind,
            sequence=event.sequence, at=event.at, detail=event.detail,
        )  # fmt: skip

    def event(self) -> MediaEvent:
        call_id = CallId(self.call_id)
        return MediaEvent(call_id, self.leg_id, self.kind, self.sequence, self.at, self.detail)


class News(BaseModel):
    """All events nobody has acknowledged yet, and the calls that exist now."""

    instance: str
    """This life of the media process; a restart changes it."""
    cursor: int
    """Ask for what is after this, and so acknowledge these events."""
    calls: list[UUID]
    events: list[EventOut]


class ProblemOut(BaseModel):
    """Problem details (RFC 9457) with our stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str | None = None
    about: dict[str, Any] | None = None
    """A phrase (`kernel.phrases`); the detail stands for it in logs."""


class HealthOut(BaseModel):
    ok: bool
    webrtc: bool
    reason: str
