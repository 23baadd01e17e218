"""SQL of the figures. The live ones read the core tables; the counted ones read the projection.

Of `routing` it reads the queues' names, order, goals and switches, and who serves them. Each query names
the index it stands on; `tests/integration/measures/test_plans.py` looks at the plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.measures.figures import (
    LONG_WAIT_SECONDS,
    AgentTime,
    FailedMessage,
    LateQueue,
    Piece,
    WaitingItem,
)
from contact_center.platform.unit_of_work import Reader

QUEUES = """
select id, name, sl_percent, sl_seconds, skills, settings, active from routing.queue
where tenant_id = %s order by position, name
"""

# entry_queue: one range of entered_at for each queue.
CELLS = """
select {at} as at, e.queue_id, e.channel, count(*) as offered,
  count(*) filter (where e.kind = 'first') as contacts, count(*) filter (where e.kind = 'transferred') as transferred,
  count(*) filter (where e.left_how = 'answered') as answered,
  count(*) filter (where e.within) as answered_within,
  count(*) filter (where not e.within) as answered_late,
  count(*) filter (where e.left_how = 'abandoned') as abandoned,
  count(*) filter (where e.left_how = 'abandoned'
    and (e.wait_seconds <= q.short or e.left_at <= e.sl_started_at)) as abandoned_short,
  count(*) filter (where e.left_how = 'flowed_out') as flowed_out,
  count(*) filter (where e.left_how = 'closed') as closed,
  count(*) filter (where e.left_at is null) as waiting,
  count(*) filter (where e.left_at is null and e.sl_due_at < %(now)s) as waiting_late,
  coalesce(sum(e.wait_seconds) filter (where e.left_how = 'answered'), 0.0) as answered_wait_seconds,
  (array_agg(e.sl_seconds order by e.entered_at desc))[1] as target_seconds
from unnest(%(queues)s::uuid[], %(shorts)s::float8[]) as q(id, short)
join measures.entry e on e.tenant_id = %(tenant)s and e.queue_id = q.id
  and e.entered_at >= %(start)s and e.entered_at < %(end)s
where (e.kind = 'next') = %(next)s
group by 1, 2, 3 order by 1, 2, 3
"""
BINNED = "(%(edges)s::timestamptz[])[width_bucket(e.entered_at, %(edges)s::timestamptz[])]"
WHOLE = "%(start)s::timestamptz"

# entry_waiting and entry_left: what waits, and what left after the first point. A peak between two points is not
# lost: each point is the highest the number stood in its interval, what it began with included.
TREND = """
with present as materialized (
  select queue_id, entered_at, left_at from measures.entry
  where tenant_id = %(tenant)s and queue_id = any(%(queues)s) and left_at is null
  union all
  select queue_id, entered_at, left_at from measures.entry
  where tenant_id = %(tenant)s and queue_id = any(%(queues)s) and left_at >= %(start)s),
moves as (
  select queue_id, greatest(entered_at, %(start)s) as at, 1 as step from present
  union all
  select queue_id, left_at, -1 from present where left_at is not null),
standing as (
  select queue_id, at, sum(sum(step)) over (partition by queue_id order by at) as waiting from moves group by 1, 2),
point as (
  select q.id as queue_id, p.at from unnest(%(queues)s::uuid[]) as q(id)
  cross join generate_series(%(start)s::timestamptz, %(end)s, make_interval(mins => %(minutes)s)) as p(at))
select p.queue_id, p.at, greatest(
  coalesce((select s.waiting from standing s where s.queue_id = p.queue_id and s.at <= p.at order by s.at desc limit 1), 0),
  coalesce((select max(s.waiting) from standing s where s.queue_id = p.queue_id
    and s.at > p.at and s.at < p.at + make_interval(mins => %(minutes)s)), 0))::int as waiting
from point p order by 1, 2
"""  # noqa: E501

# interaction_queued. Who came before the opening waits from the opening on.
WAITING_NOW = """
select queue_id, channel, count(*)::int as waiting,
  min(greatest(entered_at, ranked_at)) filter (where ranked_at <= %(now)s) as longest_since,
  min(sl_started_at) filter (where overdue) as overdue_since, count(*) filter (where overdue)::int as overdue
from (select *, sl_due_at < %(now)s and sl_started_at < %(now)s - make_interval(secs => %(long)s) as overdue
  from core.interaction where tenant_id = %(tenant)s and state = 'queued') as queued group by 1, 2
"""

# interaction_queued
WANTED = """
select distinct queue_id, channel, weight, skills from core.interaction
where tenant_id = %s and state = 'queued' and queue_id is not null
"""

WAITING = """
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

