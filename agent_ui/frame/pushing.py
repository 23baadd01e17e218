"""Draws what changed in the frame, from the reader's snapshot."""

from __future__ import annotations

from uuid import UUID

from agent_ui.console import compose, offering
from agent_ui.console.changes import Changes
from agent_ui.console.compose import Desk
from agent_ui.console.lens import Lens
from agent_ui.console.thread import name_of
from agent_ui.console.views import OfferView
from agent_ui.frame.compose import own_call
from agent_ui.parts import Parts
from agent_ui.screen import Screen
from contact_center.interactions import desk, reading
from contact_center.platform.unit_of_work import Reader


async def draw(reader: Reader, parts: Parts, screen: Screen, lens: Lens, found: Desk, what: Changes) -> list[str]:
    """Offer, presence and call, as far as `what` names them."""
    drawn: list[str] = []
    if what.offer:
        offer = await compose.offer_view(reader, lens, found)
        if offer is None and what.lost_offer is not None:
            offer = await _over(reader, lens, found, what.lost_offer)
        drawn.append(screen.part("console/push/offer.html", offer=offer))
    if what.presence:
        drawn.append(screen.part("console/push/presence.html", presence=compose.presence_view(lens, found)))
    if what.desks or what.calls:
        drawn.append(screen.part("console/push/line.html", call=await own_call(parts, reader, lens, found)))
    return drawn


async def _over(reader: Reader, lens: Lens, found: Desk, segment: UUID) -> OfferView | None:
    part = await desk.part(reader, lens.tenant, segment)
    header = await reading.header(reader, lens.tenant, part.interaction_id) if part else None
    if part is None or header is None:
        return None
    queue = found.queues.get(part.queue_id, "") if part.queue_id else ""
    return offering.over(lens, part, await name_of(reader, lens, header), queue)
