"""SQL of how an interaction was routed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from routing.explanation.domain import Unserved


@dataclass(frozen=True, slots=True)
class ExplainedOfferRow:
    segment_id: UUID
    agent_id: UUID
    agent_name: str
    offered_at: datetime
    state: str
    reason: str | None
    policy_version: int | None
    read_position: int | None
    overridden_by: str | None
    explanation: dict[str, Any] | None


# Index segment_interaction.
OFFERS = """
select s.id as segment_id, s.agent_id, u.name as agent_name, s.offered_at, s.state, s.reason, s.policy_version,
  s.read_position, s.overridden_by, s.explanation
from core.segment_info s join core.person u on u.tenant_id = s.tenant_id and u.id = s.agent_id
where s.tenant_id = %s and s.interaction_id = %s order by s.offered_at, s.id
"""


async def offers(reader: Reader, tenant: UUID, interaction: UUID) -> list[ExplainedOfferRow]:
    return await reader.many(ExplainedOfferRow, OFFERS, [tenant, interaction])


async def unserved(reader: Reader, tenant: UUID, interaction: UUID) -> Unserved | None:
    return await reader.one(
        Unserved,
        "select n.since, n.lack, n.missing from routing.unserved n "
        "join core.work_info i on i.tenant_id = n.tenant_id and i.id = n.interaction_id and i.state = 'queued' "
        "where n.tenant_id = %s and n.interaction_id = %s",
        [tenant, interaction],
    )


async def rules(reader: Reader, tenant: UUID, interaction: UUID) -> list[dict[str, Any]]:
    """What the routing rules made of it, as it is kept with the work."""
    return (
        await reader.value("select rules from core.work_info where tenant_id = %s and id = %s", [tenant, interaction])
        or []
    )
