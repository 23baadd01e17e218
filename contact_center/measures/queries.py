"""SQL of the figures. The counted ones read the projection, the live ones ask what interactions publish of the floor.

Of `routing` it reads the published views: the queues' names, order, goals and switches, and who serves them.
Each query names the index it stands on; `tests/integration/measures/test_plans.py` looks at the plans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from contact_center.interactions.reading import begun_queries, floor_queries
from contact_center.kernel.contracts import tasks
from contact_center.kernel.ids import TenantId
from contact_center.measures.agent_day import ActivitySpan
from contact_center.measures.figures import (
    LONG_WAIT_SECONDS,
    AgentTime,
    EntryDetail,
    FailedMessage,
    LateQueue,
    WaitingItem,
)
from contact_center.platform.eventlog import behind as behind_of
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions import waits

QUEUES = """
select id, name, sl_percent, sl_seconds, skills, settings, active from routing.queue_info
where tenant_id = %s order by position, name
"""

# entry_queue: one range of entered_at for each queue.
COUNTED_WAITS = waits.counted("%(now)s")
CELLS = f"""
select {{at}} as at, e.queue_id, {{channel}} as channel, {COUNTED_WAITS},
  (array_agg(e.sl_seconds order by e.entered_at desc))[1] as target_seconds
from unnest(%(queues)s::uuid[], %(shorts)s::float8[]) as q(id, short)
join measures.entry e on e.tenant_id = %(tenant)s and e.queue_id = q.id
  and e.entered_at >= %(start)s and e.entered_at < %(end)s
where (e.kind = 'next') = %(next)s and (%(only)s::text is null or e.channel = %(only)s)
  and e.channel is distinct from %(without)s
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

# Profiles hold implied skills, too.
SERVES = """
select agent_id, queues, skills from routing.agent_queues where tenant_id = %s
"""
RESERVED = "select places from routing.reserved_places where tenant_id = %s"

# entry_left
ANSWERED = """
select agent_id, count(*) as answered from measures.entry
where tenant_id = %s and left_at >= %s and left_how = 'answered' and agent_id is not null group by agent_id
"""

# entry_left
ANSWERED_BETWEEN = """
select agent_id, count(*)::int as answered from measures.entry
where tenant_id = %(tenant)s and left_at >= %(start)s and left_at < %(end)s and left_how = 'answered'
  and agent_id is not null and (%(queue)s::uuid is null or queue_id = %(queue)s)
  and (%(channel)s::text is null or channel = %(channel)s)
group by agent_id
"""

# entry_queue
HAS_ENTRIES = "select 1 from measures.entry where tenant_id = %s and channel = %s limit 1"

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

# agent_state_pkey, backwards from the day's end
PRESENCE_SPANS = """
(select since, until, state, reason, activity from measures.agent_state
 where tenant_id = %(tenant)s and agent_id = %(agent)s and since >= %(start)s and since < %(end)s)
union all
(select since, until, state, reason, activity from measures.agent_state
 where tenant_id = %(tenant)s and agent_id = %(agent)s and since < %(start)s order by since desc limit 1)
"""

# entry_queue for a queue, entry_left for an agent
PIECES = """
select e.interaction_id, e.channel, e.queue_id, e.kind, e.entered_at, e.left_at, e.left_how, e.agent_id,
  e.wait_seconds, e.within, e.sl_due_at as due_at
from measures.entry e
where e.tenant_id = %(tenant)s and {whose} and (%(channel)s::text is null or e.channel = %(channel)s)
order by e.entered_at desc, e.interaction_id, e.number limit %(limit)s
"""
OF_QUEUE = "e.queue_id = %(id)s and e.entered_at >= %(start)s"
OF_AGENT = "e.agent_id = %(id)s and e.left_at >= %(start)s"


class Pieces(StrEnum):
    """What work a figure of a report counts."""

    OFFERED = "offered"
    CONTACTS = "contacts"
    ANSWERED = "answered"
    LATE = "late"
    LOST = "lost"
    SHORT = "short"
    FLOWED_OUT = "flowed_out"
    CLOSED = "closed"
    WAITING = "waiting"
    OF_AGENT = "of_agent"
    """Answered by an agent, next replies too, by when they were answered."""


