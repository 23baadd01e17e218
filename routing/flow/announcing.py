"""What customers in a session are told of their place and wait; decided anew every few seconds.

The last announcement is kept with the wait, so that no later one is worse, whoever routes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.routing_events import WaitAnnounced
from contact_center.kernel.ids import ConversationId, InteractionId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.flow.expected_wait import Pace, expected_seconds, to_announce
from routing.flow.model import Announce, QueueFlow, Treatment
from routing.flow.overflow import QueueNow
from routing.flow.ports import Line
from routing.flow.reading import treatment_of

EVERY = timedelta(seconds=5)

# The order in which the work of a line is served, but for rings and skills.
_SERVED = "i.at_head desc, extract(epoch from %(now)s - i.ranked_at) / 60 + i.priority desc, i.id"

# Index interaction_queued.
PLACES = f"""
select * from (select i.id as interaction_id, i.conversation_id, i.queue_id, i.tier, i.sl_started_at as since,
  row_number() over (partition by i.queue_id, i.tier order by {_SERVED}) as place,
  i.facts -> 'treatment' as treatment,
  w.announced_position as told_place, extract(epoch from w.announced_until - w.announced_at)::float8 as told_seconds
from core.interaction i
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id and w.started_at = i.sl_started_at
where i.tenant_id = %(tenant)s and i.state = 'queued' and i.tier = 'live' and i.queue_id is not null
  and i.ranked_at is not null and i.sl_started_at is not null) p
where place <= 100 or told_place is null or place <= told_place * 0.9
order by place limit 300
"""

# Index interaction_queued.
PLACE = f"""
select place from (select i.id, row_number() over (order by {_SERVED}) as place from core.interaction i
  where i.tenant_id = %(tenant)s and i.state = 'queued' and i.ranked_at is not null
    and (i.queue_id, i.tier) = (select m.queue_id, m.tier from core.interaction m
      where m.tenant_id = %(tenant)s and m.id = %(interaction)s)) p
where p.id = %(interaction)s
"""

TELL = """
insert into routing.wait (tenant_id, interaction_id, queue_id, started_at, announced_at, announced_until,
  announced_position) values (%s, %s, %s, %s, %s, %s, %s)
on conflict (tenant_id, interaction_id) do update set queue_id = excluded.queue_id,
  started_at = excluded.started_at, announced_at = excluded.announced_at,
  announced_until = excluded.announced_until, announced_position = excluded.announced_position
"""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    interaction_id: UUID
    conversation_id: UUID
    queue_id: UUID
    tier: str
    since: datetime
    place: int
    treatment: dict[str, Any] | None
    told_place: int | None
    told_seconds: float | None


@dataclass(frozen=True, slots=True)
class Announcement:
    row: PlaceRow
    place: int
    seconds: float | None


async def places(reader: Reader, tenant: UUID, now: datetime) -> list[PlaceRow]:
    return await reader.many(PlaceRow, PLACES, {"tenant": tenant, "now": now})


async def place(reader: Reader, tenant: UUID, interaction: UUID, now: datetime) -> int | None:
    """Where this waiting work stands in its line, 1 being served next; the same place that is announced."""
    found: int | None = await reader.value(PLACE, {"tenant": tenant, "interaction": interaction, "now": now})
    return found


def announcements(
    rows: Sequence[PlaceRow], queues: Mapping[UUID, QueueNow], paces: Mapping[Line, Pace | None]
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


def _worth_telling(row: PlaceRow, place: int) -> bool:
    """Each step of the first ten; further back a tenth of the way."""
    told = row.told_place
    return told is None or (place < told and (place <= 10 or place <= told * 0.9))


async def tell(work: UnitOfWork, news: Sequence[Announcement]) -> None:
    """Keeps what is told; the event makes the customer's page look again."""
    for one in news:
        row = one.row
        until = None if one.seconds is None else work.now + timedelta(seconds=one.seconds)
        await work.execute(
            TELL, [work.tenant_id, row.interaction_id, row.queue_id, row.since, work.now, until, one.place]
        )
        work.record(
            WaitAnnounced(
                interaction_id=InteractionId(row.interaction_id),
                conversation_id=ConversationId(row.conversation_id),
                place=one.place,
                seconds=None if one.seconds is None else int(one.seconds),
            )
        )
