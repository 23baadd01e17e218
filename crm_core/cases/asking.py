"""A refund: up to the limit of the type it is written down, above it a second person has to agree."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from contact_center.directory.approvals import service as approvals
from contact_center.directory.approvals.domain import Verdict
from contact_center.directory.approvals.errors import NoSuchApproval
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service
from crm_core.cases.domain import Case, ChangeCode
from crm_core.cases.errors import NotForThisApprover
from crm_core.cases.permissions import Actor, CaseAct, may_approve
from crm_core.cases.writing import hold, note

REFUND = "refund"
_SAYS = {
    Verdict.APPROVED: ChangeCode.APPROVED,
    Verdict.REFUSED: ChangeCode.REFUSED,
    Verdict.WITHDRAWN: ChangeCode.UNDONE,
}


async def refund(work: UnitOfWork, id: UUID, by: Actor, amount: Decimal, currency: str, why: str) -> Case:
    """Raises `NotYourCase` where the case is not seen."""
    held = await hold(work, id, by, CaseAct.CHANGE)
    limit, case = held.type.approval_over, held.case
    before = case.cost or Decimal(0)
    same = case.cost is None or case.currency == currency
    if limit is not None and same and before + amount <= limit:  # in parts no more than at once
        return await _spent(work, held.case, by, amount, currency)
    await approvals.ask(work, service.subject_of(id), REFUND, why, by.user, amount=amount, currency=currency)
    await note(work, held.case, ChangeCode.APPROVAL_ASKED)
    return held.case


async def decide(work: UnitOfWork, id: UUID, by: Actor, approval: UUID, verdict: Verdict, reason: str) -> None:
    """An approved refund counts as a cost of the case.

    Raises `NotForThisApprover` where the type names others, and what `approvals.decide` raises.
    """
    held = await hold(work, id, None, CaseAct.CHANGE)
    known = {one.id: one for one in await approvals.of(work, work.tenant_id, service.subject_of(id))}
    if approval not in known:
        raise NoSuchApproval(approval)
    if verdict is not Verdict.WITHDRAWN and not may_approve(held.type, by.user):
        raise NotForThisApprover(id)
    asked = await approvals.decide(work, approval, verdict, by.user, by.role, reason)
    await note(work, held.case, _SAYS[verdict])
    if verdict is Verdict.APPROVED and asked.amount is not None and asked.currency is not None:
        await _spent(work, held.case, None, asked.amount, asked.currency)


async def _spent(work: UnitOfWork, case: Case, by: Actor | None, amount: Decimal, currency: str) -> Case:
    before = case.cost if case.cost is not None and case.currency == currency else Decimal(0)
    return await service.edit(work, case.id, by, {"cost": before + amount, "currency": currency})