_NOW = "%(now)s"
COUNTED = {
    Pieces.OFFERED: waits.where("offered", _NOW),
    Pieces.CONTACTS: waits.where("contacts", _NOW),
    Pieces.ANSWERED: waits.where("answered", _NOW),
    Pieces.LATE: f"({waits.where('answered_late', _NOW)} or {waits.where('waiting_late', _NOW)})",
    Pieces.LOST: f"{waits.where('abandoned', _NOW)} and not ({waits.where('abandoned_short', _NOW)})",
    Pieces.SHORT: waits.where("abandoned_short", _NOW),
    Pieces.FLOWED_OUT: waits.where("flowed_out", _NOW),
    Pieces.CLOSED: waits.where("closed", _NOW),
    Pieces.WAITING: waits.where("waiting", _NOW),
}
_PIECE = """
select e.interaction_id, e.channel, e.queue_id, e.kind, e.entered_at, e.left_at, e.left_how, e.agent_id,
  e.wait_seconds, e.within, e.sl_due_at as due_at from
"""
# entry_queue: one range of entered_at for each queue
PIECES_BETWEEN = f"""{_PIECE}
unnest(%(queues)s::uuid[], %(shorts)s::float8[]) as q(id, short)
join measures.entry e on e.tenant_id = %(tenant)s and e.queue_id = q.id
  and e.entered_at >= %(start)s and e.entered_at < %(end)s
where e.kind <> 'next' and (%(channel)s::text is null and e.channel <> %(task)s or e.channel = %(channel)s)
  and {{counted}}
order by e.entered_at desc, e.interaction_id, e.number limit %(limit)s
"""
# entry_left
PIECES_OF_AGENT = f"""{_PIECE} measures.entry e
where e.tenant_id = %(tenant)s and e.left_at >= %(start)s and e.left_at < %(end)s and e.left_how = 'answered'
  and e.agent_id = %(agent)s and (%(queue)s::uuid is null or e.queue_id = %(queue)s)
  and (%(channel)s::text is null or e.channel = %(channel)s)
order by e.left_at desc, e.interaction_id, e.number limit %(limit)s
"""


@dataclass(frozen=True, slots=True)
class MeasuredQueueRow:
    id: UUID
    name: str
    sl_percent: int
    sl_seconds: dict[str, int]
    skills: dict[str, int]
    settings: dict[str, Any]
    active: bool


@dataclass(frozen=True, slots=True)
class Channels:
    """Which channels are counted, and whether each for itself."""

    only: str | None = None
    """None: all."""
    without: str | None = None
    blended: bool = False
    """One cell for all of them, whose channel is empty."""


async def queues(reader: Reader, tenant: TenantId) -> list[MeasuredQueueRow]:
    return await reader.many(MeasuredQueueRow, QUEUES, [tenant])


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
    channels: Channels = Channels(),
) -> list[dict[str, Any]]:
    """Counts by interval (they begin at `edges`; the whole span if there are none), queue and channel.

    `shorts` names the queues and the short-abandon limit of each, in seconds.
    """
    return await reader.dicts(
        CELLS.format(at=BINNED if edges else WHOLE, channel="''" if channels.blended else "e.channel"),
        {
            "tenant": tenant, "queues": list(shorts), "shorts": list(shorts.values()), "start": start, "end": end,
            "now": now, "edges": list(edges), "next": next_replies, "only": channels.only, "without": channels.without,
        },
    )  # fmt: skip


async def trend(
    reader: Reader, tenant: TenantId, queue_ids: Sequence[UUID], start: datetime, end: datetime, minutes: int
) -> list[dict[str, Any]]:
    return await reader.dicts(
        TREND, {"tenant": tenant, "queues": list(queue_ids), "start": start, "end": end, "minutes": minutes}
    )


async def waiting_now(reader: Reader, tenant: TenantId, now: datetime) -> list[dict[str, Any]]:
    return await floor_queries.waiting_now(reader, tenant, now, LONG_WAIT_SECONDS)


