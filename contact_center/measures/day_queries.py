"""SQL of figures by whole days: sums of what is over, kept by `rollup`, and beside them what they do not hold yet.

An entry that was left never changes again, so sums of such entries stay true. Three kinds are always read themselves:
those that wait; those that were left after the position up to which sums were kept; and abandoned ones, as the limit
below which leaving does not count is a setting of today that holds for the past, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from contact_center.interactions.reading.handling_queries import HandledDay, HandledRow
from contact_center.kernel.ids import TenantId
from contact_center.measures.queries import Channels
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Up to where sums of days were kept, and in which time zone a day begins."""

    time_zone: str
    position: int
    """Of the log; entries that were left by an event above it are in no sum."""
    handled_before: date | None = None
    """What was finished on earlier days is in the sums of handling."""


_SUMS = """
  count(*) as offered,
  count(*) filter (where left_how = 'answered') as answered,
  count(*) filter (where within) as answered_within,
  count(*) filter (where not within) as answered_late,
  count(*) filter (where left_how = 'flowed_out') as flowed_out,
  count(*) filter (where left_how = 'closed') as closed,
  coalesce(sum(wait_seconds) filter (where left_how = 'answered'), 0.0) as answered_wait_seconds
"""
# entry_final
_ROLL_UP = f"""
insert into measures.day_cell as d (tenant_id, day, queue_id, channel, kind, offered, answered, answered_within,
  answered_late, flowed_out, closed, answered_wait_seconds)
select tenant_id, (entered_at at time zone %(zone)s)::date, queue_id, channel, kind, {_SUMS}
from measures.entry
where tenant_id = %(tenant)s and left_at is not null and position > %(after)s and position <= %(upto)s
  and left_how <> 'abandoned'
group by 1, 2, 3, 4, 5
on conflict (tenant_id, day, queue_id, channel, kind) do update set
  offered = d.offered + excluded.offered, answered = d.answered + excluded.answered,
  answered_within = d.answered_within + excluded.answered_within,
  answered_late = d.answered_late + excluded.answered_late, flowed_out = d.flowed_out + excluded.flowed_out,
  closed = d.closed + excluded.closed,
  answered_wait_seconds = d.answered_wait_seconds + excluded.answered_wait_seconds
"""

_ENTRY = """
select (e.entered_at at time zone %(zone)s)::date as day, e.queue_id, e.channel, e.kind, 1 as offered,
  (e.left_how = 'answered')::int as answered, coalesce(e.within, false)::int as answered_within,
  (not coalesce(e.within, true))::int as answered_late, (e.left_how = 'abandoned')::int as abandoned,
  (e.left_how = 'abandoned' and (e.wait_seconds <= q.short or e.left_at <= e.sl_started_at))::int as abandoned_short,
  (e.left_how = 'flowed_out')::int as flowed_out, (e.left_how = 'closed')::int as closed,
  (e.left_at is null)::int as waiting,
  (e.left_at is null and coalesce(e.sl_due_at < %(now)s, false))::int as waiting_late,
  case when e.left_how = 'answered' then e.wait_seconds else 0 end as answered_wait_seconds
from q join measures.entry e on e.tenant_id = %(tenant)s and e.queue_id = q.id
  and e.entered_at >= %(start)s and e.entered_at < %(end)s
where
"""
# entry_waiting, entry_abandoned and entry_final beside the key of day_cell
_DAYS = f"""
with q as (select * from unnest(%(queues)s::uuid[], %(shorts)s::float8[]) as q(id, short)),
known as materialized (
  select position from measures.rolled_up where tenant_id = %(tenant)s and time_zone = %(zone)s),
parts as (
  select d.day, d.queue_id, d.channel, d.kind, d.offered, d.answered, d.answered_within, d.answered_late,
    0 as abandoned, 0 as abandoned_short, d.flowed_out, d.closed, 0 as waiting, 0 as waiting_late,
    d.answered_wait_seconds
  from known cross join q join measures.day_cell d on d.queue_id = q.id
  where d.tenant_id = %(tenant)s and d.day >= %(first)s and d.day < %(last)s
  union all {_ENTRY} e.left_at is null
  union all {_ENTRY} e.left_how = 'abandoned'
  union all {_ENTRY} e.left_at is not null and e.left_how <> 'abandoned'
    and e.position > coalesce((select position from known), -1))
select (day - %(first)s::date) / %(step)s::int as n, queue_id, {{channel}} as channel,
  coalesce(sum(offered), 0)::bigint as offered,
  coalesce(sum(offered) filter (where kind = 'first'), 0)::bigint as contacts,
  coalesce(sum(offered) filter (where kind = 'transferred'), 0)::bigint as transferred,
  coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(answered_within), 0)::bigint as answered_within,
  coalesce(sum(answered_late), 0)::bigint as answered_late, coalesce(sum(abandoned), 0)::bigint as abandoned,
  coalesce(sum(abandoned_short), 0)::bigint as abandoned_short,
  coalesce(sum(flowed_out), 0)::bigint as flowed_out, coalesce(sum(closed), 0)::bigint as closed,
  coalesce(sum(waiting), 0)::bigint as waiting, coalesce(sum(waiting_late), 0)::bigint as waiting_late,
  coalesce(sum(answered_wait_seconds), 0.0) as answered_wait_seconds
from parts
where (kind = 'next') = %(next)s and (%(only)s::text is null or channel = %(only)s)
  and channel is distinct from %(without)s
group by 1, 2, 3 order by 1, 2, 3
"""


