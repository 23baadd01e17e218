"""SQL of tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.query import insert_row, update_rows
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.tasks import tables
from crm_core.tasks.domain import PromiseCount, Task, TaskCode

TASK = ", ".join(field.name for field in fields(Task))
PENDING = "state in ('open', 'missed')"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    number: int
    at: datetime
    actor: str
    code: str
    args: dict[str, Any]


async def insert(work: UnitOfWork, values: Mapping[str, Any]) -> None:
    await work.execute(*insert_row(tables.task, {"tenant_id": work.tenant_id, **values}))


async def by_key(reader: Reader, tenant: UUID, by: UUID | None, key: str) -> UUID | None:
    """The task this person made under this key before (index task_client_key)."""
    found = await reader.value(
        "select id from crm.task where tenant_id = %s and created_by = %s and client_key = %s", [tenant, by, key]
    )
    return UUID(str(found)) if found else None


async def get(reader: Reader, tenant: UUID, id: UUID) -> Task | None:
    return await reader.one(Task, f"select {TASK} from crm.task where tenant_id = %s and id = %s", [tenant, id])


async def lock(work: UnitOfWork, id: UUID) -> Task | None:
    return await work.one(
        Task, f"select {TASK} from crm.task where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )


async def lock_unless_taken(work: UnitOfWork, id: UUID) -> Task | None:
    """None, too, while somebody else changes it."""
    return await work.one(
        Task,
        f"select {TASK} from crm.task where tenant_id = %s and id = %s for update skip locked",
        [work.tenant_id, id],
    )


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> Task | None:
    """The task that this work came from (index task_interaction)."""
    return await reader.one(
        Task, f"select {TASK} from crm.task where tenant_id = %s and interaction_id = %s", [tenant, interaction]
    )


async def of_interactions(reader: Reader, tenant: UUID, interactions: Collection[UUID]) -> list[Task]:
    return await reader.many(
        Task,
        f"select {TASK} from crm.task where tenant_id = %s and interaction_id = any(%s)",
        [tenant, list(interactions)],
    )


async def ripe(reader: Reader, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Of all tenants the tasks that time changes now, as (tenant, task); as `system` (index task_next)."""
    rows = await reader.dicts(
        "select tenant_id, id from crm.task where next_at <= %s order by next_at limit %s", [now, limit]
    )
    return [(row["tenant_id"], row["id"]) for row in rows]


async def change(work: UnitOfWork, task: Task, code: TaskCode, args: Mapping[str, Any], **columns: Any) -> None:
    """Sets columns, with a row of history."""
    values = {**columns, "history_number": task.history_number + 1}
    await work.execute(*update_rows(tables.task, {"tenant_id": work.tenant_id, "id": task.id}, values))
    await remember(work, task.id, task.history_number + 1, code, args)


async def remember(work: UnitOfWork, task: UUID, number: int, code: TaskCode, args: Mapping[str, Any]) -> None:
    await work.execute(
        "insert into crm.task_history (tenant_id, task_id, number, at, actor, code, args) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, task, number, work.now, work.actor, code.value, Jsonb(dict(args))],
    )


async def set_next(work: UnitOfWork, id: UUID, at: datetime | None) -> None:
    await work.execute("update crm.task set next_at = %s where tenant_id = %s and id = %s", [at, work.tenant_id, id])


