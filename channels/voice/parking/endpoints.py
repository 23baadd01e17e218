"""Parked calls, as JSON: `/api/v1/calls`."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from channels.voice.parking.schemas import ParkedCallOut, ParkingRule, PickedUpOut
from channels.voice.parking.service import CallParking, parked_for
from contact_center.directory.access import Admin, Agent
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import call_parking
from contact_center.kernel.ids import CallId
from contact_center.platform.unit_of_work import Database, UnitOfWork


def rules(database: Database) -> APIRouter:
    """For administrators. Mounted before all that is named by a call."""
    routes = APIRouter(prefix="/api/v1/calls/parking", tags=["calls"])

    @routes.get("")
    async def read_rule(who: Admin) -> ParkingRule:
        """For how long a call stays parked."""
        async with database.read(who.tenant) as reader:
            return ParkingRule(seconds=await call_parking.seconds(reader, who.tenant))

    @routes.put("", status_code=status.HTTP_204_NO_CONTENT)
    async def change_rule(who: Admin, body: ParkingRule) -> None:
        """Counts for calls that are parked from now on."""

        async def write(work: UnitOfWork) -> None:
            await call_parking.set_seconds(work, body.seconds)

        await database.run(who.tenant, write, actor=who.actor)

    return routes


def router(database: Database, ports: Ports, parking: CallParking) -> APIRouter:
    """For agents and supervisors."""
    routes = APIRouter(prefix="/api/v1/calls", tags=["calls"])

    @routes.get("/parked")
    async def read_parked(who: Agent) -> list[ParkedCallOut]:
        """Calls that whoever asks may pick up, the longest parked first."""
        async with database.read(who.tenant) as reader:
            found = await parked_for(reader, ports, who.tenant, who.agent_id)
        return [ParkedCallOut.of(one) for one in found]

    @routes.post("/{call_id}/park", status_code=status.HTTP_204_NO_CONTENT)
    async def park(who: Agent, call_id: UUID) -> None:
        """The call in this agent's hand: its customer hears music until somebody who serves its queue picks it up.

        After the time that the organisation has set it comes back to this agent, and then to its queue.
        """
        await parking.park(who.tenant, who.agent_id, CallId(call_id))

    @routes.post("/{call_id}/pick-up")
    async def pick_up(who: Agent, call_id: UUID) -> PickedUpOut:
        """A parked call is this agent's; the first who asks gets it."""
        return PickedUpOut(interaction=await parking.pick_up(who.tenant, who.agent_id, CallId(call_id)))

    return routes
