"""What simulated agents and customers look up by themselves in the product's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import AgentId, TenantId
from contact_center.platform.unit_of_work import Reader

HUMANS = """
select count(*) from core.presence p where p.tenant_id = %s and p.state = 'available' and p.unreachable_since is null
and p.agent_id <> all(%s)
"""
FORGOTTEN = """
select id, owner_agent_id from core.interaction where tenant_id = %s and state = 'waiting' and owner_agent_id = any(%s)
and waiting_since < %s order by waiting_since limit 3
"""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A matter whose customer has not answered."""

    id: UUID
    owner_agent_id: AgentId


async def humans_available(reader: Reader, tenant: TenantId, simulated: Sequence[AgentId]) -> int:
    """How many agents besides the simulated ones are available."""
    return int(await reader.value(HUMANS, [tenant, list(simulated)]))


async def forgotten(reader: Reader, tenant: TenantId, owners: Sequence[AgentId], since: datetime) -> list[Forgotten]:
    """A few matters of these agents that have waited for their customer since before `since`."""
    return await reader.many(Forgotten, FORGOTTEN, [tenant, list(owners), since])


async def contact_of_conversation(reader: Reader, tenant: TenantId, conversation: UUID) -> str | None:
    """The customer's address in it."""
    found: str | None = await reader.value(
        "select contact_value from core.conversation where tenant_id = %s and id = %s", [tenant, conversation]
    )
    return found


async def contact_of_interaction(reader: Reader, tenant: TenantId, interaction: UUID) -> str | None:
    """The customer's address in the conversation it belongs to."""
    found: str | None = await reader.value(
        "select c.contact_value from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
        "and c.id = i.conversation_id where i.tenant_id = %s and i.id = %s",
        [tenant, interaction],
    )
    return found


async def presence_of(reader: Reader, tenant: TenantId, agents: Sequence[AgentId]) -> dict[AgentId, str]:
    rows = await reader.dicts(
        "select agent_id, state from core.presence where tenant_id = %s and agent_id = any(%s)", [tenant, list(agents)]
    )
    return {AgentId(row["agent_id"]): row["state"] for row in rows}
