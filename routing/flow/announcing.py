"""What customers in a session are told of their place and wait; decided anew every few seconds.

The last announcement is kept with the wait, so that no later one is worse, whoever routes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contact_center.kernel.contracts.routing_events import WaitAnnounced
from contact_center.kernel.ids import ConversationId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.flow import waiting_store as store
from routing.flow.expected_wait import QueuePace, expected_seconds, to_announce
from routing.flow.model import Announce, QueueFlow, Treatment
from routing.flow.overflow import QueueNow
from routing.flow.ports import Line
from routing.flow.reading import treatment_of

EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Announcement:
    row: store.PlaceRow
    place: int
    seconds: float | None


def announcements(
    rows: Sequence[store.PlaceRow], queues: Mapping[UUID, QueueNow], paces: Mapping[Line, QueuePace | None]
) -> list[Announcement]:
    """Those that say something new."""
    found = []
    for row in rows:
        queue = queues.get(row.queue_id)
        if queue is None or queue.closure is not None:
            continue
        said = announce_for(treatment_of(row.treatment), queue.flow)
        if not (said.position or said.expected_wait):
            continue
        place = min(row.place, row.told_place or row.place)
        figure = expected_seconds(paces.get((row.queue_id, row.tier)), row.place) if said.expected_wait else None
        seconds = to_announce(figure, row.told_seconds)
        if _worth_telling(row, place) or seconds != row.told_seconds:
            found.append(Announcement(row, place, seconds))
    return found


def announce_for(treatment: Treatment, flow: QueueFlow) -> Announce:
    """What is told of the wait: a rule's word goes before the queue's."""
    if treatment.announce is None:
        return flow.announce
    return Announce(position=treatment.announce, expected_wait=treatment.announce)


def _worth_telling(row: store.PlaceRow, place: int) -> bool:
    """Each step of the first ten; further back a tenth of the way."""
    told = row.told_place
    return told is None or (place < told and (place <= 10 or place <= told * 0.9))


async def tell(work: UnitOfWork, news: Sequence[Announcement]) -> None:
    """Keeps what is told; the event makes the customer's page look again."""
    for one in news:
        row = one.row
        until = None if one.seconds is None else work.now + timedelta(seconds=one.seconds)
        await store.keep_told(work, row, one.place, until)
        work.record(
            WaitAnnounced(
                interaction_id=InteractionId(row.interaction_id),
                conversation_id=ConversationId(row.conversation_id),
                place=one.place,
                seconds=None if one.seconds is None else int(one.seconds),
            )
        )
