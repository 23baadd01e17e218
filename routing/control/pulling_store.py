"""SQL of what an agent may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork

LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class InLine:
    id: UUID
    channel: str
    weight: int
    skills: dict[str, int]


async def first_in_line(work: UnitOfWork, queue: QueueId, agent: AgentId) -> list[InLine]:
    """Written and deferred work of a queue that is neither on offer nor held for somebody else, the first in line
    first: as the router scores it, a point of priority being a minute (index interaction_queued)."""
    return await work.many(
        InLine,
        "select i.id, i.channel, i.weight, i.skills from core.work_info i where i.tenant_id = %(tenant)s "
        "and i.queue_id = %(queue)s and i.state = 'queued' and i.tier <> 'live' "
        "and (i.preferred_agent_id is null or i.preferred_agent_id = %(agent)s or i.preferred_until < %(now)s) "
        "and not exists (select 1 from core.segment_info s where s.tenant_id = i.tenant_id "
        "and s.interaction_id = i.id and s.state = 'alerting') "
        "order by i.at_head desc, i.ranked_at - make_interval(mins => i.priority), i.id limit %(limit)s",
        {"tenant": work.tenant_id, "queue": queue, "agent": agent, "now": work.now, "limit": LOOKED_AT},
    )
