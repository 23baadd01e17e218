"""What an agent has in hand: offers, work, wrap-ups, what waits for customers, and how many places are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of an agent's work: a segment in hand, or an interaction that waits for the customer."""

    interaction_id: UUID
    conversation_id: UUID
    segment_id: UUID | None
    segment_state: str | None
    interaction_state: str
    channel: str
    tier: str
    subject: str | None
    contact_name: str | None
    contact_kind: str
    contact_value: str
    customer_id: UUID | None
    identity: str
    since: datetime
    """Start of the present state of the segment, or of the wait for the customer."""
    entered_at: datetime | None
    expires_at: datetime | None
    parked_at: datetime | None
    parked_until: datetime | None
    """When it comes back by itself, of what its agent has put by."""
    wrap_until: datetime | None
    wrap_mode: str | None
    disposition: str | None
    next_reply_due_at: datetime | None
    first_reply_due_at: datetime | None
    first_replied_at: datetime | None
    opened_at: datetime
    """When the conversation began."""
    asked: str | None
    """What the customer wrote last."""
    last_text: str | None
    last_direction: str | None
    last_at: datetime | None
    last_delivery: int | None
    """Of the last message, when it is ours."""
    unanswered: int
    """Messages of the customer since our last answer."""
    queue_id: UUID | None
    explanation: dict[str, Any] | None


WORK = """
select i.id as interaction_id, i.conversation_id, s.id as segment_id, s.state as segment_state,
  i.state as interaction_state, i.channel, i.tier, coalesce(i.subject, c.subject) as subject, c.contact_name,
  c.contact_kind, c.contact_value, c.customer_id, c.identity,
  coalesce(s.wrapping_at, s.held_at, s.connected_at, s.offered_at, i.waiting_since, i.created_at) as since,
  i.entered_at, s.expires_at, s.parked_at, i.parked_until, s.wrap_until, s.wrap_mode,
  coalesce(s.disposition, i.disposition) as disposition,
  i.next_reply_due_at, i.first_reply_due_at, i.first_replied_at,
  c.opened_at, a.text as asked, l.text as last_text, l.direction as last_direction, l.at as last_at,
  l.delivery as last_delivery,
  (select count(*) from core.message m where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id
    and m.direction = 'in' and not m.meta ? 'call_id' and m.position > coalesce((select max(o.position)
      from core.message o where o.tenant_id = i.tenant_id and o.conversation_id = i.conversation_id
      and o.direction = 'out' and not o.meta ? 'automatic'), 0))::int
    as unanswered,
  i.queue_id, s.explanation
from (
  select interaction_id, id from core.segment
    where tenant_id = %(tenant)s and agent_id = %(agent)s and state <> 'done'
  union all
  select id, null from core.interaction
    where tenant_id = %(tenant)s and owner_agent_id = %(agent)s and state = 'waiting'
) mine
join core.interaction i on i.tenant_id = %(tenant)s and i.id = mine.interaction_id
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.segment s on s.tenant_id = i.tenant_id and s.id = mine.id
left join lateral (select coalesce(m.meta->>'visible_text', m.text) as text, m.direction, m.at, m.delivery
  from core.message m where m.tenant_id = i.tenant_id
  and m.conversation_id = i.conversation_id and m.direction in ('in', 'out')
  order by m.position desc limit 1) l on true
left join lateral (select coalesce(m.meta->>'visible_text', m.text) as text
  from core.message m where m.tenant_id = i.tenant_id
  and m.conversation_id = i.conversation_id and m.direction = 'in' and m.text <> ''
  order by m.position desc limit 1) a on true
order by since, i.id
"""


async def work_of(reader: Reader, tenant: UUID, agent: AgentId) -> list[WorkItem]:
    """Everything on the agent's desk: offers, work, wrap-ups, and what waits for customers."""
    return await reader.many(WorkItem, WORK, {"tenant": tenant, "agent": agent})


@dataclass(frozen=True, slots=True)
class ChannelLoad:
    channel: str
    used: int
    capacity: int


async def load(reader: Reader, tenant: UUID, agent: AgentId) -> list[ChannelLoad]:
    return await reader.many(
        ChannelLoad,
        "select channel, used, capacity from core.agent_load where tenant_id = %s and agent_id = %s "
        "and (capacity > 0 or used > 0) order by channel",
        [tenant, agent],
    )
