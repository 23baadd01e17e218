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
from contact_center.warehouse.definitions import waits


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Up to where sums of days were kept, and in which time zone a day begins."""

    time_zone: str
    position: int
    """Of the log; entries that were left by an event above it are in no sum."""
    handled_before: date | None = None
    """What was finished on earlier days is in the sums of handling."""


_KEPT = ("offered", "answered", "answered_within", "answered_late", "flowed_out", "closed", "answered_wait_seconds")
"""What sums of days hold; the others change while or after they are counted, or follow from the kind."""
_NOW = "%(now)s"
_FLAGGED = waits.flagged(_NOW)
_SUMS = ", ".join(f"sum({name}) as {name}" for name in _KEPT)
_TOTALS = ", ".join(f"coalesce(sum({name}), 0)::bigint as {name}" for name in waits.CONDITIONS)
# entry_final
_ROLL_UP = f"""
insert into measures.day_cell as d (tenant_id, day, queue_id, channel, kind, offered, answered, answered_within,
  answered_late, flowed_out, closed, answered_wait_seconds)
select tenant_id, day, queue_id, channel, kind, {_SUMS}
from (
  select e.tenant_id, (e.entered_at at time zone %(zone)s)::date as day, e.queue_id, e.channel, e.kind, {_FLAGGED}
  from measures.entry e cross join (select null::float8 as short) q
  where e.tenant_id = %(tenant)s and e.left_at is not null and e.position > %(after)s and e.position <= %(upto)s
    and e.left_how <> 'abandoned') as kept
group by 1, 2, 3, 4, 5
on conflict (tenant_id, day, queue_id, channel, kind) do update set
  offered = d.offered + excluded.offered, answered = d.answered + excluded.answered,
  answered_within = d.answered_within + excluded.answered_within,
  answered_late = d.answered_late + excluded.answered_late, flowed_out = d.flowed_out + excluded.flowed_out,
  closed = d.closed + excluded.closed,
  answered_wait_seconds = d.answered_wait_seconds + excluded.answered_wait_seconds
"""

_ENTRY = f"""
select (e.entered_at at time zone %(zone)s)::date as day, e.queue_id, e.channel, e.kind, {_FLAGGED}
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
  select d.day, d.queue_id, d.channel, d.kind, d.offered,
    case when d.kind = 'first' then d.offered else 0 end as contacts,
    case when d.kind = 'transferred' then d.offered else 0 end as transferred,
    d.answered, d.answered_within, d.answered_late,
    0 as abandoned, 0 as abandoned_short, d.flowed_out, d.closed, 0 as waiting, 0 as waiting_late,
    d.answered_wait_seconds
  from known cross join q join measures.day_cell d on d.queue_id = q.id
  where d.tenant_id = %(tenant)s and d.day >= %(first)s and d.day < %(last)s
  union all {_ENTRY} e.left_at is null
  union all {_ENTRY} e.left_how = 'abandoned'
  union all {_ENTRY} e.left_at is not null and e.left_how <> 'abandoned'
    and e.position > coalesce((select position from known), -1))
select (day - %(first)s::date) / %(step)s::int as n, queue_id, {{channel}} as channel,
  {_TOTALS},
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
        _ROLL_UP,
        {"tenant": work.tenant_id, "now": work.now, "zone": known.time_zone, "after": known.position, "upto": upto},
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
