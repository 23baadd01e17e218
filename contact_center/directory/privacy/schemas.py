"""Personal data, legal holds and retention as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.directory.privacy.domain import (
    LONGEST,
    MOST_DAYS,
    LegalHold,
    PrivacyRequest,
    RequestKind,
    RequestOutcome,
    RetentionKind,
    RetentionPreview,
    RetentionRun,
)

Said = Annotated[str, StringConstraints(max_length=LONGEST)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PrivacyRequestBody(_Body):
    customer: UUID
    kind: RequestKind
    came_on: date | None = None
    """The day from which its clock runs; today if left out."""
    note: Said = ""


class PrivacyAnswerBody(_Body):
    outcome: RequestOutcome
    answer: Said = ""
    """What they were told; a refusal needs it."""


class PrivacyRequestOut(BaseModel):
    id: UUID
    customer: UUID
    kind: str
    note: str
    came_on: date
    due_on: date
    outcome: str | None
    answer: str
    ended_at: datetime | None

    @classmethod
    def of(cls, one: PrivacyRequest) -> Self:
        return cls(
            id=one.id, customer=one.customer_id, kind=one.kind, note=one.note, came_on=one.came_on, due_on=one.due_on,
            outcome=one.outcome, answer=one.answer, ended_at=one.ended_at,
        )  # fmt: skip


class PrivacyRequestList(BaseModel):
    requests: list[PrivacyRequestOut]


class LegalHoldBody(_Body):
    why: Reason
    customer: UUID | None = None
    """All customers if left out."""


class LegalHoldOut(BaseModel):
    id: UUID
    customer: UUID | None
    why: str
    set_by: UUID
    set_at: datetime

    @classmethod
    def of(cls, one: LegalHold) -> Self:
        return cls(id=one.id, customer=one.customer_id, why=one.why, set_by=one.set_by, set_at=one.set_at)


class LegalHoldList(BaseModel):
    holds: list[LegalHoldOut]


class NewId(BaseModel):
    id: UUID


class RetentionBody(_Body):
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None
    """None: kept until the customer is erased."""


class RetentionPreviewOut(BaseModel):
    rows: int
    """What would go."""
    oldest: datetime | None
    held: int
    """What a legal hold keeps."""

    @classmethod
    def of(cls, one: RetentionPreview) -> Self:
        return cls(rows=one.rows, oldest=one.oldest, held=one.held)


class RetentionRunOut(BaseModel):
    before: datetime
    began_at: datetime
    ended_at: datetime | None
    erased: int

    @classmethod
    def of(cls, one: RetentionRun) -> Self:
        return cls(before=one.before, began_at=one.began_at, ended_at=one.ended_at, erased=one.erased)


class RetentionOut(BaseModel):
    kind: RetentionKind
    shortest: int
    days: int | None
    last_run: RetentionRunOut | None


class RetentionList(BaseModel):
    kinds: list[RetentionOut]


class HeldData(BaseModel):
    customer: UUID
    made_at: datetime
    tables: dict[str, list[dict[str, Any]]]
    """All that is held of them, row by row. Files are named; their content is opened in the conversation."""
