"""What others read of tasks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.tasks import store
from crm_core.tasks.domain import Person, PromiseCount, Task, may_handle
from crm_core.tasks.errors import NoSuchTask, NotYourTask
from crm_core.tasks.store import HistoryRow, Wanted

__all__ = [
    "HistoryRow", "Wanted", "get", "history", "listed", "of_customer", "of_interaction", "of_interactions", "person",
    "promises", "require",
]  # fmt: skip


async def get(reader: Reader, tenant: UUID, id: UUID) -> Task:
    found = await store.get(reader, tenant, id)
    if found is None:
        raise NoSuchTask(id)
    return found


async def history(reader: Reader, tenant: UUID, id: UUID) -> list[HistoryRow]:
    return await store.history(reader, tenant, id)


async def listed(reader: Reader, tenant: UUID, wanted: Wanted, limit: int = 100) -> list[Task]:
    """By due time; customers under all their ids."""
    if wanted.customers is not None:
        known = await customers.groups(reader, tenant, wanted.customers)
        wanted = replace(wanted, customers=sorted({id for ids in known.values() for id in ids}))
    return await store.listed(reader, tenant, wanted, limit)


async def of_customer(reader: Reader, tenant: UUID, customer: UUID, limit: int = 20) -> list[Task]:
    """What is to be done for a customer, the first due first."""
    return await listed(reader, tenant, Wanted(customers=[customer]), limit)


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> Task | None:
    return await store.of_interaction(reader, tenant, interaction)


async def of_interactions(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, Task]:
    found = await store.of_interactions(reader, tenant, ids) if ids else []
    return {task.interaction_id: task for task in found if task.interaction_id is not None}


async def promises(reader: Reader, tenant: UUID, agent: UUID, since: datetime) -> PromiseCount:
    """This person's promises whose end is known since then."""
    return await store.promises(reader, tenant, agent, since)


async def person(reader: Reader, ports: Ports, who: SignedIn) -> Person:
    in_hand = await store.customers_in_hand(reader, who.tenant, who.user.id)
    known = await customers.groups(reader, who.tenant, in_hand)
    served = await ports.planner.serves(reader, who.tenant, AgentId(who.user.id))
    return Person(who.user.id, Role(who.user.role), served, frozenset(id for ids in known.values() for id in ids))


async def require(reader: Reader, ports: Ports, who: SignedIn, id: UUID) -> Task:
    """The task, if this person may read and handle it. Raises `NoSuchTask` and `NotYourTask`."""
    task = await get(reader, who.tenant, id)
    if not may_handle(task, await person(reader, ports, who)):
        raise NotYourTask(id)
    return task
