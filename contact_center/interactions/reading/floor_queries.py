"""The floor as it is now: what waits, who is here and what they have in hand, and what went wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import Delivery
from contact_center.platform.unit_of_work import Reader

# interaction_queued. Who came before the opening waits from the opening on.
_WAITING_NOW = """
select queue_id, channel, count(*)::int as waiting,
  min(greatest(entered_at, ranked_at)) filter (where ranked_at <= %(now)s) as longest_since,
  min(sl_started_at) filter (where overdue) as overdue_since, count(*) filter (where overdue)::int as overdue
from (select *, sl_due_at < %(now)s and sl_started_at < %(now)s - make_interval(secs => %(long)s) as overdue
  from core.interaction where tenant_id = %(tenant)s and state = 'queued') as queued group by 1, 2
"""

# interaction_queued
_WANTED = """
select distinct queue_id, channel, weight, skills from core.interaction
where tenant_id = %s and state = 'queued' and queue_id is not null
"""

# interaction_queued
_LATE = """
select queue_id, count(*)::int as waiting, min(greatest(queued_at, ranked_at)) as longest_since
from core.interaction
where tenant_id = %(tenant)s and state = 'queued' and tier <> 'deferred'
group by queue_id
having bool_or(greatest(sl_due_at, queued_at + make_interval(secs => sl_seconds)) < %(now)s)
order by longest_since, queue_id
"""

_WAITING = """
select i.id as interaction_id, i.conversation_id, i.queue_id, i.channel,
  coalesce(c.contact_name, case when c.contact_kind <> 'web' then c.contact_value end) as who, i.subject,
  greatest(i.entered_at, i.ranked_at) as since,
  i.sl_due_at as due_at, i.skills, s.agent_id as offered_to
from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.segment s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.state = 'alerting'
  and s.purpose = 'work'
where i.tenant_id = %(tenant)s and i.state = 'queued' and (%(queue)s::uuid is null or i.queue_id = %(queue)s)
order by i.entered_at, i.id limit %(limit)s
"""

_AGENTS = """
select u.id as agent_id, u.name, coalesce(p.state, 'offline') as presence, p.reason, p.since,
  p.next_state as next_presence, p.next_reason, coalesce(p.missed, 0) as missed,
  coalesce(p.missed_alert, false) as missed_alert, p.unreachable_since, p.idle_since
from core.person u left join core.presence p on p.tenant_id = u.tenant_id and p.agent_id = u.id
where u.tenant_id = %s and ((u.active and u.role = 'agent') or p.state <> 'offline')
order by u.name, u.id
"""

# segment_agent_open
_SEGMENTS = """
select agent_id, id as segment_id, interaction_id, queue_id, channel, purpose, state,
  case state when 'alerting' then offered_at when 'held' then coalesce(held_at, connected_at, offered_at)
    when 'wrapping' then coalesce(wrapping_at, offered_at) else coalesce(connected_at, offered_at) end as since
from core.segment where tenant_id = %s and state <> 'done' order by offered_at, id
"""

_LOADS = "select agent_id, channel, used, capacity from core.agent_load where tenant_id = %s order by agent_id, channel"

_LOST = min(int(state) for state in Delivery if state.lost)

# envelope_quarantined, message_failed
_TROUBLE = f"""
select 'quarantined' as kind, count(*) as count, min(received_at) as since from core.envelope
where tenant_id = %(tenant)s and state = 'quarantined'
union all
select 'failed_deliveries', count(*), min(delivery_at) from core.message
where tenant_id = %(tenant)s and delivery >= {_LOST} and delivery_at >= %(since)s
"""

# message_failed
_FAILED = f"""
select m.id as message_id, m.interaction_id, c.channel,
  coalesce(c.contact_name, case when c.contact_kind <> 'web' then c.contact_value end) as who,
  m.delivery_at as at, m.error as why
from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
where m.tenant_id = %(tenant)s and m.delivery >= {_LOST} and m.delivery_at >= %(since)s
order by m.delivery_at desc limit %(limit)s
"""

_WHO = """
select i.id, coalesce(c.contact_name, case when c.contact_kind <> 'web' then c.contact_value end) as who,
  coalesce(i.subject, c.subject) as subject
from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %s and i.id = any(%s)
"""


async def waiting_now(reader: Reader, tenant: UUID, now: datetime, long_seconds: float) -> list[dict[str, Any]]:
    """By queue and channel; overdue is what has waited `long_seconds` at least and is past its target."""
    return await reader.dicts(_WAITING_NOW, {"tenant": tenant, "now": now, "long": long_seconds})


async def kinds_waiting(reader: Reader, tenant: UUID) -> list[dict[str, Any]]:
    """What kinds of work wait, by queue: channel, weight, skills."""
    return await reader.dicts(_WANTED, [tenant])


async def late_queues(reader: Reader, tenant: UUID, now: datetime) -> list[dict[str, Any]]:
    """Queues in which somebody waits longer than their service level promises, mail and the like left out."""
    return await reader.dicts(_LATE, {"tenant": tenant, "now": now})


async def waiting_items(reader: Reader, tenant: UUID, queue: UUID | None, limit: int) -> list[dict[str, Any]]:
    return await reader.dicts(_WAITING, {"tenant": tenant, "queue": queue, "limit": limit})


async def agents_here(reader: Reader, tenant: UUID) -> list[dict[str, Any]]:
    """Everybody who takes work, and whoever else is here."""
    return await reader.dicts(_AGENTS, [tenant])


async def parts_in_hand(reader: Reader, tenant: UUID) -> list[dict[str, Any]]:
    return await reader.dicts(_SEGMENTS, [tenant])


async def places(reader: Reader, tenant: UUID) -> list[dict[str, Any]]:
    return await reader.dicts(_LOADS, [tenant])


async def trouble(reader: Reader, tenant: UUID, since: datetime) -> list[dict[str, Any]]:
    """How much is in quarantine, and how many messages failed."""
    return await reader.dicts(_TROUBLE, {"tenant": tenant, "since": since})


async def failed_messages(reader: Reader, tenant: UUID, since: datetime, limit: int) -> list[dict[str, Any]]:
    return await reader.dicts(_FAILED, {"tenant": tenant, "since": since, "limit": limit})


async def who(reader: Reader, tenant: UUID, interactions: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """By interaction: its customer's name or address, and what it is about."""
    return {row["id"]: row for row in await reader.dicts(_WHO, [tenant, interactions])}


async def channels_with_account(reader: Reader, tenant: UUID) -> list[str]:
    return await reader.values("select distinct channel from core.channel_account where tenant_id = %s", [tenant])
