"""What we began: conversations that started with a message of ours.

What was taken back before it was sent reached nobody and is no contact; what is planned is one once its time has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

# attempt_begun, and the key of interaction
_BEGUN = """
select a.scheduled_at as at, i.queue_id, a.agent_id, a.channel from core.attempt a
join core.interaction i on i.tenant_id = a.tenant_id and i.id = a.interaction_id
where a.tenant_id = %(tenant)s and a.number = 1 and a.scheduled_at >= %(start)s and a.scheduled_at < %(end)s
  and a.result is distinct from 'cancelled' and a.scheduled_at <= %(now)s
"""
_COUNTED = f"""
select queue_id, agent_id, count(*)::int as begun from ({_BEGUN}) as b
where %(channel)s::text is null or channel = %(channel)s group by 1, 2
"""
_BY_CHANNEL = f"""
select channel, count(*)::int as begun from ({_BEGUN}) as b
where %(queue)s::uuid is null or queue_id = %(queue)s group by 1
"""
_BINNED = f"""
select (%(edges)s::timestamptz[])[width_bucket(at, %(edges)s::timestamptz[])] as at, count(*)::int as begun
from ({_BEGUN}) as b
where (%(queue)s::uuid is null or queue_id = %(queue)s) and (%(channel)s::text is null or channel = %(channel)s)
group by 1
"""


@dataclass(frozen=True, slots=True)
class Begun:
    queue_id: UUID | None
    """Where the answers go should whoever wrote be away."""
    agent_id: UUID | None
    begun: int


async def begun(
    reader: Reader, tenant: UUID, start: datetime, end: datetime, channel: str | None = None
) -> list[Begun]:
    """How many conversations began with us in this time, by queue and by who wrote."""
    given = {"tenant": tenant, "start": start, "end": end, "now": reader.now, "channel": channel}
    return await reader.many(Begun, _COUNTED, given)


async def begun_by_channel(
    reader: Reader, tenant: UUID, start: datetime, end: datetime, queue: UUID | None = None
) -> dict[str, int]:
    """The same by channel; those without any are left out."""
    given = {"tenant": tenant, "start": start, "end": end, "now": reader.now, "queue": queue}
    return {row["channel"]: row["begun"] for row in await reader.dicts(_BY_CHANNEL, given)}


async def begun_by_interval(
    reader: Reader, tenant: UUID, edges: list[datetime], end: datetime, *, queue: UUID | None, channel: str | None
) -> dict[datetime, int]:
    """The same by intervals that begin at `edges`; those without any are left out."""
    rows = await reader.dicts(
        _BINNED,
        {
            "tenant": tenant, "start": edges[0], "end": end, "now": reader.now, "edges": edges, "queue": queue,
            "channel": channel,
        },
    )  # fmt: skip
    return {row["at"]: row["begun"] for row in rows}
