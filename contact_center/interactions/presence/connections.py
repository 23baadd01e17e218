"""Signs of life from agents' browsers, kept in PostgreSQL so that flushing Redis loses nobody (D31).

A web process notes each socket that a page of an agent's holds, whichever page it is; its heartbeat
(`bootstrap.heartbeat`) touches them together every five seconds. A process that died stops beating, and its
agents count as silent once the grace is over, unless their browsers have come back to another process.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import AgentId, TenantId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class LastSeen:
    tenant_id: UUID
    agent_id: UUID
    seen_at: datetime
    """The latest sign of life of any of the agent's browsers."""
    open: bool


async def opened(work: UnitOfWork, agent: AgentId, process: UUID) -> UUID:
    """A page of this agent's is open in this process."""
    id = new_id()
    await work.execute(
        "insert into core.agent_connection (tenant_id, id, agent_id, process_id, opened_at, beat_at) "
        "values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, agent, process, work.now, work.now],
    )
    return id


async def closed(work: UnitOfWork, connection: UUID, heard: datetime | None = None) -> None:
    """`heard`: its last sign of life, where that was before now."""
    await work.execute(
        "update core.agent_connection set closed_at = %s, beat_at = %s where tenant_id = %s and id = %s",
        [work.now, heard or work.now, work.tenant_id, connection],
    )


async def last_seen(reader: Reader, tenants: list[TenantId], since: datetime | None = None) -> list[LastSeen]:
    """For each agent who was connected lately, or since then: when a browser last gave a sign of life.

    Index agent_connection_agent.
    """
    return await reader.many(
        LastSeen,
        "select tenant_id, agent_id, max(beat_at) as seen_at, bool_or(closed_at is null) as open "
        "from core.agent_connection where tenant_id = any(%s) "
        "and (%s::timestamptz is null or beat_at > %s) group by tenant_id, agent_id",
        [tenants, since, since],
    )
