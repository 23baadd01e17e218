"""SQL of what agents serve for the time being."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork

_SERVING = "agent_id, queues, skills, until, set_at, set_by, why"


@dataclass(frozen=True, slots=True)
class ServingRow:
    """`queues` and `skills` as in `ProfileRow`; `set_by`: an actor."""

    agent_id: UUID
    queues: dict[str, dict[str, int]]
    skills: dict[str, int]
    until: datetime
    set_at: datetime
    set_by: str
    why: str


async def put(work: UnitOfWork, row: ServingRow) -> None:
    await work.execute(
        f"insert into routing.temporary_serving (tenant_id, {_SERVING}) values (%s, %s, %s, %s, %s, %s, %s, %s) "
        "on conflict (tenant_id, agent_id) do update set queues = excluded.queues, skills = excluded.skills, "
        "until = excluded.until, set_at = excluded.set_at, set_by = excluded.set_by, why = excluded.why",
        [
            work.tenant_id, row.agent_id, Jsonb(row.queues), Jsonb(row.skills), row.until, row.set_at, row.set_by,
            row.why,
        ],
    )  # fmt: skip


async def lock(work: UnitOfWork, agents: Collection[UUID]) -> list[ServingRow]:
    return await work.many(
        ServingRow,
        f"select {_SERVING} from routing.temporary_serving where tenant_id = %s and agent_id = any(%s) "
        "order by agent_id for update",
        [work.tenant_id, list(agents)],
    )


async def remove(work: UnitOfWork, agent: UUID) -> bool:
    """False if there was none."""
    return bool(
        await work.execute(
            "delete from routing.temporary_serving where tenant_id = %s and agent_id = %s", [work.tenant_id, agent]
        )
    )


async def listed(reader: Reader, tenant: UUID) -> list[ServingRow]:
    return await reader.many(
        ServingRow,
        f"select {_SERVING} from routing.temporary_serving where tenant_id = %s order by until, agent_id",
        [tenant],
    )


async def of_agent(reader: Reader, tenant: UUID, agent: UUID) -> ServingRow | None:
    return await reader.one(
        ServingRow,
        f"select {_SERVING} from routing.temporary_serving where tenant_id = %s and agent_id = %s",
        [tenant, agent],
    )


async def over(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Whose time is over (index temporary_serving_until)."""
    rows: list[Any] = await reader.values(
        "select agent_id from routing.temporary_serving where tenant_id = %s and until <= %s order by until limit 50",
        [tenant, now],
    )
    return [UUID(str(one)) for one in rows]
