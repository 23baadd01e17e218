"""SQL of waiting work: its place, what is due for it, what was done and told in this wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork

# --- place


# The order in which the work of a line is served, but for rings and skills.
_SERVED = "i.at_head desc, extract(epoch from %(now)s - i.ranked_at) / 60 + i.priority desc, i.id"

# Index interaction_queued.
PLACES = f"""
select * from (select i.id as interaction_id, i.conversation_id, i.queue_id, i.tier, i.sl_started_at as since,
  row_number() over (partition by i.queue_id, i.tier order by {_SERVED}) as place,
  i.facts -> 'treatment' as treatment,
  w.announced_position as told_place, extract(epoch from w.announced_until - w.announced_at)::float8 as told_seconds
from core.work_info i
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id and w.started_at = i.sl_started_at
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.tier = 'live' and i.queue_id is not null
  and i.ranked_at is not null and i.sl_started_at is not null) p
where place <= 100 or told_place is null or place <= told_place * 0.9
order by place limit 300
"""

# Index interaction_queued.
PLACE = f"""
select place from (select i.id, row_number() over (order by {_SERVED}) as place from core.work_info i
  where i.tenant_id = %(tenant)s and i.state = 'queued' and i.ranked_at is not null
    and (i.queue_id, i.tier) = (select m.queue_id, m.tier from core.work_info m
      where m.tenant_id = %(tenant)s and m.id = %(interaction)s)) p
where p.id = %(interaction)s
"""

TELL = """
insert into routing.wait (tenant_id, interaction_id, queue_id, started_at, announced_at, announced_until,
  announced_position) values (%s, %s, %s, %s, %s, %s, %s)
on conflict (tenant_id, interaction_id) do update set queue_id = excluded.queue_id,
  started_at = excluded.started_at, announced_at = excluded.announced_at,
  announced_until = excluded.announced_until, announced_position = excluded.announced_position
"""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    interaction_id: UUID
    conversation_id: UUID
    queue_id: UUID
    tier: str
    since: datetime
    place: int
    treatment: dict[str, Any] | None
    told_place: int | None
    told_seconds: float | None


async def places(reader: Reader, tenant: UUID, now: datetime) -> list[PlaceRow]:
    return await reader.many(PlaceRow, PLACES, {"tenant": tenant, "now": now})


async def place(reader: Reader, tenant: UUID, interaction: UUID, now: datetime) -> int | None:
    """Where this waiting work stands in its line, 1 being served next; the same place that is announced."""
    found: int | None = await reader.value(PLACE, {"tenant": tenant, "interaction": interaction, "now": now})
    return found


async def waiting_in(reader: Reader, tenant: UUID, queue: UUID, tier: str) -> int:
    """How many wait in this line now."""
    found = await reader.value(
        "select count(*) from core.work_info where tenant_id = %s and queue_id = %s and tier = %s and state = 'queued'",
        [tenant, queue, tier],
    )
    return int(found or 0)


async def keep_told(work: UnitOfWork, row: PlaceRow, place: int, until: datetime | None) -> None:
    """What the customer is told of place and wait."""
    await work.execute(TELL, [work.tenant_id, row.interaction_id, row.queue_id, row.since, work.now, until, place])


async def notice(reader: Reader, tenant: UUID, interaction: UUID) -> dict[str, Any] | None:
    """What a waiting customer's screen is made of; None if it does not wait."""
    rows = await reader.dicts(TOLD, [tenant, interaction])
    return rows[0] if rows else None


# the announcement of this wait, not of one before
TOLD = """
select i.queue_id, i.tier, c.identity, c.customer_id, c.contact_kind, w.announced_position as place,
  extract(epoch from w.announced_until - w.announced_at)::float8 as seconds, w.callback_offered_at,
  coalesce(w.steps, '[]') as steps, b.state = 'waiting' as asked, i.language, i.facts -> 'treatment' as treatment
from core.work_info i
join core.conversation_info c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id and w.started_at = i.sl_started_at
left join routing.callback b on b.tenant_id = i.tenant_id and b.interaction_id = i.id
where i.tenant_id = %s and i.id = %s and i.state = 'queued'
"""


# --- what is due


