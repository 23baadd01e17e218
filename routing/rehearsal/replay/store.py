"""SQL of replays: what the log and the rows know of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import TenantId
from contact_center.platform.eventlog import (
    head,
    interactions_between,
    last_of_each,
    read_at,
    read_between,
    read_of,
    time_of,
)
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: UUID
    login: str
    name: str
    capacity: dict[str, int]
    """Places of the load rows, for profiles that name none."""


async def position_before(reader: Reader, tenant: TenantId, at: datetime) -> int:
    """Of the last event before this instant: positions are dense and times rise with them, so halving finds it."""
    low, high = 0, await head(reader, tenant)
    while low < high:
        middle = (low + high + 1) // 2
        then = await time_of(reader, tenant, middle)
        low, high = (middle, high) if then is not None and then < at else (low, middle - 1)
    return low


async def touched(
    reader: Reader, tenant: TenantId, after: int, upto: int, types: Sequence[str], begins: datetime
) -> list[UUID]:
    """Interactions that something happened to on the day, or that were open when it began."""
    happened = await interactions_between(reader, tenant, after, upto, types)
    was_open = await reader.values(
        "select id from core.work_info where tenant_id = %(tenant)s and created_at < %(begins)s "
        "and (closed_at is null or closed_at >= %(begins)s)",
        {"tenant": tenant, "begins": begins},
    )
    return list({*happened, *was_open})


async def of_work(
    reader: Reader, tenant: TenantId, interactions: Sequence[UUID], types: Sequence[str]
) -> list[Recorded]:
    """All that ever happened to them, before and after the day too (index event_interaction)."""
    return await read_of(reader, tenant, interactions, types)


async def of_agents(reader: Reader, tenant: TenantId, after: int, upto: int, types: Sequence[str]) -> list[Recorded]:
    """Presences of the day, and the last of each agent before it."""
    before = await last_of_each(reader, tenant, after, types, "agent_id")
    return [*await read_at(reader, tenant, before), *await read_between(reader, tenant, after, upto, types)]


async def of_queues(reader: Reader, tenant: TenantId, upto: int, types: Sequence[str]) -> list[Recorded]:
    """All that were paused or closed by hand; rare enough to read from the beginning."""
    return await read_between(reader, tenant, 0, upto, types)


async def time_zone(reader: Reader, tenant: TenantId) -> str:
    return str(await reader.value("select time_zone from core.organisation where tenant_id = %s", [tenant]) or "UTC")


async def latest_live(reader: Reader, tenant: TenantId, before: datetime) -> datetime | None:
    """When the call or chat came that ended last before this instant (index interaction_closed)."""
    found: datetime | None = await reader.value(
        "select created_at from core.work_info where tenant_id = %s and state = 'closed' and closed_at < %s "
        "and tier = 'live' order by closed_at desc limit 1",
        [tenant, before],
    )
    return found


async def most_abandoned(
    reader: Reader, tenant: TenantId, start: datetime, end: datetime, time_zone: str
) -> date | None:
    """The day between, by that zone, on which most live contacts were abandoned (index interaction_closed)."""
    found: date | None = await reader.value(
        "select (closed_at at time zone %s)::date as day from core.work_info where tenant_id = %s "
        "and state = 'closed' and closed_at >= %s and closed_at < %s and tier = 'live' and outcome = 'abandoned' "
        "group by 1 order by count(*) desc, 1 desc limit 1",
        [time_zone, tenant, start, end],
    )
    return found


async def people(reader: Reader, tenant: TenantId) -> list[PersonRow]:
    return await reader.many(
        PersonRow,
        "select u.id, u.login, u.name, "
        "coalesce((select jsonb_object_agg(l.channel, l.capacity) from core.agent_places l "
        "where l.tenant_id = u.tenant_id and l.agent_id = u.id), '{}') as capacity "
        "from core.person u where u.tenant_id = %s order by u.id",
        [tenant],
    )


async def version_on(reader: Reader, tenant: TenantId, at: datetime) -> int | None:
    """The version that was followed at this instant; None if none was kept by then."""
    found: int | None = await reader.value(
        "select max(version) from routing.policy_version where tenant_id = %s and at <= %s", [tenant, at]
    )
    return found
