"""The customer is gone before or after somebody answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import queueing, wrapping_up
from contact_center.interactions.work.messages import lock_conversation_of
from contact_center.kernel.contracts.interactions import Outcome, Reason, SegmentState, State
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork


async def abandon(work: UnitOfWork, interaction_id: UUID, *, left_at: datetime | None = None) -> bool:
    """The customer left before anybody answered; True if there was something to abandon.

    `left_at`: when they did, where that becomes certain only later (a visitor whose page fell silent); None: now.
    """
    await lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state != State.QUEUED or keeps_place(row):
        return False
    await queueing.close(work, row, Outcome.ABANDONED, Phrase(HistoryCode.CUSTOMER_LEFT), left_at=left_at)
    return True


def keeps_place(row: Interaction) -> bool:
    """The customer asked to be called back: leaving is no abandoning (D31)."""
    return bool(row.facts.get("callback"))


async def customer_left(
    work: UnitOfWork,
    ports: Ports,
    interaction_id: UUID,
    outcome: Outcome,
    *,
    left_at: datetime | None = None,
    why: Phrase | None = None,
) -> None:
    """The customer (or our media) ended a live session that may have an agent in it. `left_at` as in `abandon`.

    `why` is for its history, where more is known than that the customer left or the media was lost.
    """
    await lock_conversation_of(work, interaction_id)
    row = await store.lock_interaction(work, interaction_id)
    if row.state == State.CLOSED or keeps_place(row):
        return
    if row.state == State.QUEUED and row.answered_at is None and outcome is Outcome.COMPLETED:
        outcome = Outcome.ABANDONED
    open_ = await store.open_segments(work, work.tenant_id, interaction_id)
    segments = [one for one in open_ if one.purpose == "work"]
    why = why or Phrase(HistoryCode.MEDIA_LOST if outcome is Outcome.DROPPED else HistoryCode.CUSTOMER_LEFT)
    await queueing.close(work, row, outcome, why, left_at=left_at)
    for segment in segments:
        if segment.phase in (SegmentState.CONNECTED, SegmentState.HELD):
            await wrapping_up.leave(work, ports, segment, Reason.COMPLETED)
