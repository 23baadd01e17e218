"""SQL of queues and agents' routing profiles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from contact_center.kernel.contracts.routing_events import AgentProfileChanged, RoutingPolicyChanged
from contact_center.kernel.ids import AgentId, QueueId, new_id
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing import tables
from routing.errors import NoSuchQueue, QueueNameTaken


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue's settings. Values that differ by channel are JSON by channel name, `*` for the rest."""

    tenant_id: UUID
    id: UUID
    name: str
    priority: int
    skills: dict[str, int]
    offer_seconds: dict[str, int]
    sl_seconds: dict[str, int]
    sl_percent: int
    first_reply_seconds: int | None
    next_reply_seconds: int | None
    resolution_seconds: int | None
    wrap_mode: dict[str, str]
    wrap_seconds: dict[str, int]
    settings: dict[str, Any]
    position: int
    active: bool


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What an agent may get. `queues`: queue id → {priority, delay}; `capacity`: channel → places, `*` in total."""

    tenant_id: UUID
    agent_id: UUID
    skills: dict[str, int]
    queues: dict[str, dict[str, int]]
    capacity: dict[str, int]


QUEUE = (
    "tenant_id, id, name, priority, skills, offer_seconds, sl_seconds, sl_percent, first_reply_seconds, "
    "next_reply_seconds, resolution_seconds, wrap_mode, wrap_seconds, settings, position, active"
)


async def queues(reader: Reader, tenant: UUID) -> list[QueueRow]:
    return await reader.many(
        QueueRow, f"select {QUEUE} from routing.queue where tenant_id = %s order by position, name", [tenant]
    )


async def profiles(reader: Reader, tenant: UUID) -> list[ProfileRow]:
    return await reader.many(
        ProfileRow,
        "select tenant_id, agent_id, skills, queues, capacity from routing.agent_profile where tenant_id = %s "
        "order by agent_id",
        [tenant],
    )


async def profiles_now(reader: Reader, tenant: UUID) -> list[ProfileRow]:
    """As `profiles`, with what an agent serves for the time being instead where that was set."""
    return await reader.many(
        ProfileRow,
        "select r.tenant_id, r.agent_id, coalesce(t.skills, r.skills) as skills, "
        "coalesce(t.queues, r.queues) as queues, r.capacity from routing.agent_profile r "
        "left join routing.temporary_serving t "
        "on (t.tenant_id, t.agent_id) = (r.tenant_id, r.agent_id) where r.tenant_id = %s order by r.agent_id",
        [tenant],
    )


async def served(reader: Reader, tenant: UUID, agent: UUID) -> frozenset[QueueId]:
    """The queues that an agent serves now: for the time being, else by their profile; none without one."""
    queues = await reader.value(
        "select coalesce((select queues from routing.temporary_serving where tenant_id = %(tenant)s and "
        "agent_id = %(agent)s), (select queues from routing.agent_profile where tenant_id = %(tenant)s and "
        "agent_id = %(agent)s))",
        {"tenant": tenant, "agent": agent},
    )
    return frozenset(QueueId(UUID(queue)) for queue in queues or ())


async def add_queue(work: UnitOfWork, name: str, **columns: Any) -> QueueId:
    queue = QueueId(columns.pop("id", None) or new_id())
    values = {name_: Jsonb(value) if isinstance(value, dict) else value for name_, value in columns.items()}
    try:
        await work.execute(
            *insert_row(tables.queue, {"tenant_id": work.tenant_id, "id": queue, "name": name, **values})
        )
    except psycopg.errors.UniqueViolation as taken:
        raise QueueNameTaken(name, field="name") from taken
    return queue


async def change_queue(work: UnitOfWork, queue: UUID, *, name: str, priority: int) -> None:
    try:
        changed = await work.execute(
            "update routing.queue set name = %s, priority = %s where tenant_id = %s and id = %s",
            [name, priority, work.tenant_id, queue],
        )
    except psycopg.errors.UniqueViolation as taken:
        raise QueueNameTaken(name, field="name") from taken
    if not changed:
        raise NoSuchQueue(queue)


async def set_live(work: UnitOfWork, queue: UUID, key: str, said: dict[str, Any] | None) -> bool:
    """Sets or clears a live state in a queue's settings; True if that changed anything. Raises `NoSuchQueue`."""
    known = await work.dicts(
        "select settings -> %s as said from routing.queue where tenant_id = %s and id = %s and active for update",
        [key, work.tenant_id, queue],
    )
    if not known:
        raise NoSuchQueue(queue, field="queue")
    if bool(known[0]["said"]) == bool(said):
        return False
    await work.execute(
        "update routing.queue set settings = (settings - %s::text) || %s where tenant_id = %s and id = %s",
        [key, Jsonb({key: said} if said else {}), work.tenant_id, queue],
    )
    return True


