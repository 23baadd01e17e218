"""The published words of approvals."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.events import Event, event_type


@event_type("approval.asked")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Event):
    """Somebody needs a second person's consent."""

    approval_id: UUID
    subject: str
    """What it is about, such as `case:<id>`."""
    kind: str
    asked_by: UUID


@event_type("approval.decided")
@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecided(Event):
    approval_id: UUID
    subject: str
    kind: str
    verdict: str
    """`approved`, `refused`, `withdrawn`."""
    decided_by: UUID
