"""What one agent had in hand within a span, piece by piece, and what they finished on the days before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

MOST_PARTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class HandledPart:
    """A piece of work with an agent: a segment."""

    interaction_id: UUID
    conversation_id: UUID
    channel: str
    queue_id: UUID | None
    purpose: str
    offered_at: datetime
    connected_at: datetime | None
    """None: they did not take it, or have not yet."""
    wrapping_at: datetime | None
    done_at: datetime | None
    parked_seconds: float
    reason: str | None
    """How it ended, or that an offer was not taken."""
    disposition: str | None
    state: str
    """Of the piece of work, now."""
    seen_at: datetime
    """Until when what goes on is counted."""


@dataclass(frozen=True, slots=True)
class FinishedRow:
    day: date
    channel: str
    pieces: int
    transferred: int
    median_seconds: float


# segment_of_agent and segment_agent_open
_PARTS = """
select s.interaction_id, i.conversation_id, s.channel, s.queue_id, s.purpose, s.offered_at, s.connected_at,
  s.wrapping_at, s.done_at, s.parked_seconds, s.reason, coalesce(s.disposition, i.disposition) as disposition, i.state,
  least(%(now)s, %(end)s) as seen_at
from (
  select * from core.segment
  where tenant_id = %(tenant)s and agent_id = %(agent)s and state = 'done' and done_at >= %(start)s
  union all
  select * from core.segment where tenant_id = %(tenant)s and agent_id = %(agent)s and state <> 'done') s
join core.interaction i on i.tenant_id = %(tenant)s and i.id = s.interaction_id
where s.offered_at < %(end)s and (s.connected_at is not null or s.reason in ('timed_out', 'rejected'))
order by s.offered_at, s.id limit %(limit)s
"""
# segment_of_agent
_FINISHED = """
select (done_at at time zone %(zone)s)::date as day, channel, count(*)::int as pieces,
  count(*) filter (where reason = 'transferred')::int as transferred,
  percentile_cont(0.5) within group (
    order by greatest(0, extract(epoch from done_at - connected_at)::float8 - parked_seconds)) as median_seconds
from core.segment
where tenant_id = %(tenant)s and agent_id = %(agent)s and state = 'done' and done_at >= %(start)s
  and done_at < %(end)s and connected_at is not null
group by 1, 2
"""


async def parts(reader: Reader, tenant: UUID, agent: UUID, start: datetime, end: datetime) -> list[HandledPart]:
    """What they had in hand between both times, by when it was offered; at most `MOST_PARTS`."""
    given = {"tenant": tenant, "agent": agent, "start": start, "end": end, "now": reader.now, "limit": MOST_PARTS}
    return await reader.many(HandledPart, _PARTS, given)


async def finished(
    reader: Reader, tenant: UUID, agent: UUID, time_zone: str, start: datetime, end: datetime
) -> list[FinishedRow]:
    """What they finished, by day of the time zone and channel."""
    given = {"tenant": tenant, "agent": agent, "zone": time_zone, "start": start, "end": end}
    return await reader.many(FinishedRow, _FINISHED, given)
