"""SQL of the one ordered log: its events, how far each consumer has read it, what is parked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from contact_center.kernel.events import Recorded, event_class, revive
from contact_center.kernel.ids import EventId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class EventRow:
    tenant_id: UUID
    position: int
    id: UUID
    type: str
    at: datetime
    actor: str
    correlation_id: UUID | None
    payload: dict[str, Any]


COLUMNS = "tenant_id, position, id, type, at, actor, correlation_id, payload"


async def head(reader: Reader, tenant_id: TenantId) -> int:
    """The last position of the tenant's log; 0 when empty."""
    return await reader.value("select position from core.event_head where tenant_id = %s", [tenant_id]) or 0


async def heads(reader: Reader) -> dict[TenantId, int]:
    rows = await reader.dicts("select tenant_id, position from core.event_head")
    return {TenantId(row["tenant_id"]): row["position"] for row in rows}


async def read_events(reader: Reader, tenant_id: TenantId, after: int, limit: int = 500) -> list[Recorded]:
    """Events with a position above `after`, in order, at most `limit`."""
    return [recorded(row) for row in await rows_after(reader, tenant_id, after, limit) if event_class(row.type)]


async def rows_after(reader: Reader, tenant_id: TenantId, after: int, limit: int) -> list[EventRow]:
    """As stored, be they readable or not: positions above `after`, in order, at most `limit`."""
    return await reader.many(
        EventRow,
        f"select {COLUMNS} from core.event where tenant_id = %s and position > %s order by position limit %s",
        [tenant_id, after, limit],
    )


async def rows_between(
    reader: Reader, tenant_id: UUID, after: int, upto: int, types: Sequence[str] | None = None
) -> list[EventRow]:
    """As stored, be they readable or not: positions above `after`, `upto` included, in order; of `types` only."""
    if types is None:
        return await reader.many(
            EventRow,
            f"select {COLUMNS} from core.event where tenant_id = %s and position > %s and position <= %s "
            "order by position",
            [tenant_id, after, upto],
        )
    return await reader.many(
        EventRow,
        f"select {COLUMNS} from core.event where tenant_id = %s and position > %s and position <= %s "
        "and type = any(%s) order by position",
        [tenant_id, after, upto, list(types)],
    )


async def read_between(
    reader: Reader, tenant_id: TenantId, after: int, upto: int, types: Sequence[str]
) -> list[Recorded]:
    """Events of these types with positions above `after`, `upto` included, in order.

    As positions are dense, a reader that has asked for a range has read it whole, whatever came back.
    """
    return [recorded(row) for row in await rows_between(reader, tenant_id, after, upto, types)]


async def time_of(reader: Reader, tenant_id: TenantId, position: int) -> datetime | None:
    """When the event at this position happened."""
    at: datetime | None = await reader.value(
        "select at from core.event where tenant_id = %s and position = %s", [tenant_id, position]
    )
    return at


async def interactions_between(
    reader: Reader, tenant_id: TenantId, after: int, upto: int, types: Sequence[str]
) -> list[UUID]:
    """To which something of these types happened: positions above `after`, `upto` included."""
    return await reader.values(
        "select distinct (payload ->> 'interaction_id')::uuid from core.event "
        "where tenant_id = %s and position > %s and position <= %s and type = any(%s)",
        [tenant_id, after, upto, list(types)],
    )


async def last_of_each(
    reader: Reader, tenant_id: TenantId, upto: int, types: Sequence[str], whose: Literal["agent_id"]
) -> list[int]:
    """Positions of the latest event of each type for each of these ids, `upto` included."""
    return await reader.values(
        "select max(position) from core.event where tenant_id = %s and position <= %s and type = any(%s) "
        "group by payload ->> %s, type",
        [tenant_id, upto, list(types), whose],
    )


async def read_at(reader: Reader, tenant_id: TenantId, positions: Sequence[int]) -> list[Recorded]:
    """The events at these positions, in order."""
    rows = await reader.many(
        EventRow,
        f"select {COLUMNS} from core.event where tenant_id = %s and position = any(%s) order by position",
        [tenant_id, list(positions)],
    )
    return [recorded(row) for row in rows]


async def read_of(
    reader: Reader, tenant_id: TenantId, interactions: Sequence[UUID], types: Sequence[str]
) -> list[Recorded]:
    """Events of these types about these interactions, in order (index event_interaction)."""
    rows = await reader.many(
        EventRow,
        f"select {COLUMNS} from core.event where tenant_id = %s and payload ->> 'interaction_id' = any(%s) "
        "and type = any(%s) order by position",
        [tenant_id, [str(id) for id in interactions], list(types)],
    )
    return [recorded(row) for row in rows]


async def history(reader: Reader, tenant_id: TenantId, key: str, value: UUID, limit: int = 500) -> list[Recorded]:
    """The latest events whose payload names this id under `key`, in order."""
    rows = await reader.many(
        EventRow,
        f"select * from (select {COLUMNS} from core.event where tenant_id = %s and payload ->> %s = %s "
        "order by position desc limit %s) e order by position",
        [tenant_id, key, str(value), limit],
    )
    return [recorded(row) for row in rows if event_class(row.type)]


def recorded(row: EventRow) -> Recorded:
    return Recorded(
        TenantId(row.tenant_id),
        row.position,
        EventId(row.id),
        row.at,
        row.actor,
        row.correlation_id,
        revive(row.type, row.payload),
    )


