"""What agents serve for the time being, beside the profile of the policy: reading it, and ending it in time.

`routing.control.serving` has the acts of supervisors.
"""

from __future__ import annotations

from uuid import UUID

from contact_center.kernel.contracts.routing_events import AgentProfileChanged
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy import serving_store as store
from routing.policy.serving_store import ServingRow


async def listed(reader: Reader, tenant: UUID) -> list[ServingRow]:
    """All, those that end next first."""
    return await store.listed(reader, tenant)


async def of_agent(reader: Reader, tenant: UUID, agent: UUID) -> ServingRow | None:
    return await store.of_agent(reader, tenant, agent)


async def expire(work: UnitOfWork, agent: UUID) -> None:
    """Its time is over; nothing if somebody has set another end meanwhile."""
    rows = await store.lock(work, [agent])
    if rows and rows[0].until <= work.now and await store.remove(work, agent):
        changed(work, agent)


def changed(work: UnitOfWork, agent: UUID) -> None:
    """The router, and every page, takes up what this agent serves now."""
    work.record(AgentProfileChanged(agent_id=AgentId(agent)))
