"""How an interaction was routed: every offer with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contact_center.interactions import store as interactions
from contact_center.platform.unit_of_work import Reader
from routing.engine.explain import phrases
from routing.explanation import store
from routing.explanation.domain import OfferMade, RoutingOfInteraction, Sentence
from routing.explanation.stored import expand
from routing.policy import queues_store
from routing.rules.applied import RuleApplied, applied


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> RoutingOfInteraction:
    """Raises `NoSuchInteraction`."""
    await interactions.interaction(reader, tenant, interaction)
    rows = await store.offers(reader, tenant, interaction)
    nobody = await store.unserved(reader, tenant, interaction)
    return RoutingOfInteraction([_offer(row) for row in rows], nobody, await rules_of(reader, tenant, interaction))


async def rules_of(reader: Reader, tenant: UUID, interaction: UUID) -> list[RuleApplied]:
    """What the routing rules made of it, in their order."""
    stored = await store.rules(reader, tenant, interaction)
    names = {str(row.id): row.name for row in await queues_store.queues(reader, tenant)} if stored else {}
    return [applied(one, names) for one in stored]


def _offer(row: store.ExplainedOfferRow) -> OfferMade:
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
        why=_why(row.explanation, row.agent_name),
    )


def _why(stored: Mapping[str, Any] | None, agent: str) -> list[Sentence]:
    """Work given by hand has no explanation."""
    if stored is None:
        return []
    return [Sentence(phrase.code, dict(phrase.args)) for phrase in phrases(expand(stored), agent)]
