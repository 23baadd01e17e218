"""Tasks of somebody who leaves: to a colleague, or to the team of the task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.tasks import service, store
from crm_core.tasks.domain import Task
from crm_core.tasks.errors import NobodysTask
from crm_core.tasks.store import Wanted

MOST: Final = 1000
"""At once; who has more keeps the rest, and is told so by the count."""


async def count(reader: Reader, tenant: UUID, owner: UUID) -> int:
    return len(await _owned(reader, tenant, owner))


async def hand_over(work: UnitOfWork, ports: Ports, owner: UUID, to: UUID | None) -> list[UUID]:
    """Returns the tasks that went; one without a team stays where nobody takes it."""
    gone = []
    for task in await _owned(work, work.tenant_id, owner):
        if await _assign(work, ports, task, to):
            gone.append(task.id)
    return gone


async def hand_back(work: UnitOfWork, ports: Ports, ids: Sequence[UUID], owner: UUID, given_to: UUID | None) -> int:
    """Those that are still open and where they were given; how many."""
    back = 0
    for id in ids:
        task = await store.get(work, work.tenant_id, id)
        if task is not None and task.pending and task.owner_id == given_to:
            back += await _assign(work, ports, task, owner)
    return back


async def _owned(reader: Reader, tenant: UUID, owner: UUID) -> list[Task]:
    found = await store.listed(reader, tenant, Wanted(owner=owner), MOST)
    return [task for task in found if task.owner_id == owner and task.pending]


async def _assign(work: UnitOfWork, ports: Ports, task: Task, to: UUID | None) -> bool:
    queue = QueueId(task.queue_id) if task.queue_id else None
    try:
        await service.assign(work, ports, task.id, owner=AgentId(to) if to else None, queue=queue)
    except NobodysTask:
        return False
    return True
