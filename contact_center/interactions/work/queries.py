"""Work whose time has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


async def waited_until(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Interactions that waited until now (index interaction_parked)."""
    return await reader.values(
        "select id from core.interaction where tenant_id = %s and state = 'waiting' and parked_until <= %s "
        "order by parked_until, id limit 100",
        [tenant, now],
    )


async def handed_until(reader: Reader, tenant: UUID, now: datetime) -> list[UUID]:
    """Interactions whose time with a colleague is over while they do not ring there (index interaction_handed)."""
    return await reader.values(
        "select i.id from core.interaction i where i.tenant_id = %s and i.state = 'queued' "
        "and i.handed_to_agent_id is not null and i.handed_until <= %s and not exists (select 1 from core.segment s "
        "where s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.state = 'alerting') order by i.id limit 100",
        [tenant, now],
    )


async def waiting_with(reader: Reader, tenant: UUID, agent: UUID) -> list[UUID]:
    """Interactions that wait with this agent (index interaction_owner)."""
    return await reader.values(
        "select id from core.interaction where tenant_id = %s and owner_agent_id = %s and state = 'waiting' "
        "order by id limit 1000",
        [tenant, agent],
    )


async def count_for_customers(reader: Reader, tenant: UUID, agent: UUID) -> int:
    """How much waits with this agent for its customer, not for a time (index interaction_owner)."""
    return int(
        await reader.value(
            "select count(*) from core.interaction where tenant_id = %s and owner_agent_id = %s and state = 'waiting' "
            "and parked_until is null",
            [tenant, agent],
        )
    )


async def silent(reader: Reader, tenant: UUID, since: datetime, channels: list[str]) -> list[UUID]:
    """Work in hand on these channels whose last message is an answer from before `since` (index segment_agent_open)."""
    return await reader.values(
        "select s.interaction_id from core.segment s join core.interaction i on i.tenant_id = s.tenant_id "
        "and i.id = s.interaction_id join lateral (select m.direction, m.at from core.message m "
        "where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id and m.direction in ('in', 'out') "
        "order by m.position desc limit 1) last on true where s.tenant_id = %s and s.state = 'connected' "
        "and s.purpose = 'work' and i.state = 'working' and i.channel = any(%s) and last.direction = 'out' "
        "and last.at <= %s order by last.at limit 100",
        [tenant, channels, since],
    )
