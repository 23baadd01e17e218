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
