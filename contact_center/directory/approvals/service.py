"""Asking a second person, and their answer; both are audited."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.approvals import domain, store
from contact_center.directory.approvals.domain import Approval, Verdict
from contact_center.directory.approvals.errors import NoSuchApproval
from contact_center.directory.domain import Role
from contact_center.kernel.contracts.approvals import ApprovalAsked, ApprovalDecided
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def ask(
    work: UnitOfWork, subject: str, kind: str, why: str, by: UUID, *, amount: Decimal | None = None,
    currency: str | None = None,
) -> Approval:  # fmt: skip
    """`why` is told to whoever decides; at most 2,000 characters are kept."""
    asked = Approval(new_id(), subject, kind, amount, currency, why.strip()[:2000], by, work.now, None, None, None, "")
    await store.add(work, asked)
    await directory.audit(
        work, "approval asked", subject, kind=kind, amount=str(amount) if amount is not None else None
    )
    work.record(ApprovalAsked(approval_id=asked.id, subject=subject, kind=kind, asked_by=by))
    return asked


async def decide(work: UnitOfWork, id: UUID, verdict: Verdict, by: UUID, role: Role, reason: str = "") -> Approval:
    """Raises `NoSuchApproval`, and what `domain.check` raises."""
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchApproval(id)
    domain.check(found, verdict, by, role, reason)
    await store.decide(work, id, verdict, by, reason.strip()[:2000])
    await directory.audit(work, "approval decided", found.subject, kind=found.kind, verdict=verdict.value)
    work.record(
        ApprovalDecided(approval_id=id, subject=found.subject, kind=found.kind, verdict=verdict.value, decided_by=by)
    )
    return found


async def of(reader: Reader, tenant: UUID, subject: str) -> list[Approval]:
    """Asked about this subject, the latest first."""
    return await store.of_subject(reader, tenant, subject)


async def waiting(reader: Reader, tenant: UUID, limit: int = 100) -> list[Approval]:
    return await store.waiting(reader, tenant, limit)
