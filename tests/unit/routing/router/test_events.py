"""What the log gives back is what was put into it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contact_center.kernel.contracts.interactions import InteractionQueued, QueuedBecause
from contact_center.kernel.events import revive
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, QueueId, new_id

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("known", [True, False])
def test_an_event_comes_back_from_the_log_as_it_was(known: bool) -> None:
    event = InteractionQueued(
        interaction_id=InteractionId(new_id()),
        conversation_id=ConversationId(new_id()),
        customer_id=CustomerId(new_id()) if known else None,
        queue_id=QueueId(new_id()),
        channel="sms",
        tier="messaging",
        weight=1,
        priority=0,
        skills=["lang:zh:3"],
        entered_at=NOW,
        ranked_at=NOW,
        at_head=False,
        because=QueuedBecause.TRANSFERRED,
        number=2,
        sl_started_at=NOW,
        sl_seconds=20,
        sl_percent=80,
        due_at=None,
        preferred_agent_id=AgentId(new_id()) if known else None,
        preferred_until=NOW if known else None,
    )
    assert revive(event.type, event.payload()) == event