AGENTS = """
select u.id as agent_id, u.name, coalesce(p.state, 'offline') as presence, p.reason, p.since,
  p.next_state as next_presence, p.next_reason, coalesce(p.missed, 0) as missed,
  coalesce(p.missed_alert, false) as missed_alert, p.unreachable_since, p.idle_since
from core.user_account u left join core.presence p on p.tenant_id = u.tenant_id and p.agent_id = u.id
where u.tenant_id = %s and ((u.active and u.role = 'agent') or p.state <> 'offline')
order by u.name, u.id
"""

# segment_agent_open
SEGMENTS = """
select agent_id, id as segment_id, interaction_id, queue_id, channel, purpose, state,
  case state when 'alerting' then offered_at when 'held' then coalesce(held_at, connected_at, offered_at)
    when 'wrapping' then coalesce(wrapping_at, offered_at) else coalesce(connected_at, offered_at) end as since
from core.segment where tenant_id = %s and state <> 'done' order by offered_at, id
"""

LOADS = "select agent_id, channel, used, capacity from core.agent_load where tenant_id = %s order by agent_id, channel"

# Profiles hold implied skills, too.
SERVES = """
select agent_id, array(select jsonb_object_keys(queues))::uuid[] as queues, skills
from routing.agent_profile where tenant_id = %s
"""
RESERVED = "select coalesce(settings -> 'reserved', '{}') from routing.policy_head where tenant_id = %s"

# entry_left
ANSWERED = """
select agent_id, count(*) as answered from measures.entry
where tenant_id = %s and left_at >= %s and left_how = 'answered' and agent_id is not null group by agent_id
"""

# envelope_quarantined, message_failed
TROUBLE = """
select 'quarantined' as kind, count(*) as count, min(received_at) as since from core.envelope
where tenant_id = %(tenant)s and state = 'quarantined'
union all
select 'failed_deliveries', count(*), min(delivery_at) from core.message
where tenant_id = %(tenant)s and delivery >= 50 and delivery_at >= %(since)s
"""

BEHIND = """
select h.position - coalesce(c.position, 0) from core.event_head h
left join core.event_cursor c on c.tenant_id = h.tenant_id and c.consumer = 'measures' where h.tenant_id = %s
"""

# agent_state_until and agent_state_current
AGENT_TIMES = """
select agent_id, state as presence, activity,
  sum(greatest(0, extract(epoch from least(coalesce(until, %(end)s), %(end)s) - greatest(since, %(start)s))))::float8
    as seconds
from (
  select agent_id, state, activity, since, until from measures.agent_state
  where tenant_id = %(tenant)s and until > %(start)s
  union all
  select agent_id, state, activity, since, until from measures.agent_state
  where tenant_id = %(tenant)s and until is null) t
where since < %(end)s group by 1, 2, 3 order by 1, 2, 3
"""


# entry_queue for a queue, entry_left for an agent
PIECES = """
select e.interaction_id, e.channel, e.queue_id, e.kind,
  coalesce(c.contact_name, case when c.contact_kind <> 'web' then c.contact_value end) as who,
  coalesce(i.subject, c.subject) as subject, e.entered_at, e.left_at, e.left_how, e.agent_id, e.wait_seconds, e.within,
  e.sl_due_at as due_at
from measures.entry e
join core.interaction i on i.tenant_id = e.tenant_id and i.id = e.interaction_id
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where e.tenant_id = %(tenant)s and {whose} and (%(channel)s::text is null or e.channel = %(channel)s)
order by e.entered_at desc, e.interaction_id, e.number limit %(limit)s
"""
OF_QUEUE = "e.queue_id = %(id)s and e.entered_at >= %(start)s"
OF_AGENT = "e.agent_id = %(id)s and e.left_at >= %(start)s"

# message_failed
FAILED = """
select m.id as message_id, m.interaction_id, c.channel,
  coalesce(c.contact_name, case when c.contact_kind <> 'web' then c.contact_value end) as who,
  m.delivery_at as at, m.error as why
from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
where m.tenant_id = %(tenant)s and m.delivery >= 50 and m.delivery_at >= %(since)s
order by m.delivery_at desc limit %(limit)s
"""

# Channels with an account, and those of work without one of its own, such as voicemail (entry_queue).
CHANNELS = """
select channel from core.channel_account where tenant_id = %(tenant)s
union
select %(channel)s where exists (
  select 1 from measures.entry where tenant_id = %(tenant)s and channel = %(channel)s limit 1)
"""


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: UUID
    name: str
    sl_percent: int
    sl_seconds: dict[str, int]
    skills: dict[str, int]
    settings: dict[str, Any]
    active: bool


async def queues(reader: Reader, tenant: TenantId) -> list[QueueRow]:
    return await reader.many(QueueRow, QUEUES, [tenant])


