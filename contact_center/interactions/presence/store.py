"""SQL of presence: who is in which state, how many places they have, and the signs of life of their browsers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from contact_center.interactions.presence.domain import LastSeen, PresenceRow
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, TenantId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_COLUMNS = "agent_id, state, reason, since, next_state, next_reason, idle_since, missed, unreachable_since"
_OF_AGENT = "where tenant_id = %s and agent_id = %s"
_PLACES = f"select channel, used, capacity from core.agent_load {_OF_AGENT} order by channel"
_PLACES_HELD = _PLACES + " for update"


async def get(reader: Reader, tenant: UUID, agent: AgentId) -> PresenceRow | None:
    return await reader.one(PresenceRow, f"select {_COLUMNS} from core.presence {_OF_AGENT}", [tenant, agent])


async def lock(work: UnitOfWork, agent: AgentId) -> PresenceRow:
    """The row under lock, made offline where there is none yet."""
    await work.execute(
        "insert into core.presence (tenant_id, agent_id, state, since, idle_since) "
        "values (%s, %s, 'offline', %s, %s) on conflict do nothing",
        [work.tenant_id, agent, work.now, work.now],
    )
    row = await work.one(
        PresenceRow, f"select {_COLUMNS} from core.presence {_OF_AGENT} for update", [work.tenant_id, agent]
    )
    assert row is not None
    return row


async def share(work: UnitOfWork, agents: Collection[AgentId]) -> list[PresenceRow]:
    """Rows that stay as they are until this work commits, in one statement."""
    return await work.many(
        PresenceRow,
        f"select {_COLUMNS} from core.presence where tenant_id = %s and agent_id = any(%s) order by agent_id for share",
        [work.tenant_id, list(agents)],
    )


async def begin(work: UnitOfWork, agent: UUID, state: Presence, reason: str | None, idle_since: datetime) -> None:
    """A new state from now on; what was chosen to come next is forgotten."""
    await work.execute(
        "update core.presence set state = %s, reason = %s, since = %s, next_state = null, next_reason = null, "
        f"idle_since = %s {_OF_AGENT}",
        [state, reason, work.now, idle_since, work.tenant_id, agent],
    )


async def set_next(work: UnitOfWork, agent: AgentId, state: Presence | None, reason: str | None) -> None:
    await work.execute(
        f"update core.presence set next_state = %s, next_reason = %s {_OF_AGENT}",
        [state, reason, work.tenant_id, agent],
    )


async def idle_from_now(work: UnitOfWork, agent: AgentId) -> None:
    await work.execute(f"update core.presence set idle_since = %s {_OF_AGENT}", [work.now, work.tenant_id, agent])


async def set_missed(work: UnitOfWork, agent: AgentId, count: int) -> None:
    await work.execute(f"update core.presence set missed = %s {_OF_AGENT}", [count, work.tenant_id, agent])


async def forget_missed(work: UnitOfWork, agent: AgentId) -> None:
    await work.execute(
        f"update core.presence set missed = 0, missed_alert = false {_OF_AGENT} and missed > 0",
        [work.tenant_id, agent],
    )


async def alert_missed(work: UnitOfWork, agent: AgentId) -> bool:
    """False where an answer has come meanwhile."""
    changed = await work.execute(
        f"update core.presence set missed_alert = true {_OF_AGENT} and missed > 0", [work.tenant_id, agent]
    )
    return changed > 0


async def set_reachable(work: UnitOfWork, agent: AgentId, reachable: bool) -> bool:
    """True if that changed."""
    changed = await work.execute(
        f"update core.presence set unreachable_since = %s {_OF_AGENT} and (unreachable_since is null) <> %s",
        [None if reachable else work.now, work.tenant_id, agent, reachable],
    )
    return changed > 0


async def set_capacity(work: UnitOfWork, agent: AgentId, places: Mapping[str, int]) -> None:
    await work.execute(
        "insert into core.agent_load (tenant_id, agent_id, channel, capacity) "
        "select %s, %s, channel, capacity from unnest(%s::text[], %s::int[]) as t(channel, capacity) "
        "on conflict (tenant_id, agent_id, channel) do update set capacity = excluded.capacity",
        [work.tenant_id, agent, list(places), list(places.values())],
    )


async def places(work: UnitOfWork, agent: AgentId, *, lock: bool) -> dict[str, tuple[int, int]]:
    """By channel, `*` for all: places in use, and how many there are."""
    rows = await work.dicts(_PLACES_HELD if lock else _PLACES, [work.tenant_id, agent])
    return {row["channel"]: (row["used"], row["capacity"]) for row in rows}


async def insert_connection(work: UnitOfWork, agent: AgentId, process: UUID) -> UUID:
    id = new_id()
    await work.execute(
        "insert into core.agent_connection (tenant_id, id, agent_id, process_id, opened_at, beat_at) "
        "values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, agent, process, work.now, work.now],
    )
    return id


async def close_connection(work: UnitOfWork, connection: UUID, heard: datetime) -> None:
    await work.execute(
        "update core.agent_connection set closed_at = %s, beat_at = %s where tenant_id = %s and id = %s",
        [work.now, heard, work.tenant_id, connection],
    )


async def with_open_page(work: UnitOfWork, agents: Collection[UUID], since: datetime) -> frozenset[UUID]:
    """Those with a page that gave a sign of life after `since` (index agent_connection_agent)."""
    return frozenset(
        await work.values(
            "select distinct agent_id from core.agent_connection where tenant_id = %s and agent_id = any(%s) "
            "and closed_at is null and beat_at > %s",
            [work.tenant_id, list(agents), since],
        )
    )


async def last_seen(reader: Reader, tenants: list[TenantId], since: datetime | None = None) -> list[LastSeen]:
    """For each agent who was connected lately, or since then: when a browser last gave a sign of life.

    Index agent_connection_agent.
    """
    return await reader.many(
        LastSeen,
        "select tenant_id, agent_id, max(beat_at) as seen_at, bool_or(closed_at is null) as open "
        "from core.agent_connection where tenant_id = any(%s) "
        "and (%s::timestamptz is null or beat_at > %s) group by tenant_id, agent_id",
        [tenants, since, since],
    )
