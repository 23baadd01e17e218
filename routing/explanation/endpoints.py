"""How work was routed, as JSON: `/api/v1/interactions/{id}/routing`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from contact_center.directory.access import allow
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Act, Rights, Serving
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Database
from routing.explanation import service as history
from routing.explanation.domain import OfferMade, RoutingOfInteraction
from routing.explanation.ports import Sentences


def router(database: Database, serving: Serving, sentences: Sentences) -> APIRouter:
    """Whoever may read work may know why it came to whom."""
    routes = APIRouter(prefix="/api/v1/interactions", tags=["routing"])

    @routes.get("/{interaction}/routing")
    async def routing(interaction: UUID, who: Annotated[SignedIn, Depends(allow())]) -> RoutingOfInteraction:
        """Every offer that was made of it, to whom, how it ended, and why it went there."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            await Rights(serving, who).require(reader, interaction, Act.READ)
            return _told(await history.of_interaction(reader, tenant, interaction), sentences)

    return routes


def _told(found: RoutingOfInteraction, sentences: Sentences) -> RoutingOfInteraction:
    """With a line of text for each offer that was explained, and for each rule."""
    return replace(
        found,
        offers=[replace(one, text=_line(one, sentences)) for one in found.offers],
        rules=[replace(one, text=sentences.rule(one)) for one in found.rules],
    )


def _line(offer: OfferMade, sentences: Sentences) -> str | None:
    return sentences.explanation([Phrase(one.key, one.args) for one in offer.why]) if offer.why else None