async def move_cursor(work: UnitOfWork, consumer: str, position: int) -> None:
    """With the commit of this work."""
    work.execute_last(
        "update core.event_cursor set position = %s, moved_at = %s where tenant_id = %s and consumer = %s",
        [position, work.now, work.tenant_id, consumer],
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """How far a consumer has read, and the log's last position when that was asked."""

    position: int
    head: int


CLAIM = """
select c.position, coalesce(h.position, 0) as head
from core.event_cursor c left join core.event_head h on h.tenant_id = c.tenant_id
where c.tenant_id = %s and c.consumer = %s for update of c"""
CLAIM_FREE = CLAIM + " skip locked"


async def claim(work: UnitOfWork, consumer: str, *, wait: bool = False) -> Claimed | None:
    """The consumer's place, held until this work ends; None while another process has it, unless we `wait`."""
    statement = CLAIM if wait else CLAIM_FREE
    found = await work.one(Claimed, statement, [work.tenant_id, consumer])
    if found is not None:
        return found
    # Another process has it, or nobody has ever had it.
    await work.execute(
        "insert into core.event_cursor (tenant_id, consumer, position) values (%s, %s, 0) on conflict do nothing",
        [work.tenant_id, consumer],
    )
    return await work.one(Claimed, statement, [work.tenant_id, consumer])


# One trip for a consumer's place and what is new for it. Events are read as the head was: a place that another process
# has moved since is beyond them, and nothing is taken.
TAKE = f"""
with place as materialized ({CLAIM_FREE})
select p.position as after, p.head, e.* from place p
left join lateral (select {COLUMNS} from core.event o where o.tenant_id = %s and o.position > p.position
  and o.position <= least(p.position + %s, p.head) order by o.position offset 0) e on true
order by e.position"""
TAKE_WANTED = TAKE.replace("order by o.position", "and o.type = any(%s) order by o.position")


async def take(
    work: UnitOfWork, consumer: str, most: int, types: Sequence[str] | None
) -> tuple[Claimed, list[EventRow]] | None:
    """The consumer's place, held until this work ends, and what is new for it, `most` positions on at most.

    None while another process has it. As stored, be they readable or not.
    """
    asked: list[Any] = [work.tenant_id, consumer, work.tenant_id, most]
    if types is None:
        rows = await work.dicts(TAKE, asked)
    else:
        rows = await work.dicts(TAKE_WANTED, [*asked, list(types)])
    if rows:
        claimed = Claimed(rows[0].pop("after"), rows[0].pop("head"))
        return claimed, [_row(row) for row in rows if row["position"] is not None]
    begun = await claim(work, consumer)
    if begun is None:
        return None
    upto = min(begun.position + most, begun.head)
    return begun, await rows_between(work, work.tenant_id, begun.position, upto, types)


def _row(found: dict[str, Any]) -> EventRow:
    return EventRow(**{name: found[name] for name in EventRow.__slots__})


async def park(work: UnitOfWork, consumer: str, position: int, fault: str) -> None:
    """Sets an event aside for this consumer; `fault` is the kind and place of the bug."""
    await work.execute(
        "insert into core.event_parked (tenant_id, consumer, position, parked_at, error) values (%s, %s, %s, %s, %s) "
        "on conflict (tenant_id, consumer, position) do update set attempts = event_parked.attempts + 1, "
        "tried_at = excluded.parked_at, error = excluded.error",
        [work.tenant_id, consumer, position, work.now, fault],
    )


async def behind(reader: Reader, tenant: UUID, consumer: str) -> int:
    """How many events this consumer has not followed yet."""
    query = (
        "select h.position - coalesce(c.position, 0) from core.event_head h left join core.event_cursor c "
        "on c.tenant_id = h.tenant_id and c.consumer = %s where h.tenant_id = %s"
    )
    return int(await reader.value(query, [consumer, tenant]) or 0)


async def tenants_behind(reader: Reader, consumer: str) -> list[TenantId]:
    """Tenants with events that this consumer has not read yet."""
    found = await reader.values(
        "select h.tenant_id from core.event_head h left join core.event_cursor c "
        "on c.tenant_id = h.tenant_id and c.consumer = %s where h.position > coalesce(c.position, 0)",
        [consumer],
    )
    return [TenantId(tenant) for tenant in found]


@dataclass(frozen=True, slots=True)
class LaggingCursor:
    """A consumer has not read a tenant's log to its end."""

    consumer: str
    tenant_id: UUID


async def lagging(reader: Reader, consumers: Sequence[str]) -> list[LaggingCursor]:
    """Which of these consumers have not read which log to its end, whatever stands there."""
    return await reader.many(
        LaggingCursor,
        "select f.consumer, h.tenant_id from unnest(%s::text[]) as f(consumer) cross join core.event_head h "
        "left join core.event_cursor c on c.tenant_id = h.tenant_id and c.consumer = f.consumer "
        "where h.position > coalesce(c.position, 0)",
        [list(consumers)],
    )


@dataclass(frozen=True, slots=True)
class TypeThere:
    tenant_id: UUID
    type: str


async def types_there(reader: Reader, spans: Sequence[tuple[UUID, int, int]]) -> list[TypeThere]:
    """The types of events between positions: (tenant, after, to its end)."""
    tenants, after, upto = zip(*spans, strict=True)
    return await reader.many(
        TypeThere,
        "select distinct e.tenant_id, e.type "
        "from unnest(%s::uuid[], %s::bigint[], %s::bigint[]) as s(tenant_id, after, upto) "
        "join core.event e on e.tenant_id = s.tenant_id and e.position > s.after and e.position <= s.upto",
        [list(tenants), list(after), list(upto)],
    )


async def begin_log(work: UnitOfWork) -> None:
    """The empty log of a new tenant: without its head no event has a position."""
    await work.execute("insert into core.event_head (tenant_id) values (%s)", [work.tenant_id])
