"""Facts of interactions and of who had them, published for channels. Across tenants where keys name the tenant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.interactions.personal import IN_CONVERSATION
from contact_center.platform.personal import DataSubject, given
from contact_center.platform.unit_of_work import Reader

Key = tuple[UUID, UUID]
"""A tenant, and an interaction of it."""

_KEYS = "unnest(%(tenants)s::uuid[], %(ids)s::uuid[]) k(tenant, id)"


@dataclass(frozen=True, slots=True)
class EnteredWork:
    """The work that a message became part of."""

    id: UUID
    customer_id: UUID | None


@dataclass(frozen=True, slots=True)
class WorkQueuePlace:
    tenant_id: UUID
    id: UUID
    queue_id: UUID | None
    """The queue it came to last."""
    closed: bool


@dataclass(frozen=True, slots=True)
class WorkHeld:
    """Somebody's work since a moment."""

    tenant_id: UUID
    interaction_id: UUID
    segment_id: UUID


def _params(keys: Collection[Key]) -> dict[str, object]:
    return {"tenants": [tenant for tenant, _ in keys], "ids": [id for _, id in keys]}


async def of_people(reader: Reader, tenant: UUID, ids: Collection[UUID], who: DataSubject) -> list[UUID]:
    """Of these pieces of work, the ones in conversations of these people."""
    rows: list[UUID] = await reader.values(
        f"select id from core.interaction where tenant_id = %(tenant)s and id = any(%(ids)s) and {IN_CONVERSATION}",
        {"tenant": tenant, "ids": list(ids), **given(who)},
    )
    return rows


async def of_message(reader: Reader, tenant: UUID, message: UUID) -> EnteredWork | None:
    return await reader.one(
        EnteredWork,
        "select i.id, i.customer_id from core.message m join core.interaction i on i.tenant_id = m.tenant_id "
        "and i.id = m.interaction_id where m.tenant_id = %s and m.id = %s",
        [tenant, message],
    )


async def answered_at(reader: Reader, tenant: UUID, interaction: UUID) -> datetime | None:
    """When somebody took it first."""
    found: datetime | None = await reader.value(
        "select min(connected_at) from core.segment where tenant_id = %s and interaction_id = %s",
        [tenant, interaction],
    )
    return found


async def worked_on(reader: Reader, tenant: UUID, interactions: Collection[UUID], agent: UUID) -> frozenset[UUID]:
    """Those of the interactions that this agent had in hand at some time."""
    found = await reader.values(
        "select distinct interaction_id from core.segment where tenant_id = %s and interaction_id = any(%s) "
        "and agent_id = %s and connected_at is not null",
        [tenant, list(interactions), agent],
    )
    return frozenset(found)


async def in_hand(reader: Reader, keys: Collection[Key], since: datetime) -> list[WorkHeld]:
    """Who of these interactions' agents has had it in hand from before that moment until now."""
    return await reader.many(
        WorkHeld,
        f"select s.tenant_id, s.interaction_id, s.id as segment_id from {_KEYS} join core.segment s "
        "on s.tenant_id = k.tenant and s.interaction_id = k.id and s.purpose = 'work' "
        "and s.state in ('connected', 'held') where s.connected_at < %(since)s",
        {**_params(keys), "since": since},
    )


async def places(reader: Reader, keys: Collection[Key]) -> dict[Key, WorkQueuePlace]:
    found = await reader.many(
        WorkQueuePlace,
        f"select i.tenant_id, i.id, i.queue_id, i.state = 'closed' as closed from {_KEYS} "
        "join core.interaction i on i.tenant_id = k.tenant and i.id = k.id",
        _params(keys),
    )
    return {(one.tenant_id, one.id): one for one in found}


async def open_on(reader: Reader, tenants: Sequence[UUID], channel: str, older_than: timedelta) -> list[Key]:
    """Work of one channel that began so long ago and is not over."""
    rows = await reader.dicts(
        "select i.tenant_id, i.id from unnest(%s::uuid[]) t(id) join core.interaction i on i.tenant_id = t.id "
        "where i.state in ('queued', 'working', 'waiting') and i.channel = %s and i.created_at < %s",
        [list(tenants), channel, reader.now - older_than],
    )
    return [(row["tenant_id"], row["id"]) for row in rows]


async def agents_of(reader: Reader, tenant: UUID, interaction: UUID) -> list[UUID]:
    """Who had it in hand at some time, the last first (index segment_interaction)."""
    return await reader.values(
        "select agent_id from core.segment where tenant_id = %s and interaction_id = %s and connected_at is not null "
        "group by agent_id order by max(connected_at) desc",
        [tenant, interaction],
    )
