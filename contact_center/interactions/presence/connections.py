"""Signs of life from agents' browsers, kept in PostgreSQL so that flushing Redis loses nobody (D31).

A web process notes each socket that a page of an agent's holds, whichever page it is; its heartbeat
(`bootstrap.heartbeat`) touches them together every five seconds. A process that died stops beating, and its
agents count as silent once the grace is over, unless their browsers have come back to another process.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.interactions.presence import store
from contact_center.interactions.presence.domain import LastSeen
from contact_center.kernel.ids import AgentId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def opened(work: UnitOfWork, agent: AgentId, process: UUID) -> UUID:
    """A page of this agent's is open in this process."""
    return await store.insert_connection(work, agent, process)


async def closed(work: UnitOfWork, connection: UUID, heard: datetime | None = None) -> None:
    """`heard`: its last sign of life, where that was before now."""
    await store.close_connection(work, connection, heard or work.now)


async def last_seen(reader: Reader, tenants: list[TenantId], since: datetime | None = None) -> list[LastSeen]:
    """For each agent who was connected lately, or since then: when a browser last gave a sign of life."""
    return await store.last_seen(reader, tenants, since)
