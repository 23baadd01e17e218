"""Who may answer a question for approval, and how. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contact_center.directory.approvals.errors import AlreadyDecided, ApprovalNeedsAReason, NotForOneself
from contact_center.directory.domain import Role
from contact_center.kernel.errors import Forbidden

DECIDES = frozenset({Role.SUPERVISOR, Role.ADMIN})


class Verdict(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Who asked has taken it back."""


@dataclass(frozen=True, slots=True)
class Approval:
    id: UUID
    subject: str
    """What it is about, such as `case:<id>`."""
    kind: str
    """Code of what is asked for, such as `refund`."""
    amount: Decimal | None
    currency: str | None
    why: str
    asked_by: UUID
    asked_at: datetime
    verdict: str | None
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str

    @property
    def is_open(self) -> bool:
        return self.verdict is None


def check(approval: Approval, verdict: Verdict, by: UUID, role: Role, reason: str) -> None:
    """Raises `AlreadyDecided`, `NotForOneself`, `Forbidden`, `ApprovalNeedsAReason`."""
    if not approval.is_open:
        raise AlreadyDecided(approval.id)
    if verdict is Verdict.WITHDRAWN:
        if by != approval.asked_by:
            raise Forbidden
        return
    if role not in DECIDES:
        raise Forbidden
    if by == approval.asked_by:
        raise NotForOneself
    if verdict is Verdict.REFUSED and not reason.strip():
        raise ApprovalNeedsAReason(field="reason")
