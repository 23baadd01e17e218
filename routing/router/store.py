"""The facts a router starts from and looks up again: agents, waiting work, open offers, what time made due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class AgentRow:
    """All that is known of an agent. `segments`: those open and not parked, as JSON objects."""

    agent_id: UUID
    active: bool
    state: str
    next_state: str | None
    idle_since: datetime | None
    missed: int
    reachable: bool
    skills: dict[str, int]
    queues: dict[str, dict[str, int]]
    capacity: dict[str, int]
    segments: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class WaitingRow:
    id: UUID
    queue_id: UUID
    channel: str
    tier: str
    ranked_at: datetime
    weight: int
    priority: int
    skills: dict[str, int]
    at_head: bool
    due_at: datetime | None
    preferred_agent_id: UUID | None
    preferred_until: datetime | None
    sl_started_at: datetime | None
    facts: dict[str, Any]
    unserved: bool
    handed_by: UUID | None
    """Who handed it to this queue, at `queued_at`."""
    queued_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Somebody let this work go a moment ago: rejected it, missed it, or was lost with it."""

    interaction_id: UUID
    agent_id: UUID
    done_at: datetime


@dataclass(frozen=True, slots=True)
class OfferRow:
    id: UUID
    interaction_id: UUID
    agent_id: UUID
    offered_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DueRow:
    """A segment whose time is over."""

    tenant_id: UUID
    id: UUID
    interaction_id: UUID
    agent_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class SilentRow:
    tenant_id: UUID
    agent_id: UUID
    unreachable_since: datetime | None
    active: bool
    """False: an administrator has switched this user off."""


AGENTS = """
select u.id as agent_id, u.active, coalesce(p.state, 'offline') as state, p.next_state, p.idle_since,
  coalesce(p.missed, 0) as missed, p.unreachable_since is null as reachable,
  coalesce(t.skills, r.skills, '{}') as skills, coalesce(t.queues, r.queues, '{}') as queues,
  coalesce((select jsonb_object_agg(l.channel, l.capacity) from core.agent_places l
    where l.tenant_id = u.tenant_id and l.agent_id = u.id), '{}') as capacity,
  coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'interaction_id', s.interaction_id,
      'channel', s.channel, 'tier', s.tier, 'weight', s.weight, 'state', s.state) order by s.id)
    from core.segment_info s
    where s.tenant_id = u.tenant_id and s.agent_id = u.id and s.state <> 'done' and s.parked_at is null), '[]')
    as segments
from core.person u
left join core.presence_info p on p.tenant_id = u.tenant_id and p.agent_id = u.id
left join routing.agent_profile r on r.tenant_id = u.tenant_id and r.agent_id = u.id
left join routing.temporary_serving t on t.tenant_id = u.tenant_id and t.agent_id = u.id
where u.tenant_id = %(tenant)s and (p.agent_id is not null or r.agent_id is not null)
  and (%(ids)s::uuid[] is null or u.id = any(%(ids)s))
order by u.id
"""

WAITING = """
select i.id, i.queue_id, i.channel, i.tier, i.ranked_at, i.weight, i.priority, i.skills, i.at_head, i.due_at,
  i.preferred_agent_id, i.preferred_until, i.sl_started_at, i.facts, n.interaction_id is not null as unserved,
  case when i.handed_to_agent_id is null then i.handed_by_agent_id end as handed_by, i.queued_at
from core.work_info i
left join routing.unserved n on n.tenant_id = i.tenant_id and n.interaction_id = i.id
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.queue_id is not null and i.ranked_at is not null
  and (%(ids)s::uuid[] is null or i.id = any(%(ids)s))
order by i.ranked_at, i.id
"""

# What was let go before the work came into the queue for this turn does not count any more.
REFUSED = """
select s.interaction_id, s.agent_id, s.done_at from core.segment_info s
join core.work_info i on i.tenant_id = s.tenant_id and i.id = s.interaction_id
where s.tenant_id = %s and s.state = 'done' and s.done_at > %s and s.reason in ('rejected', 'timed_out', 'lost')
  and i.state = 'queued' and s.done_at >= i.queued_at
order by s.done_at
"""

OFFERS = """
select id, interaction_id, agent_id, offered_at, expires_at from core.segment_info
where tenant_id = %s and state = 'alerting' and purpose = 'work' and expires_at is not null
order by offered_at, id
"""

# The partial index segment_agent_open holds open segments only: a few for each agent at work.
DUE = """
select tenant_id, id, interaction_id, agent_id, state from core.segment_info
where tenant_id = any(%(tenants)s) and state <> 'done'
  and ((state = 'alerting' and expires_at < %(overdue)s) or (state = 'wrapping' and wrap_until <= %(now)s))
order by id
"""

SILENT = """
select p.tenant_id, p.agent_id, p.unreachable_since, u.active
from core.presence_info p join core.person u on u.tenant_id = p.tenant_id and u.id = p.agent_id
where p.tenant_id = any(%s) and p.state <> 'offline' and (p.unreachable_since is not null or not u.active)
"""

OVERDUE = timedelta(seconds=1)
"""The engine ends its own offers in time; one that is late by this is somebody else's (a consult, a hand)."""


async def agents(reader: Reader, tenant: TenantId, ids: Sequence[UUID] | None = None) -> list[AgentRow]:
    """These agents, or all."""
    return await reader.many(AgentRow, AGENTS, {"tenant": tenant, "ids": _list(ids)})


async def waiting(reader: Reader, tenant: TenantId, ids: Sequence[UUID] | None = None) -> list[WaitingRow]:
    """These interactions, or all, if they wait in a queue (index interaction_queued)."""
    return await reader.many(WaitingRow, WAITING, {"tenant": tenant, "ids": _list(ids)})


async def refused(reader: Reader, tenant: TenantId, since: datetime) -> list[RefusedRow]:
    """Index segment_done."""
    return await reader.many(RefusedRow, REFUSED, [tenant, since])


async def offers(reader: Reader, tenant: TenantId) -> list[OfferRow]:
    return await reader.many(OfferRow, OFFERS, [tenant])


async def due(reader: Reader, tenants: Sequence[TenantId], now: datetime) -> list[DueRow]:
    return await reader.many(DueRow, DUE, {"tenants": list(tenants), "now": now, "overdue": now - OVERDUE})


async def silent(reader: Reader, tenants: Sequence[TenantId]) -> list[SilentRow]:
    """Agents without a sign of life, or switched off, who are not signed out yet."""
    return await reader.many(SilentRow, SILENT, [list(tenants)])


async def open_segments(reader: Reader, tenant: TenantId, agent: UUID) -> list[DueRow]:
    return await reader.many(
        DueRow,
        "select tenant_id, id, interaction_id, agent_id, state from core.segment_info "
        "where tenant_id = %s and agent_id = %s and state <> 'done' order by id",
        [tenant, agent],
    )


def _list(ids: Sequence[UUID] | None) -> list[UUID] | None:
    return None if ids is None else list(ids)
