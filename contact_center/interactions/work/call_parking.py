"""A live call that its agent has parked: the customer hears music, and whoever serves its queue may pick it up.

The work waits with whoever parked it, out of the queue. The part of that agent ends with the parking, so the time in
which the call is parked is handling time of nobody; whoever picks it up begins a part of their own. When the time that
the organisation has set is over, the router brings it back (`waiting.wake`).
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.interactions.domain import Interaction
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.work import waiting
from contact_center.interactions.work.rights import in_hand
from contact_center.kernel.contracts.interactions import ParkReason, State
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId, SegmentId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SETTING = "parked_call_seconds"
USUAL_SECONDS = 120
SHORTEST_SECONDS = 15
LONGEST_SECONDS = 30 * 60


class NotAParkTime(Invalid):
    """A parked call comes back after 15 to 1800 seconds."""


async def seconds(reader: Reader, tenant: UUID) -> int:
    """For how long a call stays parked before it comes back."""
    kept = (await settings.of_tenant(reader, tenant)).get(SETTING)
    return kept if isinstance(kept, int) else USUAL_SECONDS


async def set_seconds(work: UnitOfWork, wanted: int) -> None:
    """Counts for calls that are parked from now on. Raises `NotAParkTime`."""
    if not SHORTEST_SECONDS <= wanted <= LONGEST_SECONDS:
        raise NotAParkTime(field="seconds")
    await settings.change(work, SETTING, wanted)
    await directory.audit(work, "parking of calls changed", "tenant", seconds=wanted)


async def park(work: UnitOfWork, interaction_id: UUID, agent: AgentId) -> None:
    """The agent is free at once: there is no after-contact work while the contact goes on. Raises `NotYourWork`."""
    row, segment = await in_hand(work, interaction_id, agent)
    until = work.now + timedelta(seconds=await seconds(work, work.tenant_id))
    why = Phrase(HistoryCode.CALL_PARKED, {"until": until.isoformat()})
    await waiting.wait(work, row, segment, agent, why, until=until, put_by=ParkReason.CALL)


def is_parked(row: Interaction) -> bool:
    return row.state == State.WAITING and row.parked_why == ParkReason.CALL


async def pick_up(work: UnitOfWork, row: Interaction, agent: AgentId) -> SegmentId:
    """In this agent's hand, by their own doing also beyond their places. The row is locked, and `is_parked`."""
    parked = (work.now - row.waiting_since).total_seconds() if row.waiting_since else 0.0
    return await waiting.begin(work, row, agent, Phrase(HistoryCode.CALL_PICKED_UP, {"seconds": round(parked)}))
