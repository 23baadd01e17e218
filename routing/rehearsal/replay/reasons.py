"""Why a piece of work waited, each time it was in a queue: read from the log, worked out by `waiting`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from contact_center.interactions import store as interactions
from contact_center.kernel.ids import AgentId, InteractionId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing.policy import queues_store as queues
from routing.rehearsal.replay import service, store
from routing.rehearsal.replay.conditions import conditions_of
from routing.rehearsal.replay.record import RecordedAgent, RecordedEntry
from routing.rehearsal.replay.recording import OF_WORK, DayRecording
from routing.rehearsal.replay.waiting import Waited, waited
from routing.router.translate import ChannelTraits

A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reasons:
    waits: tuple[Waited, ...]
    """In order of time; also the one that still goes on."""
    agents: Mapping[AgentId, str]
    queues: Mapping[UUID, str]
    logins: Mapping[AgentId, str] = field(default_factory=dict)


async def why_waited(reader: Reader, tenant: TenantId, interaction: UUID, media: ChannelTraits) -> Reasons:
    """Raises `NoSuchInteraction`."""
    await interactions.interaction(reader, tenant, interaction)
    rows = await store.people(reader, tenant)
    people = {AgentId(row.id): RecordedAgent(AgentId(row.id), row.login, row.name) for row in rows}
    capacities = {AgentId(row.id): row.capacity for row in rows}
    found = []
    for entry in await _entries(reader, tenant, InteractionId(interaction)):
        found.append(await _waited(reader, tenant, entry, people, capacities, media))
    names = {row.id: row.name for row in await queues.queues(reader, tenant)}
    called = {agent: who.name for agent, who in people.items()}
    return Reasons(tuple(found), called, names, {agent: who.login for agent, who in people.items()})


async def _entries(reader: Reader, tenant: TenantId, interaction: InteractionId) -> list[RecordedEntry]:
    events = await store.of_work(reader, tenant, [interaction], OF_WORK)
    if not events:
        return []
    ends = reader.now + A_MOMENT
    day = DayRecording(min(event.at for event in events), ends).fold(sorted(events, key=lambda one: one.position))
    return day.day(0, {}).entries


async def _waited(
    reader: Reader,
    tenant: TenantId,
    entry: RecordedEntry,
    people: Mapping[AgentId, RecordedAgent],
    capacities: Mapping[AgentId, Mapping[str, int]],
    media: ChannelTraits,
) -> Waited:
    """Under the policy in force when it came."""
    until = entry.answered_at or entry.gone_at or reader.now
    day = await service.record(reader, tenant, entry.at, until + A_MOMENT, people)
    document, _, version = await service.policy_of(reader, tenant, entry.at)
    said = conditions_of(document, version, people, capacities)
    own = next(
        (one for one in day.entries if (one.interaction_id, one.number) == (entry.interaction_id, entry.number)), entry
    )
    return waited(day, said, own, media)
