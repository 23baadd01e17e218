"""How an interaction was routed: every offer with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.interactions import store as interactions
from contact_center.platform.unit_of_work import Reader
from routing.engine.explain import phrases, render
from routing.explanation.domain import OfferMade, RoutingOfInteraction, Sentence, Unserved
from routing.explanation.stored import expand
from routing.policy import queues_store as store
from routing.rules.words import RuleApplied, applied


@dataclass(frozen=True, slots=True)
class _Row:
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
from core.segment s join core.user_account u on u.tenant_id = s.tenant_id and u.id = s.agent_id
where s.tenant_id = %s and s.interaction_id = %s order by s.offered_at, s.id
"""


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> RoutingOfInteraction:
    """Raises `NoSuchInteraction`."""
    await interactions.interaction(reader, tenant, interaction)
    rows = await reader.many(_Row, OFFERS, [tenant, interaction])
    nobody = await reader.one(
        Unserved,
        "select n.since, n.lack, n.missing from routing.unserved n "
        "join core.interaction i on i.tenant_id = n.tenant_id and i.id = n.interaction_id and i.state = 'queued' "
        "where n.tenant_id = %s and n.interaction_id = %s",
        [tenant, interaction],
    )
    return RoutingOfInteraction([_offer(row) for row in rows], nobody, await rules_of(reader, tenant, interaction))


async def rules_of(reader: Reader, tenant: UUID, interaction: UUID) -> list[RuleApplied]:
    """What the routing rules made of it, in their order."""
    stored = await reader.value(
        "select rules from core.interaction where tenant_id = %s and id = %s", [tenant, interaction]
    )
    names = {str(row.id): row.name for row in await store.queues(reader, tenant)} if stored else {}
    return [applied(one, names) for one in stored or ()]


def _offer(row: _Row) -> OfferMade:
    why, text = _words(row.explanation, row.agent_name)
    return OfferMade(
        segment_id=row.segment_id,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        offered_at=row.offered_at,
        state=row.state,
        reason=row.reason,
        policy_version=row.policy_version,
        read_position=row.read_position,
        overridden_by=row.overridden_by,
        why=why,
        text=text,
    )


def _words(stored: Mapping[str, Any] | None, agent: str) -> tuple[list[Sentence], str | None]:
    """Work given by hand has no explanation."""
    if stored is None:
        return [], None
    said = phrases(expand(stored), agent)
    return [Sentence(phrase.key, dict(phrase.args)) for phrase in said], render(said)
