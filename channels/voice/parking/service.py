"""Parking a live call, and picking one up: one unit of work for call and work each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.voice import store
from channels.voice.adapter import CODE
from channels.voice.calling.errors import AlreadyOnCall
from channels.voice.domain import Parks, Phase, Unparks
from channels.voice.errors import CallOver, NotParked, NotYoursToPickUp
from channels.voice.locking import LockedCall
from channels.voice.service import CallService
from contact_center.directory.service import audit
from contact_center.interactions import store as interactions
from contact_center.interactions.outbound import call_store
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import call_parking
from contact_center.kernel.ids import AgentId, CallId, InteractionId, QueueId, TenantId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class ParkedCall:
    """A call that waits to be picked up."""

    call: CallId
    interaction: InteractionId
    queue: QueueId | None
    by: AgentId | None
    """None: whoever parked it works here no more."""
    since: datetime
    until: datetime | None
    """Then it is offered to whoever parked it, and after that to its queue."""


class CallParking:
    def __init__(self, calls: CallService, ports: Ports) -> None:
        self._calls = calls
        self._ports = ports

    async def park(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """The customer hears music, and the agent is free at once.

        Raises `NotWithYou`, `CallOver`, `ColleaguesOnCall`, and `NotConnectedToEachOther` before the two talk.
        """

        async def step(hand: LockedCall) -> None:
            if hand.call.phase is Phase.ENDED:
                raise CallOver
            await hand.segment_of(agent)
            await hand.react(Parks())
            await call_parking.park(hand.work, hand.row.interaction_id, agent)
            await audit(hand.work, "call parked", f"call:{call_id}", interaction=str(hand.row.interaction_id))

        await self._calls.run(tenant, call_id, step, actor=f"user:{agent}")

    async def pick_up(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> InteractionId:
        """The call is this agent's, whose page joins it as after an offer.

        Raises `NotParked`, also for one that is over, `NotYoursToPickUp`, and `AlreadyOnCall` while they talk with
        somebody else.
        """
        found: list[InteractionId] = []

        async def step(hand: LockedCall) -> None:
            row = await interactions.interaction(hand.work, tenant, hand.row.interaction_id)
            if hand.call.phase is not Phase.PARKED or not call_parking.is_parked(row):
                raise NotParked
            serves = await self._ports.planner.serves(hand.work, tenant, agent)
            if not may_pick_up(agent, row.owner_agent_id, row.queue_id, serves):
                raise NotYoursToPickUp
            if await call_store.talks(hand.work, tenant, agent, [CODE]):
                raise AlreadyOnCall
            await call_parking.pick_up(hand.work, row, agent)
            await hand.react(Unparks())
            await audit(hand.work, "call picked up", f"call:{call_id}", interaction=str(row.id))
            found.append(InteractionId(row.id))

        await self._calls.run(tenant, call_id, step, actor=f"user:{agent}")
        return found[-1]


async def parked(reader: Reader, tenant: TenantId) -> list[ParkedCall]:
    """All of the organisation's, the longest parked first."""
    found = []
    for row in await store.parked(reader, tenant):
        work = await interactions.interaction(reader, tenant, row.interaction_id)
        if call_parking.is_parked(work):
            found.append(
                ParkedCall(
                    CallId(row.id), InteractionId(row.interaction_id),
                    QueueId(work.queue_id) if work.queue_id else None,
                    AgentId(work.owner_agent_id) if work.owner_agent_id else None, row.call.since, work.parked_until,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.since, one.call))


async def parked_for(reader: Reader, ports: Ports, tenant: TenantId, agent: AgentId) -> list[ParkedCall]:
    """Those that this agent may pick up."""
    found = await parked(reader, tenant)
    if not found:
        return []
    serves = await ports.planner.serves(reader, tenant, agent)
    return [one for one in found if may_pick_up(agent, one.by, one.queue, serves)]


def may_pick_up(agent: AgentId, by: UUID | None, queue: UUID | None, serves: Collection[QueueId]) -> bool:
    """Whoever parked it, and whoever serves its queue."""
    return by == agent or (queue is not None and queue in serves)
