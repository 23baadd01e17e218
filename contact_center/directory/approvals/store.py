"""SQL of approvals."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.approvals.domain import Approval
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_COLUMNS = "id, subject, kind, amount, currency, why, asked_by, asked_at, verdict, decided_by, decided_at, reason"


async def add(work: UnitOfWork, one: Approval) -> None:
    await work.execute(
        "insert into core.approval (tenant_id, id, subject, kind, amount, currency, why, asked_by, asked_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.subject, one.kind, one.amount, one.currency, one.why, one.asked_by,
            one.asked_at,
        ],
    )  # fmt: skip


async def lock(work: UnitOfWork, id: UUID) -> Approval | None:
    return await work.one(
        Approval, f"select {_COLUMNS} from core.approval where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )  # fmt: skip


async def decide(work: UnitOfWork, id: UUID, verdict: str, by: UUID, reason: str) -> None:
    await work.execute(
        "update core.approval set verdict = %s, decided_by = %s, decided_at = %s, reason = %s "
        "where tenant_id = %s and id = %s",
        [verdict, by, work.now, reason, work.tenant_id, id],
    )


async def of_subject(reader: Reader, tenant: UUID, subject: str) -> list[Approval]:
    """The latest first (index approval_subject)."""
    return await reader.many(
        Approval,
        f"select {_COLUMNS} from core.approval where tenant_id = %s and subject = %s "
        "order by asked_at desc, id limit 50",
        [tenant, subject],
    )


async def waiting(reader: Reader, tenant: UUID, limit: int) -> list[Approval]:
    """What waits for an answer, the oldest first (index approval_open)."""
    return await reader.many(
        Approval,
        f"select {_COLUMNS} from core.approval where tenant_id = %s and verdict is null order by asked_at, id limit %s",
        [tenant, limit],
    )
