"""The engine built anew from the database: what a router does when it takes over (D15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_center.interactions.presence import connections
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId, TenantId
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader
from routing.engine import AgentSnapshot, Engine, OfferSnapshot, Snapshot, WorkSnapshot
from routing.engine.inputs import AgentChanged, Excluded
from routing.engine.model import RoutingPolicy
from routing.policy import queues_store as store
from routing.policy import store as policy_store
from routing.policy.queues import routing_policy
from routing.router import store as router_store
from routing.router.translate import ChannelTraits, agent_input, waiting_input


@dataclass(frozen=True, slots=True)
class Restored:
    engine: Engine
    position: int
    """Of the log, as of the snapshot the facts were read in."""
    seen: dict[AgentId, datetime]
    silent: set[AgentId]


class SnapshotFacts:
    """`routing.router.core.Facts`, from the reader's transaction."""

    def __init__(self, reader: Reader, tenant: TenantId, same_agent_after: timedelta) -> None:
        self._reader, self._tenant, self._same_agent_after = reader, tenant, same_agent_after

    async def policy(self) -> RoutingPolicy:
        return await read_policy(self._reader, self._tenant, self._same_agent_after)

    async def waiting(self, work: Collection[InteractionId]) -> list[router_store.WaitingRow]:
        return await router_store.waiting(self._reader, self._tenant, list(work))

    async def agents(self, agents: Collection[AgentId]) -> list[router_store.AgentRow]:
        return await router_store.agents(self._reader, self._tenant, list(agents))


async def restore(
    reader: Reader, tenant: TenantId, media: ChannelTraits, same_agent_after: timedelta, now: datetime
) -> Restored:
    """To be read in one repeatable-read transaction, so that log position and facts fit together."""
    policy = await read_policy(reader, tenant, same_agent_after)
    seen = await _last_seen(reader, tenant, now, timedelta(seconds=policy.silent_after_s))
    agents = await router_store.agents(reader, tenant)
    snapshot = await _snapshot(reader, tenant, media, same_agent_after, now, policy, agents, seen)
    silent = {AgentId(row.agent_id) for row in agents if not row.reachable}
    return Restored(Engine.restore(snapshot), snapshot.position, seen, silent)


async def snapshot_of(
    reader: Reader, tenant: TenantId, media: ChannelTraits, same_agent_after: timedelta, now: datetime
) -> Snapshot:
    """The facts alone, for who wants to look at them as the engine does."""
    policy = await read_policy(reader, tenant, same_agent_after)
    agents = await router_store.agents(reader, tenant)
    return await _snapshot(reader, tenant, media, same_agent_after, now, policy, agents, {})


async def _snapshot(
    reader: Reader,
    tenant: TenantId,
    media: ChannelTraits,
    same_agent_after: timedelta,
    now: datetime,
    policy: RoutingPolicy,
    agents: list[router_store.AgentRow],
    seen: Mapping[AgentId, datetime],
) -> Snapshot:
    return Snapshot(
        now=now,
        position=await head(reader, tenant),
        policy=policy,
        agents=tuple(_agents(agents, media, seen)),
        work=await _work(reader, tenant, media, same_agent_after, now),
        offers=tuple(_offer(row) for row in await router_store.offers(reader, tenant)),
    )


async def read_policy(reader: Reader, tenant: TenantId, same_agent_after: timedelta) -> RoutingPolicy:
    head = await policy_store.head(reader, tenant)
    return routing_policy(
        max(1, head.version),
        await store.queues(reader, tenant),
        int(same_agent_after.total_seconds()),
        head.settings,
    )


async def _last_seen(reader: Reader, tenant: TenantId, now: datetime, grace: timedelta) -> dict[AgentId, datetime]:
    """Silence while there was no router is held against nobody: it counts as just begun to matter.

    Else a machine that was down for minutes would lose all its agents in the first second.
    """
    rows = await connections.last_seen(reader, [tenant])
    return {AgentId(row.agent_id): max(row.seen_at, now - grace) for row in rows}


def _agents(
    rows: Iterable[router_store.AgentRow], media: ChannelTraits, seen: Mapping[AgentId, datetime]
) -> Iterable[AgentSnapshot]:
    for row in rows:
        given = agent_input(row, media, seen.get(AgentId(row.agent_id)))
        if isinstance(given, AgentChanged):
            yield AgentSnapshot(facts=given, misses=row.missed)


async def _work(
    reader: Reader, tenant: TenantId, media: ChannelTraits, same_agent_after: timedelta, now: datetime
) -> tuple[WorkSnapshot, ...]:
    excluded: dict[InteractionId, list[Excluded]] = defaultdict(list)
    for refused in await router_store.refused(reader, tenant, now - same_agent_after):
        one = Excluded(AgentId(refused.agent_id), refused.done_at + same_agent_after)
        excluded[InteractionId(refused.interaction_id)].append(one)
    waiting = await router_store.waiting(reader, tenant)
    for row in waiting:
        if row.handed_by is not None and row.queued_at is not None and row.queued_at > now - same_agent_after:
            one = Excluded(AgentId(row.handed_by), row.queued_at + same_agent_after)
            excluded[InteractionId(row.id)].append(one)
    return tuple(
        WorkSnapshot(work=waiting_input(row, media, excluded[InteractionId(row.id)]), unserved=row.unserved)
        for row in waiting
    )


def _offer(row: router_store.OfferRow) -> OfferSnapshot:
    return OfferSnapshot(
        segment_id=SegmentId(row.id),
        interaction_id=InteractionId(row.interaction_id),
        agent_id=AgentId(row.agent_id),
        offered_at=row.offered_at,
        expires_at=row.expires_at,
    )