async def set_profile(
    work: UnitOfWork,
    agent: UUID,
    *,
    skills: dict[str, int],
    queues: dict[str, dict[str, int]],
    capacity: dict[str, int],
) -> None:
    await work.execute(
        "insert into routing.agent_profile (tenant_id, agent_id, skills, queues, capacity) values (%s, %s, %s, %s, %s) "
        "on conflict (tenant_id, agent_id) do update set skills = excluded.skills, queues = excluded.queues, "
        "capacity = excluded.capacity",
        [work.tenant_id, agent, Jsonb(skills), Jsonb(queues), Jsonb(capacity)],
    )
    work.record(AgentProfileChanged(agent_id=AgentId(agent)))


async def bump_version(work: UnitOfWork) -> int:
    """Each change of policy is a new version; decisions name the one they followed. The router takes it over."""
    version = await work.value(
        "insert into routing.policy_head (tenant_id, version) values (%s, 1) "
        "on conflict (tenant_id) do update set version = routing.policy_head.version + 1 returning version",
        [work.tenant_id],
    )
    work.record(RoutingPolicyChanged(policy_version=int(version)))
    return int(version)


async def version(reader: Reader, tenant: UUID) -> int:
    return int(await reader.value("select version from routing.policy_head where tenant_id = %s", [tenant]) or 1)


@dataclass(frozen=True, slots=True)
class UnservedRow:
    """Waiting work that nobody signed in could take. `lack`: a `Lack` of the engine; `missing`: `name:minimum`."""

    interaction_id: UUID
    queue_id: UUID
    since: datetime
    lack: str
    missing: list[str]


async def unserved(reader: Reader, tenant: UUID) -> list[UnservedRow]:
    """What waits although nobody could take it, for wallboard and console."""
    return await reader.many(
        UnservedRow,
        "select n.interaction_id, n.queue_id, n.since, n.lack, n.missing from routing.unserved n "
        "join core.work_info i on i.tenant_id = n.tenant_id and i.id = n.interaction_id and i.state = 'queued' "
        "where n.tenant_id = %s order by n.since",
        [tenant],
    )


async def add_unserved(work: UnitOfWork, interaction: UUID, queue: UUID, lack: str, missing: list[str]) -> None:
    await work.execute(
        "insert into routing.unserved (tenant_id, interaction_id, queue_id, since, lack, missing) "
        "values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, interaction_id) do update set "
        "queue_id = excluded.queue_id, lack = excluded.lack, missing = excluded.missing",
        [work.tenant_id, interaction, queue, work.now, lack, Jsonb(missing)],
    )


async def remove_unserved(work: UnitOfWork, interaction: UUID) -> None:
    await work.execute(
        "delete from routing.unserved where tenant_id = %s and interaction_id = %s", [work.tenant_id, interaction]
    )


async def forget_unserved(work: UnitOfWork) -> None:
    """Clears what is not waiting any more."""
    await work.execute(
        "delete from routing.unserved n where n.tenant_id = %s and not exists (select 1 from core.work_info i "
        "where i.tenant_id = n.tenant_id and i.id = n.interaction_id and i.state = 'queued')",
        [work.tenant_id],
    )


async def recording_days(reader: Reader) -> dict[tuple[UUID, UUID], int]:
    """By tenant and queue, where the queue says how long recordings are kept; across tenants, as `system`."""
    rows = await reader.dicts(
        "select tenant_id, id, (settings ->> 'recording_days')::int as days from routing.queue "
        "where settings ? 'recording_days'"
    )
    return {(row["tenant_id"], row["id"]): row["days"] for row in rows if row["days"] is not None}
