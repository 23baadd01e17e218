"""What the ERP may ask of us, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from erp_link.back_office.domain import (
    LONGEST_TEXT,
    LONGEST_WRITER,
    BackOfficeNote,
    CustomerHistory,
    NoteKept,
    WhoIsMeant,
    who_is_meant,
)

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class HistoryCustomerOut(BaseModel):
    id: UUID
    name: str
    kind: str


class HistoryContactOut(BaseModel):
    id: UUID
    customer: UUID
    channel: str
    state: str
    outcome: str | None
    subject: str | None
    """Null where the person of the key may not read it."""
    agent: str | None
    began_at: datetime
    ended_at: datetime | None
    talk_seconds: float | None


class HistoryCaseOut(BaseModel):
    id: UUID
    number: str
    customer: UUID
    title: str
    type: str
    state: str
    owner: str | None
    opened_at: datetime
    due_at: datetime | None


class HistoryPromiseOut(BaseModel):
    id: UUID
    customer: UUID
    subject: str
    owner: str | None
    due_at: datetime
    timed: bool
    """Whether an hour was named; else it is due by the end of that day."""
    promised: bool
    missed: bool


class HistoryConsentOut(BaseModel):
    address: str
    channel: str
    purpose: str
    state: str
    at: datetime


class HistoryRatingOut(BaseModel):
    customer: UUID
    kind: str
    score: int
    comment: str
    at: datetime


class CustomerHistoryOut(BaseModel):
    customers: list[HistoryCustomerOut]
    """All who are known by this; empty: nobody is."""
    as_of: datetime
    contacts: list[HistoryContactOut]
    older: datetime | None
    """For `before`, to get what is older."""
    cases: list[HistoryCaseOut]
    promises: list[HistoryPromiseOut]
    next_action: HistoryPromiseOut | None
    consents: list[HistoryConsentOut]
    last_rating: HistoryRatingOut | None

    @classmethod
    def of(cls, found: CustomerHistory) -> Self:
        return cls.model_validate(found, from_attributes=True)


class TimelineLinkOut(BaseModel):
    url: str
    expires_at: datetime


class BackOfficeNoteIn(BaseModel):
    """Whom it is about by exactly one of `account`, `number`, `email` and `phone`."""

    model_config = ConfigDict(extra="forbid")

    account: Name | None = None
    number: Name | None = None
    email: Name | None = None
    phone: Name | None = None
    by: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WRITER)]
    """Who wrote it, as the ERP calls them."""
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]

    def meant(self) -> WhoIsMeant:
        return who_is_meant(self.account, self.number, self.email, self.phone)

    def note(self, key: str) -> BackOfficeNote:
        return BackOfficeNote(key, self.by, self.text)


class BackOfficeNoteOut(BaseModel):
    place: str
    """`conversation`: before the eyes of who is in contact; `customer`: beside the customer."""
    customer: UUID
    interaction: UUID | None

    @classmethod
    def of(cls, kept: NoteKept) -> Self:
        return cls(place=kept.place.value, customer=kept.customer, interaction=kept.interaction)
