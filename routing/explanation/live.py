"""What the router would say of waiting work this moment, for who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.ids import AgentId, InteractionId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing.engine.looking import Look, look
from routing.engine.saving import load_snapshot
from routing.policy import queues_store as queues
from routing.rehearsal.replay import store as people
from routing.router.restore import snapshot_of
from routing.router.translate import ChannelTraits


@dataclass(frozen=True, slots=True)
class LiveLook:
    """`look` None: it does not wait any more."""

    look: Look | None
    agents: Mapping[AgentId, str]
    """Names."""
    queues: Mapping[UUID, str]


async def see(
    reader: Reader,
    tenant: TenantId,
    interaction: UUID,
    capabilities: Mapping[str, Capabilities],
    same_agent_after: timedelta,
) -> LiveLook:
    """Of one interaction, from facts as they are in the reader's transaction."""
    facts = await snapshot_of(reader, tenant, ChannelTraits.of(capabilities), same_agent_after, reader.now)
    found = look(load_snapshot(facts), InteractionId(interaction))
    names = {AgentId(row.id): row.name for row in await people.people(reader, tenant)}
    return LiveLook(found, names, {row.id: row.name for row in await queues.queues(reader, tenant)})