async def history(reader: Reader, tenant: UUID, id: UUID) -> list[HistoryRow]:
    return await reader.many(
        HistoryRow,
        "select number, at, actor, code, args from crm.task_history where tenant_id = %s and task_id = %s "
        "order by number",
        [tenant, id],
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks a list shows; None: whatever it is."""

    owner: UUID | None = None
    queues: Collection[UUID] | None = None
    """Of a team; with an owner, those of the team that nobody has for themselves."""
    customers: Collection[UUID] | None = None
    promised: bool | None = None
    pending: bool | None = True
    due_before: datetime | None = None
    ended_since: datetime | None = None
    """With what ended since then, beside what is pending."""
    after: tuple[datetime, UUID] | None = None


_FILTERS = f"""
and (%(promised)s::boolean is null or promised = %(promised)s)
and (%(pending)s::boolean is null or ({PENDING}) = %(pending)s)
and (%(before)s::timestamptz is null or due_at < %(before)s)
and (%(at)s::timestamptz is null or (due_at, id) > (%(at)s, %(id)s::uuid))
"""
_ENDS = "order by due_at, id limit %(limit)s"
# task_customer
OF_CUSTOMERS = f"""
select {TASK} from crm.task where tenant_id = %(tenant)s and customer_id = any(%(customers)s)
and (%(owner)s::uuid is null or owner_id = %(owner)s)
and (%(queues)s::uuid[] is null or queue_id = any(%(queues)s)) {_FILTERS} {_ENDS}
"""
# task_owner and task_queue for what is pending, each a range of its own; task_ended for what this person ended.
OF_PERSON = f"""
select * from (
  (select {TASK} from crm.task where tenant_id = %(tenant)s and owner_id = %(owner)s and {PENDING} {_FILTERS} {_ENDS})
  union all
  (select {TASK} from crm.task where tenant_id = %(tenant)s and owner_id is null
    and queue_id = any(coalesce(%(queues)s::uuid[], '{{}}')) and {PENDING} {_FILTERS} {_ENDS})
  union all
  (select {TASK} from crm.task where tenant_id = %(tenant)s and ended_by = %(owner)s
    and (ended_at >= %(since)s or %(pending)s is not true)
    and (%(promised)s::boolean is null or promised = %(promised)s)
    and (%(at)s::timestamptz is null or (due_at, id) > (%(at)s, %(id)s::uuid)) {_ENDS})
) as found {_ENDS}
"""
# task_queue
OF_QUEUES = f"""
select {TASK} from crm.task where tenant_id = %(tenant)s and queue_id = any(%(queues)s) {_FILTERS} {_ENDS}
"""


async def listed(reader: Reader, tenant: UUID, wanted: Wanted, limit: int) -> list[Task]:
    """By due time. Of a person: what they own, what their team has for anybody, and what they ended."""
    at, id = wanted.after or (None, None)
    statement = OF_CUSTOMERS if wanted.customers is not None else OF_PERSON if wanted.owner else OF_QUEUES
    return await reader.many(
        Task,
        statement,
        {
            "tenant": tenant, "owner": wanted.owner, "customers": _list(wanted.customers),
            "queues": _list(wanted.queues) or ([] if statement == OF_QUEUES else None), "promised": wanted.promised,
            "pending": wanted.pending, "before": wanted.due_before, "since": wanted.ended_since, "at": at, "id": id,
            "limit": limit,
        },
    )  # fmt: skip


# task_ended: promises that this person kept; task_owner has those they own and missed.
COUNTED = """
select count(*) filter (where state = 'done' and missed_at is null)::int as kept,
  count(*) filter (where missed_at is not null)::int as missed
from crm.task where tenant_id = %(tenant)s and promised and coalesce(owner_id, ended_by) = %(person)s
and coalesce(missed_at, ended_at) >= %(since)s and state <> 'cancelled'
"""


async def promises(reader: Reader, tenant: UUID, person: UUID, since: datetime) -> PromiseCount:
    found = await reader.one(PromiseCount, COUNTED, {"tenant": tenant, "person": person, "since": since})
    return found or PromiseCount(0, 0)


async def customers_in_hand(reader: Reader, tenant: UUID, agent: UUID) -> list[UUID]:
    """Customers whose work this person has now, through what interactions publish."""
    found: list[UUID] = await reader.values(
        "select distinct i.customer_id from core.segment_info s join core.work_info i on i.tenant_id = s.tenant_id "
        "and i.id = s.interaction_id where s.tenant_id = %s and s.agent_id = %s and s.state <> 'done' "
        "and i.customer_id is not null",
        [tenant, agent],
    )
    return found


def _list(ids: Collection[UUID] | None) -> list[UUID] | None:
    return None if ids is None else list(ids)
