"""Interrupted work: parked with its draft while something more urgent rings and is handled (D31).

Parked work stays its agent's, uses no capacity, and its handling clock stands still. It is parked in the
transaction of the offer that interrupts it, so that the database never sees an agent above capacity, and comes
back in the transaction that frees a place for it, so that nothing else can take that place first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment
from contact_center.interactions.presence import store as presence_store
from contact_center.kernel.by_channel import REST
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import SegmentParked, SegmentState, SegmentUnparked
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork

IN_HAND = (SegmentState.CONNECTED, SegmentState.HELD)
BACK = "parked work"
"""In `overridden_by` of work that came back although a limit was lowered meanwhile."""
Places = dict[str, tuple[int, int]]
"""By channel, `*` in total: in use, and how many there are."""


async def make_room(work: UnitOfWork, row: Interaction, agent: AgentId, over: Collection[str]) -> None:
    """Park as few as needed of what the agent has in hand on the channels `over`, the latest begun first.

    Live work is never parked: somebody sits at its other end. Without enough of it nothing is parked: the
    database refuses the offer then.
    """
    used, capacity = (await presence_store.places(work, agent, lock=False)).get(REST, (0, 0))
    needed = used + row.weight - capacity
    mine = await store.agent_segments(work, work.tenant_id, agent)
    can = [one for one in mine if one.channel in over and _yields(one)]
    can.sort(key=lambda one: (one.connected_at or one.offered_at, one.id), reverse=True)
    yields: list[Segment] = []
    while needed > 0 and can:
        yields.append(can.pop(0))
        needed -= yields[-1].weight
    if needed > 0:
        return
    for segment in yields:
        await store.update_segment(work, segment.id, parked_at=work.now)
        work.record(SegmentParked(**_ids(segment), by=InteractionId(row.id)))


async def come_back(work: UnitOfWork, agent: AgentId, still_open: Sequence[Segment]) -> None:
    """What was parked takes the place that became free, the longest parked first."""
    parked = sorted((one for one in still_open if one.parked_at is not None), key=_parked_since)
    if not parked:
        return
    places = await presence_store.places(work, agent, lock=True)
    busy = len(parked) < len(still_open)
    for segment in parked:
        fits = all(_fits(places, channel, segment.weight) for channel in (REST, segment.channel))
        if busy and not fits:
            continue
        await _unpark(work, segment, overridden_by=None if fits else BACK)
        for channel in (REST, segment.channel):
            used, capacity = places.get(channel, (0, 0))
            places[channel] = used + segment.weight, capacity
        busy = True


def parked_seconds(segment: Segment, now: datetime) -> float:
    """How long the segment has been parked in all."""
    return segment.parked_seconds + ((now - segment.parked_at).total_seconds() if segment.parked_at else 0.0)


async def _unpark(work: UnitOfWork, segment: Segment, *, overridden_by: str | None) -> None:
    columns: dict[str, Any] = {"overridden_by": overridden_by} if overridden_by else {}
    await store.update_segment(
        work, segment.id, parked_at=None, parked_seconds=parked_seconds(segment, work.now), **columns
    )
    work.record(SegmentUnparked(**_ids(segment)))


def _yields(segment: Segment) -> bool:
    return segment.phase in IN_HAND and segment.parked_at is None and segment.tier != Tier.LIVE


def _fits(places: Places, channel: str, weight: int) -> bool:
    used, capacity = places.get(channel, (0, 0))
    return used + weight <= capacity


def _parked_since(segment: Segment) -> tuple[datetime, str]:
    assert segment.parked_at is not None
    return segment.parked_at, str(segment.id)


def _ids(segment: Segment) -> dict[str, Any]:
    return {
        "segment_id": SegmentId(segment.id),
        "interaction_id": InteractionId(segment.interaction_id),
        "agent_id": AgentId(segment.agent_id),
    }
