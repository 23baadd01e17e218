"""What ties a person to pieces of work, as the tables say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import Reader

_TIES = """
with hands as materialized (
  select s.interaction_id from core.segment s
  where s.tenant_id = %(tenant)s and s.agent_id = %(agent)s and s.state in ('connected', 'held', 'wrapping')
  union
  select i.id from core.interaction i
  where i.tenant_id = %(tenant)s and i.owner_agent_id = %(agent)s and i.state = 'waiting'
), held as materialized (
  select distinct one.customer_id from hands cross join lateral (
    select c.customer_id from core.interaction i
    join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
    where i.tenant_id = %(tenant)s and i.id = hands.interaction_id and c.identity <> 'ambiguous' offset 0) one
), mine as (
  select coalesce(a.canonical_id, h.customer_id) as id from held h left join crm.alias_info a
    on a.tenant_id = %(tenant)s and a.customer_id = h.customer_id where h.customer_id is not null
)
select i.id,
  array(select case s.purpose when 'work' then s.state else 'alerting' end from core.segment s
    where s.tenant_id = i.tenant_id and s.interaction_id = i.id
    and s.agent_id = %(agent)s and s.state <> 'done') as states,
  i.state = 'waiting' and i.owner_agent_id is not distinct from %(agent)s as waits,
  exists (select 1 from core.interaction o join core.segment s on s.tenant_id = o.tenant_id and s.interaction_id = o.id
    where o.tenant_id = i.tenant_id and o.conversation_id = i.conversation_id and s.agent_id = %(agent)s
    and s.connected_at is not null) as took_part,
  exists (select 1 from core.interaction o where o.tenant_id = i.tenant_id
    and o.conversation_id = i.conversation_id and o.queue_id = any(%(queues)s)) as serves,
  c.identity <> 'ambiguous' and coalesce((select a.canonical_id from crm.alias_info a
    where a.tenant_id = c.tenant_id and a.customer_id = c.customer_id), c.customer_id)
    in (select id from mine) as customer
from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %(tenant)s and i.id = any(%(ids)s)
"""
# Indexes interaction_conversation, segment_interaction, segment_agent_open, interaction_owner. What is in hand is a few
# rows, found first: left to choose, with figures of a table from before it grew, the planner reads all work thrice.
_OWN = """
select i.id, array(select case s.purpose when 'work' then s.state else 'alerting' end from core.segment s
    where s.tenant_id = i.tenant_id and s.interaction_id = i.id
    and s.agent_id = %(agent)s and s.state <> 'done') as states,
  i.state = 'waiting' and i.owner_agent_id is not distinct from %(agent)s as waits
from core.interaction i where i.tenant_id = %(tenant)s and i.id = any(%(ids)s)
"""
# Indexes segment_interaction and the key of interactions.


async def own(reader: Reader, tenant: UUID, agent: AgentId, interactions: list[UUID]) -> list[dict[str, Any]]:
    return await reader.dicts(_OWN, {"tenant": tenant, "agent": agent, "ids": interactions})


async def all_of(
    reader: Reader, tenant: UUID, agent: AgentId, queues: Iterable[QueueId], interactions: list[UUID]
) -> list[dict[str, Any]]:
    """`queues`: those whose work the person serves."""
    return await reader.dicts(_TIES, {"tenant": tenant, "agent": agent, "queues": list(queues), "ids": interactions})


async def called_into(
    reader: Reader, tenant: UUID, agent: AgentId, interactions: list[UUID], since: datetime
) -> list[UUID]:
    """Those whose conversation a colleague called them into, and of which some work is open or was closed after `since`
    (indexes mention_conversation, interaction_conversation)."""
    rows = await reader.dicts(
        "select i.id from core.interaction i where i.tenant_id = %(tenant)s and i.id = any(%(ids)s) "
        "and exists (select 1 from core.mention m where m.tenant_id = i.tenant_id "
        "and m.conversation_id = i.conversation_id and m.user_id = %(agent)s) "
        "and exists (select 1 from core.interaction o where o.tenant_id = i.tenant_id "
        "and o.conversation_id = i.conversation_id and (o.closed_at is null or o.closed_at > %(since)s))",
        {"tenant": tenant, "agent": agent, "ids": interactions, "since": since},
    )
    return [row["id"] for row in rows]