async def cells(
    reader: Reader,
    tenant: TenantId,
    shorts: dict[UUID, float],
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    edges: Sequence[datetime] = (),
    next_replies: bool = False,
) -> list[dict[str, Any]]:
    """Counts by interval (they begin at `edges`; the whole span if there are none), queue and channel.

    `shorts` names the queues and the short-abandon limit of each, in seconds.
    """
    return await reader.dicts(
        CELLS.format(at=BINNED if edges else WHOLE),
        {
            "tenant": tenant, "queues": list(shorts), "shorts": list(shorts.values()), "start": start, "end": end,
            "now": now, "edges": list(edges), "next": next_replies,
        },
    )  # fmt: skip


async def trend(
    reader: Reader, tenant: TenantId, queue_ids: Sequence[UUID], start: datetime, end: datetime, minutes: int
) -> list[dict[str, Any]]:
    return await reader.dicts(
        TREND, {"tenant": tenant, "queues": list(queue_ids), "start": start, "end": end, "minutes": minutes}
    )


async def waiting_now(reader: Reader, tenant: TenantId, now: datetime) -> list[dict[str, Any]]:
    return await reader.dicts(WAITING_NOW, {"tenant": tenant, "now": now, "long": LONG_WAIT_SECONDS})


async def wanted(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    """What kinds of work wait."""
    return await reader.dicts(WANTED, [tenant])


async def reserved(reader: Reader, tenant: TenantId) -> dict[str, int]:
    """Places of every agent that only this channel may use."""
    return await reader.value(RESERVED, [tenant]) or {}


# interaction_queued
LATE = """
select q.id as queue_id, q.name, count(*)::int as waiting, min(greatest(i.queued_at, i.ranked_at)) as longest_since
from core.interaction i join routing.queue q on q.tenant_id = i.tenant_id and q.id = i.queue_id
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.tier <> 'deferred'
group by q.id, q.name
having bool_or(greatest(i.sl_due_at, i.queued_at + make_interval(secs => i.sl_seconds)) < %(now)s)
order by longest_since, q.id
"""


async def late(reader: Reader, tenant: TenantId, now: datetime) -> list[LateQueue]:
    return await reader.many(LateQueue, LATE, {"tenant": tenant, "now": now})


async def waiting(reader: Reader, tenant: TenantId, queue: UUID | None, limit: int) -> list[WaitingItem]:
    return await reader.many(WaitingItem, WAITING, {"tenant": tenant, "queue": queue, "limit": limit})


async def agents(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await reader.dicts(AGENTS, [tenant])


async def segments(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await reader.dicts(SEGMENTS, [tenant])


async def loads(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await reader.dicts(LOADS, [tenant])


@dataclass(frozen=True, slots=True)
class Serves:
    queues: frozenset[UUID]
    skills: dict[str, int]


async def serves(reader: Reader, tenant: TenantId) -> dict[UUID, Serves]:
    """The queues of each agent."""
    rows = await reader.dicts(SERVES, [tenant])
    return {row["agent_id"]: Serves(frozenset(row["queues"]), row["skills"]) for row in rows}


async def answered(reader: Reader, tenant: TenantId, since: datetime) -> dict[UUID, int]:
    """How much each agent has answered."""
    rows = await reader.dicts(ANSWERED, [tenant, since])
    return {row["agent_id"]: row["answered"] for row in rows}


async def trouble(reader: Reader, tenant: TenantId, since: datetime) -> list[dict[str, Any]]:
    return await reader.dicts(TROUBLE, {"tenant": tenant, "since": since})


async def pieces(
    reader: Reader, tenant: TenantId, whose: str, id: UUID, start: datetime, channel: str | None, limit: int
) -> list[Piece]:
    """`whose`: `OF_QUEUE` or `OF_AGENT`."""
    query = PIECES.format(whose=whose)
    return await reader.many(
        Piece, query, {"tenant": tenant, "id": id, "start": start, "channel": channel, "limit": limit}
    )


async def failed(reader: Reader, tenant: TenantId, since: datetime, limit: int) -> list[FailedMessage]:
    return await reader.many(FailedMessage, FAILED, {"tenant": tenant, "since": since, "limit": limit})


async def channels(reader: Reader, tenant: TenantId, asked: str) -> list[str]:
    """Channels that figures can be asked of; `asked` is looked for among those that have any."""
    rows = await reader.dicts(CHANNELS, {"tenant": tenant, "channel": asked})
    return sorted(row["channel"] for row in rows)


async def behind(reader: Reader, tenant: TenantId) -> int:
    return int(await reader.value(BEHIND, [tenant]) or 0)


async def agent_times(reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[AgentTime]:
    return await reader.many(AgentTime, AGENT_TIMES, {"tenant": tenant, "start": start, "end": end})