HandledKey = Literal["days", "queue", "channel"]
_HANDLED_KEYS: dict[HandledKey, str] = {
    "days": "(day - %(first)s::date) / %(step)s::int", "queue": "queue_id", "channel": "channel",
}  # fmt: skip
NO_QUEUE = UUID(int=0)
_HANDLED = """
select {key} as key, sum(pieces)::int as pieces, sum(contact_seconds) as contact_seconds,
  sum(hold_seconds) as hold_seconds, sum(wrap_seconds) as wrap_seconds
from measures.day_handled
where tenant_id = %(tenant)s and day >= %(first)s and day < %(last)s and channel is distinct from %(without)s
  and (%(queue)s::uuid is null or queue_id = %(queue)s) and (%(channel)s::text is null or channel = %(channel)s)
group by 1
"""


async def rolled_up(reader: Reader, tenant: UUID) -> RolledUp | None:
    return await reader.one(
        RolledUp, "select time_zone, position, handled_before from measures.rolled_up where tenant_id = %s", [tenant]
    )


async def cells_by_day(
    reader: Reader, tenant: TenantId, shorts: Mapping[UUID, float], time_zone: str, start: datetime, end: datetime, *,
    first: date, last: date, step: int, now: datetime, next_replies: bool, channels: Channels,
) -> list[dict[str, Any]]:  # fmt: skip
    """Counts by every `step` days from `first` on (`n` numbers them), queue and channel; `last` is not included.

    `start` and `end` are the midnights of these days in `time_zone`; in another than the sums were kept in, every entry
    is read itself. One statement, so that nothing is added to the sums between its parts.
    """
    given = {
        "tenant": tenant, "queues": list(shorts), "shorts": list(shorts.values()), "zone": time_zone,
        "start": start, "end": end, "first": first, "last": last, "step": step, "now": now,
        "next": next_replies, "only": channels.only, "without": channels.without,
    }  # fmt: skip
    return await reader.dicts(_DAYS.format(channel="''" if channels.blended else "channel"), given)


async def lock(work: UnitOfWork, time_zone: str) -> RolledUp:
    """Whoever keeps sums is alone until the end of the transaction; those of another zone are thrown away."""
    await work.execute(
        "insert into measures.rolled_up (tenant_id, time_zone, position) values (%s, %s, 0) on conflict do nothing",
        [work.tenant_id, time_zone],
    )
    found = await work.one(
        RolledUp,
        "select time_zone, position, handled_before from measures.rolled_up where tenant_id = %s for update",
        [work.tenant_id],
    )
    known = found or RolledUp(time_zone, 0)
    if known.position == 0 or known.time_zone != time_zone:
        await work.execute("delete from measures.day_cell where tenant_id = %s", [work.tenant_id])
        await work.execute("delete from measures.day_handled where tenant_id = %s", [work.tenant_id])
        return RolledUp(time_zone, 0)
    return known


async def add(work: UnitOfWork, known: RolledUp, upto: int) -> None:
    """Adds what was left between both positions of the log."""
    await work.execute(
        _ROLL_UP, {"tenant": work.tenant_id, "zone": known.time_zone, "after": known.position, "upto": upto}
    )
    await work.execute(
        "update measures.rolled_up set time_zone = %s, position = %s where tenant_id = %s",
        [known.time_zone, upto, work.tenant_id],
    )


async def add_handled(work: UnitOfWork, rows: Sequence[HandledDay], before: date) -> None:
    """Sums of days that are not kept yet; from now on all days before `before` are."""
    plain = [{**asdict(row), "day": row.day.isoformat(), "queue_id": str(row.queue_id or NO_QUEUE)} for row in rows]
    await work.execute(
        "insert into measures.day_handled select %(tenant)s, * from jsonb_to_recordset(%(rows)s::jsonb) as r(day date, "
        "queue_id uuid, channel text, pieces int, contact_seconds float8, hold_seconds float8, wrap_seconds float8)",
        {"tenant": work.tenant_id, "rows": json.dumps(plain)},
    )
    await work.execute(
        "update measures.rolled_up set handled_before = %s where tenant_id = %s", [before, work.tenant_id]
    )


async def handled_by_day(
    reader: Reader, tenant: TenantId, key: HandledKey, first: date, last: date, *, step: int, queue: UUID | None,
    channel: str | None, without: str | None,
) -> list[HandledRow]:  # fmt: skip
    """Sums of the days from `first` on, `last` not included, that are kept."""
    given = {
        "tenant": tenant, "first": first, "last": last, "step": step, "queue": queue, "channel": channel,
        "without": without,
    }  # fmt: skip
    return await reader.many(HandledRow, _HANDLED.format(key=_HANDLED_KEYS[key]), given)
