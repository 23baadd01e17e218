"""What time alone does: waits end at their date, and resolved cases that nobody opens again are closed."""

from __future__ import annotations

from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.cases import service, store
from crm_core.cases.domain import WaitFor
from crm_core.cases.model import CaseState

EVERY = 5.0
"""Seconds between two looks."""
AT_ONCE = 200


async def wake_once(database: Database) -> int:
    """How many cases moved; each in a work of its own, which sees whether it is still due."""
    async with database.read_all() as reader:
        due = await store.due_to_wake(reader, reader.now, AT_ONCE)

    moved = 0
    for one in due:

        async def wake(work: UnitOfWork, id: UUID = one.id) -> bool:
            return await _wake(work, id)

        moved += await database.run(TenantId(one.tenant_id), wake, actor="system")
    return moved


async def _wake(work: UnitOfWork, id: UUID) -> bool:
    case = await store.lock(work, id)
    if case is None or case.wake_at is None or case.wake_at > work.now:
        return False
    if case.state == CaseState.WAITING:
        await service.go_on(work, id, None, woke=WaitFor.DATE.value)
    else:
        await service.close(work, id, None)
    return True
