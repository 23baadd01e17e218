"""Whom work can be handed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody work can be handed to."""

    agent_id: UUID
    name: str
    state: str
    reason: str | None
    since: datetime
    used: int
    capacity: int


async def takes(reader: Reader, tenant: UUID, agent: AgentId, channel: str) -> bool:
    """This is somebody with an account in use and places for this channel."""
    return bool(
        await reader.value(
            "select 1 from core.person u join core.agent_load l on l.tenant_id = u.tenant_id "
            "and l.agent_id = u.id and l.channel = %s where u.tenant_id = %s and u.id = %s and u.active "
            "and l.capacity > 0",
            [channel, tenant, agent],
        )
    )


async def colleagues(reader: Reader, tenant: UUID, but: AgentId, channel: str) -> list[Colleague]:
    return await reader.many(
        Colleague,
        "select u.id as agent_id, u.name, coalesce(p.state, 'offline') as state, p.reason, "
        "coalesce(p.since, u.created_at) as since, coalesce(l.used, 0) as used, l.capacity "
        "from core.person u join core.agent_load l on l.tenant_id = u.tenant_id and l.agent_id = u.id "
        "and l.channel = %s left join core.presence p on p.tenant_id = u.tenant_id and p.agent_id = u.id "
        "where u.tenant_id = %s and u.active and u.id <> %s and l.capacity > 0 "
        "order by (coalesce(p.state, 'offline') = 'available') desc, u.name",
        [channel, tenant, but],
    )