WAITING = """
select w.* from (select i.id as interaction_id, i.queue_id, i.tier, i.sl_started_at as since,
  row_number() over (partition by i.queue_id order by i.sl_started_at, i.id) as place,
  n.interaction_id is not null as nobody, coalesce(w.steps, '[]') as steps, s.id is not null as on_offer,
  i.facts -> 'treatment' as treatment
from core.work_info i
left join routing.unserved n on n.tenant_id = i.tenant_id and n.interaction_id = i.id
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id
left join core.segment_info s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.state = 'alerting'
  and s.purpose = 'work'
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.queue_id = any(%(queues)s)
  and i.sl_started_at is not null) w
join unnest(%(queues)s::uuid[], %(waited)s::float8[], %(places)s::int[], %(nobody)s::bool[])
  as q(id, least_waited, least_place, nobody)
  on q.id = w.queue_id
where (w.nobody and q.nobody) or w.place >= q.least_place or w.since <= %(now)s - make_interval(secs => q.least_waited)
order by w.queue_id, w.place
"""
"""Index interaction_queued."""

TREATED = """
select i.id as interaction_id, i.queue_id, i.tier, i.sl_started_at as since, 1 as place, false as nobody,
  coalesce(w.steps, '[]') as steps, s.id is not null as on_offer, i.facts -> 'treatment' as treatment
from core.work_info i
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id
left join core.segment_info s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.state = 'alerting'
  and s.purpose = 'work'
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.facts ? 'treatment' and i.queue_id is not null
  and i.sl_started_at is not null
  and ((i.facts -> 'treatment' ? 'message' and not coalesce(w.steps, '[]') @> '[{"key": "treatment"}]')
    or i.sl_started_at <= %(now)s - make_interval(secs => (i.facts -> 'treatment' ->> 'max_wait_seconds')::float8))
order by i.sl_started_at, i.id
"""
"""What rules say of single pieces of work, whatever their queues say. Index interaction_treated."""


@dataclass(frozen=True, slots=True)
class OverflowRow:
    interaction_id: UUID
    queue_id: UUID
    tier: str
    since: datetime
    place: int
    nobody: bool
    steps: list[dict[str, Any]]
    on_offer: bool
    treatment: dict[str, Any] | None = None


async def waiting(reader: Reader, looked_for: dict[str, Any]) -> list[OverflowRow]:
    """What may be due by the settings of queues."""
    return await reader.many(OverflowRow, WAITING, looked_for)


async def treated(reader: Reader, tenant: UUID, now: datetime) -> list[OverflowRow]:
    """What may be due by what a rule said."""
    return await reader.many(OverflowRow, TREATED, {"tenant": tenant, "now": now})


# --- what was done


@dataclass(frozen=True, slots=True)
class WaitRow:
    """`steps`: what was done, `[{"key": "step:0", "queue": "<id>", "since": "<instant>", "text": "…"}]`."""

    interaction_id: UUID
    queue_id: UUID
    started_at: datetime
    steps: list[dict[str, Any]]


async def wait_row(work: UnitOfWork, interaction: UUID) -> WaitRow | None:
    return await work.one(
        WaitRow,
        "select interaction_id, queue_id, started_at, steps from routing.wait "
        "where tenant_id = %s and interaction_id = %s",
        [work.tenant_id, interaction],
    )


async def conversation_of(reader: Reader, tenant: UUID, interaction: UUID) -> UUID | None:
    found: UUID | None = await reader.value(
        "select conversation_id from core.work_info where tenant_id = %s and id = %s", [tenant, interaction]
    )
    return found


async def keep_steps(
    work: UnitOfWork,
    interaction: UUID,
    queue: UUID | None,
    since: datetime,
    steps: Sequence[dict[str, Any]],
    callback_offered: datetime | None,
) -> None:
    """A wait that is another one than before forgets what was told in that."""
    await work.execute(KEEP_STEPS, [work.tenant_id, interaction, queue, since, Jsonb(list(steps)), callback_offered])


KEEP_STEPS = """
insert into routing.wait (tenant_id, interaction_id, queue_id, started_at, steps, callback_offered_at)
values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, interaction_id) do update set
  announced_at = case when routing.wait.started_at = excluded.started_at then routing.wait.announced_at end,
  announced_until = case when routing.wait.started_at = excluded.started_at then routing.wait.announced_until end,
  announced_position = case when routing.wait.started_at = excluded.started_at
    then routing.wait.announced_position end,
  queue_id = excluded.queue_id, started_at = excluded.started_at, steps = excluded.steps,
  callback_offered_at = coalesce(routing.wait.callback_offered_at, excluded.callback_offered_at)
"""


async def keep_text(work: UnitOfWork, interaction: UUID, text: str) -> None:
    """With the latest step, for the customer's screen."""
    await work.execute(
        "update routing.wait set steps = jsonb_set(steps, '{-1,text}', %s) "
        "where tenant_id = %s and interaction_id = %s",
        [Jsonb(text), work.tenant_id, interaction],
    )
