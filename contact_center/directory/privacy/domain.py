"""Requests of persons about their data with the clocks of the law, legal holds, and how long what is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.directory.privacy.errors import NoPrivacyReason, RetentionTooShort
from contact_center.kernel.names import seen

LONGEST: Final = 2000
MOST_DAYS: Final = 36_500


class RequestKind(StrEnum):
    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"


DAYS: Final[Mapping[RequestKind, int]] = {
    RequestKind.ACCESS: 15, RequestKind.CORRECTION: 30, RequestKind.ERASURE: 30,
}  # fmt: skip
"""To answer: Taiwan's Personal Data Protection Act, article 13. The month of article 12 GDPR is never shorter."""


class RequestOutcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"


class RetentionKind(StrEnum):
    MESSAGES = "messages"
    RATINGS = "ratings"
    CASES = "cases"
    AUDIT = "audit"


SHORTEST: Final[Mapping[RetentionKind, int]] = {
    RetentionKind.MESSAGES: 30, RetentionKind.RATINGS: 30, RetentionKind.CASES: 30, RetentionKind.AUDIT: 365,
}  # fmt: skip
"""Days. Below, agents would lose what they work with, and the audit what it is for."""


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    id: UUID
    customer_id: UUID
    kind: str
    note: str
    came_on: date
    due_on: date
    noted_by: UUID
    outcome: str | None
    answer: str
    ended_at: datetime | None
    ended_by: UUID | None


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Nothing of this customer, or of nobody, is erased while it stands."""

    id: UUID
    customer_id: UUID | None
    """None: of all customers."""
    why: str
    set_by: UUID
    set_at: datetime


@dataclass(frozen=True, slots=True)
class RetentionRule:
    kind: str
    days: int


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """What one night did for one kind."""

    id: UUID
    kind: str
    before: datetime
    began_at: datetime
    ended_at: datetime | None
    erased: int


@dataclass(frozen=True, slots=True)
class RetentionPreview:
    kind: RetentionKind
    rows: int
    """What would go."""
    oldest: datetime | None
    held: int
    """What a legal hold keeps."""


def due_on(kind: RequestKind, came_on: date) -> date:
    return came_on + timedelta(days=DAYS[kind])


def checked_days(kind: RetentionKind, days: int) -> int:
    """Raises `RetentionTooShort`."""
    if not SHORTEST[kind] <= days <= MOST_DAYS:
        raise RetentionTooShort(SHORTEST[kind], field="days")
    return days


def checked_reason(text: str, field: str) -> str:
    """Raises `NoPrivacyReason`."""
    reason = " ".join(text.split())
    if not seen(reason) or len(reason) > LONGEST:
        raise NoPrivacyReason(field=field)
    return reason


def covers(holds: Sequence[LegalHold], customers: Sequence[UUID]) -> LegalHold | None:
    """The hold that keeps one of these from being erased."""
    return next((one for one in holds if one.customer_id is None or one.customer_id in customers), None)
