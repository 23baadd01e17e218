"""What was said with the same customer before the conversation that is open."""

from __future__ import annotations

from agent_ui.compose import customer
from agent_ui.compose.lens import Lens
from agent_ui.views import PastView
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.kernel.contracts.interactions import Identity
from contact_center.platform.unit_of_work import Reader

PAST = 3


async def earlier_contacts(
    reader: Reader, lens: Lens, header: Header, past: customer.Past | None
) -> tuple[PastView, ...]:
    """The latest `PAST` of them that its reader may open, the oldest first; `past` where it has been read already."""
    if header.customer_id is None or header.identity == Identity.AMBIGUOUS:
        return ()
    own = header.interaction_id
    past = past or await customer.past_of(reader, lens, header.customer_id, but=own, limit=PAST)
    latest = past.rows[:PAST]
    earlier = [row for row in latest if row.created_at <= header.created_at and row.interaction_id in past.readable]
    return tuple(
        PastView(
            row.channel, customer.title(lens.words, row), row.created_at,
            customer.past_address(header.customer_id, row.interaction_id),
        )
        for row in reversed(earlier)
    )  # fmt: skip
