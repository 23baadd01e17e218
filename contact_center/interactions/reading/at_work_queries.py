"""Who is at work on an interaction, and how an agent closed work before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class AgentPartRow:
    """One agent's part in an interaction, as colleagues see it."""

    segment_id: UUID
    interaction_id: UUID
    agent_id: UUID
    agent_name: str
    queue_id: UUID | None
    channel: str
    purpose: str
    state: str
    reason: str | None
    offered_at: datetime
    wrapping_at: datetime | None
    wrap_until: datetime | None
    wrap_mode: str | None
    disposition: str | None
    explanation: dict[str, Any] | None
    policy_version: int | None
    read_position: int | None


_AT_WORK = (
    "select s.id as segment_id, s.interaction_id, s.agent_id, u.name as agent_name, s.queue_id, s.channel, "
    "s.purpose, s.state, s.reason, s.offered_at, s.wrapping_at, s.wrap_until, s.wrap_mode, s.disposition, "
    "s.explanation, s.policy_version, s.read_position from core.segment s "
    "join core.person u on u.tenant_id = s.tenant_id and u.id = s.agent_id "
)


async def at_work(reader: Reader, tenant: UUID, interaction: UUID) -> list[AgentPartRow]:
    """Everybody whose part is not done yet (index segment_interaction)."""
    return await reader.many(
        AgentPartRow,
        _AT_WORK + "where s.tenant_id = %s and s.interaction_id = %s and s.state <> 'done' order by s.offered_at, s.id",
        [tenant, interaction],
    )


async def part(reader: Reader, tenant: UUID, segment: UUID) -> AgentPartRow | None:
    """One part, done or not."""
    return await reader.one(AgentPartRow, _AT_WORK + "where s.tenant_id = %s and s.id = %s", [tenant, segment])


async def recent_dispositions(reader: Reader, tenant: UUID, agent: AgentId, limit: int = 3) -> list[str]:
    """The codes this agent used last, the latest first."""
    rows: Sequence[dict[str, Any]] = await reader.dicts(
        "select disposition from (select disposition, max(done_at) as at from (select disposition, done_at "
        "from core.segment where tenant_id = %s and agent_id = %s and state = 'done' and disposition is not null "
        "order by done_at desc limit 50) last group by disposition) d order by at desc limit %s",
        [tenant, agent, limit],
    )
    return [row["disposition"] for row in rows]


_AT_HAND = """
select i.id, c.customer_id, c.identity, c.contact_kind from core.segment s
join core.interaction i on i.tenant_id = s.tenant_id and i.id = s.interaction_id
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where s.tenant_id = %(tenant)s and s.agent_id = %(agent)s and s.state in ('connected', 'held', 'wrapping')
  and c.customer_id = any(%(customers)s) and (i.state <> 'closed' or s.state = 'wrapping')
union all
select i.id, c.customer_id, c.identity, c.contact_kind from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %(tenant)s and i.owner_agent_id = %(agent)s and i.state = 'waiting'
  and c.customer_id = any(%(customers)s)
"""
# Indexes segment_agent_open, interaction_owner.


async def contacts_at_hand(
    reader: Reader, tenant: UUID, agent: AgentId, customers: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Contacts of customers that this agent has in hand or waiting: `id`, `customer_id`, `identity`, `contact_kind`."""
    return await reader.dicts(_AT_HAND, {"tenant": tenant, "agent": agent, "customers": list(customers)})
