"""What the API takes and answers about announcements and requests for help."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contact_center.interactions.floor.domain import (
    LONGEST_REQUEST,
    LONGEST_TEXT,
    Audience,
    HelpRequest,
    SentAnnouncement,
    StaffAnnouncement,
)

MOST = 2000


class NewAnnouncement(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    to: Audience = Audience.EVERYONE
    """`queue` and `people` need `people`: the ids of those who are told."""
    name: Annotated[str, Field(max_length=100)] = ""
    """Of the team; for a queue what is shown."""
    people: Annotated[list[UUID], Field(max_length=MOST)] = []
    urgent: bool = False
    until: AwareDatetime | None = None
    """When it is over, within 31 days; by default after 12 hours."""


class AnnouncementOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    by: UUID
    at: datetime
    text: str
    urgent: bool
    until: datetime

    @staticmethod
    def of(one: StaffAnnouncement) -> AnnouncementOut:
        return AnnouncementOut(
            id=one.id, by=one.by_id, at=one.at, text=one.text, urgent=one.urgent, until=one.expires_at
        )


class SentOut(AnnouncementOut):
    to: Audience
    name: str
    told: int
    """How many people."""
    unread: list[UUID]
    """Who has not read it."""
    taken_back: datetime | None

    @staticmethod
    def of_sent(one: SentAnnouncement) -> SentOut:
        said = one.announcement
        return SentOut(
            **AnnouncementOut.of(said).model_dump(), to=said.audience, name=said.audience_name, told=one.told,
            unread=list(one.unread), taken_back=said.taken_back_at,
        )  # fmt: skip


class MadeAnnouncement(BaseModel):
    announcement: UUID


class NewHelpRequest(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST_REQUEST)] = ""
    interaction: UUID | None = None
    """Work that the caller has in hand."""


class HelpRequestOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    agent: UUID
    interaction: UUID | None
    text: str
    at: datetime
    taken_by: UUID | None
    """The supervisor who comes."""
    taken_at: datetime | None

    @staticmethod
    def of(one: HelpRequest) -> HelpRequestOut:
        return HelpRequestOut(
            id=one.id, agent=one.agent_id, interaction=one.interaction_id, text=one.text, at=one.at,
            taken_by=one.taken_by, taken_at=one.taken_at,
        )  # fmt: skip


class MadeHelpRequest(BaseModel):
    help_request: UUID