async def wanted(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    """What kinds of work wait."""
    return await floor_queries.kinds_waiting(reader, tenant)


async def reserved(reader: Reader, tenant: TenantId) -> dict[str, int]:
    """Places of every agent that only this channel may use."""
    return await reader.value(RESERVED, [tenant]) or {}


async def late(reader: Reader, tenant: TenantId, now: datetime) -> list[LateQueue]:
    rows = await floor_queries.late_queues(reader, tenant, now)
    names = {row.id: row.name for row in await queues(reader, tenant)} if rows else {}
    return [LateQueue(name=names[row["queue_id"]], **row) for row in rows if row["queue_id"] in names]


async def waiting(reader: Reader, tenant: TenantId, queue: UUID | None, limit: int) -> list[WaitingItem]:
    return [WaitingItem(**row) for row in await floor_queries.waiting_items(reader, tenant, queue, limit)]


async def agents(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await floor_queries.agents_here(reader, tenant)


async def segments(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await floor_queries.parts_in_hand(reader, tenant)


async def loads(reader: Reader, tenant: TenantId) -> list[dict[str, Any]]:
    return await floor_queries.places(reader, tenant)


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


async def presence_spans(
    reader: Reader, tenant: TenantId, agent: UUID, start: datetime, end: datetime
) -> list[ActivitySpan]:
    """Those that began between both times, and the one before."""
    given = {"tenant": tenant, "agent": agent, "start": start, "end": end}
    return await reader.many(ActivitySpan, PRESENCE_SPANS, given)


async def trouble(reader: Reader, tenant: TenantId, since: datetime) -> list[dict[str, Any]]:
    return await floor_queries.trouble(reader, tenant, since)


async def pieces(
    reader: Reader, tenant: TenantId, whose: str, id: UUID, start: datetime, channel: str | None, limit: int
) -> list[EntryDetail]:
    """`whose`: `OF_QUEUE` or `OF_AGENT`."""
    rows = await reader.dicts(
        PIECES.format(whose=whose), {"tenant": tenant, "id": id, "start": start, "channel": channel, "limit": limit}
    )
    return await _named(reader, tenant, rows)


async def pieces_between(
    reader: Reader, tenant: TenantId, what: Pieces, start: datetime, end: datetime, *, now: datetime,
    shorts: Mapping[UUID, float], queue: UUID | None, channel: str | None, agent: UUID | None, limit: int,
) -> list[EntryDetail]:  # fmt: skip
    """`shorts`: of the queues that count, the short-abandon limit of each in seconds."""
    given = {
        "tenant": tenant, "start": start, "end": end, "now": now, "queue": queue, "channel": channel, "agent": agent,
        "limit": limit, "queues": list(shorts), "shorts": list(shorts.values()), "task": tasks.CHANNEL,
    }  # fmt: skip
    query = PIECES_OF_AGENT if what is Pieces.OF_AGENT else PIECES_BETWEEN.format(counted=COUNTED[what])
    return await _named(reader, tenant, await reader.dicts(query, given))


async def _named(reader: Reader, tenant: TenantId, rows: list[dict[str, Any]]) -> list[EntryDetail]:
    known = await floor_queries.who(reader, tenant, [row["interaction_id"] for row in rows])
    named = [(row, known[row["interaction_id"]]) for row in rows if row["interaction_id"] in known]
    return [EntryDetail(who=about["who"], subject=about["subject"], **row) for row, about in named]


async def answered_between(
    reader: Reader, tenant: TenantId, start: datetime, end: datetime, *, queue: UUID | None, channel: str | None
) -> dict[UUID, int]:
    """How much each agent answered, next replies too."""
    given = {"tenant": tenant, "start": start, "end": end, "queue": queue, "channel": channel}
    return {row["agent_id"]: row["answered"] for row in await reader.dicts(ANSWERED_BETWEEN, given)}


async def begun(
    reader: Reader, tenant: TenantId, start: datetime, end: datetime, channel: str | None = None
) -> list[begun_queries.Begun]:
    return await begun_queries.begun(reader, tenant, start, end, channel)


async def begun_by_channel(
    reader: Reader, tenant: TenantId, start: datetime, end: datetime, queue: UUID | None
) -> dict[str, int]:
    return await begun_queries.begun_by_channel(reader, tenant, start, end, queue)


async def begun_by_interval(
    reader: Reader, tenant: TenantId, edges: list[datetime], end: datetime, queue: UUID | None, channel: str | None
) -> dict[datetime, int]:
    return await begun_queries.begun_by_interval(reader, tenant, edges, end, queue=queue, channel=channel)


async def failed(reader: Reader, tenant: TenantId, since: datetime, limit: int) -> list[FailedMessage]:
    return [FailedMessage(**row) for row in await floor_queries.failed_messages(reader, tenant, since, limit)]


async def channels(reader: Reader, tenant: TenantId, asked: str) -> list[str]:
    """Channels with an account, and of those of work without one of its own, such as voicemail, the one asked for."""
    found = set(await floor_queries.channels_with_account(reader, tenant))
    if asked not in found and await reader.value(HAS_ENTRIES, [tenant, asked]):
        found.add(asked)
    return sorted(found)


async def behind(reader: Reader, tenant: TenantId) -> int:
    return await behind_of(reader, tenant, "measures")


async def agent_times(reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[AgentTime]:
    return await reader.many(AgentTime, AGENT_TIMES, {"tenant": tenant, "start": start, "end": end})
