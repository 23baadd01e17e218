"""Calls that begin with us, as JSON: `/api/v1/calls`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from channels.voice import keypad
from channels.voice.calling import setting
from channels.voice.calling.outside import OutsideCalls, OutsideRequest
from channels.voice.calling.schemas import (
    CallWayOut,
    DiallingIn,
    KeysIn,
    LineRulesOut,
    NewOutgoingCall,
    OutsideIn,
    PlacedCallOut,
)
from channels.voice.calling.service import CallRequest, CallsOut
from contact_center.directory.access import Admin, Agent
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.outbound.endpoints import Key
from contact_center.kernel.ids import CallId, ChannelAccountId, CustomerId, InteractionId, QueueId
from contact_center.platform.unit_of_work import Database, UnitOfWork


def rules(database: Database, accounts: ChannelAccounts) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/calls/rules", tags=["calls"])

    @routes.get("")
    async def read_rules(who: Admin) -> list[LineRulesOut]:
        """By which rules each line calls out."""
        async with database.read(who.tenant) as reader:
            found = await setting.lines(reader, accounts, who.tenant)
        return [
            LineRulesOut(
                account=one.account, name=one.name, state=one.state, dialling=DiallingIn.model_validate(dict(one.said))
            )
            for one in found
        ]  # fmt: skip

    @routes.put("/{account}", status_code=status.HTTP_204_NO_CONTENT)
    async def change_rules(
        who: Admin,
        account: UUID,
        body: DiallingIn,
        saw: Annotated[str | None, Query(max_length=64, description="the `state` of the line as it was read")] = None,
    ) -> None:
        """All rules of a line; what is left out is as careful as can be.

        `saw`: its `state` as it was read, so that what somebody else has changed since is not lost.
        """

        async def write(work: UnitOfWork) -> None:
            said = body.model_dump(mode="json", exclude_none=True)
            await setting.change(work, accounts, account, said, saw=saw)

        await database.run(who.tenant, write, actor=who.actor)

    return routes


def router(calls: CallsOut) -> APIRouter:
    """For agents and supervisors."""
    routes = APIRouter(prefix="/api/v1/calls", tags=["calls"])

    @routes.post("", status_code=status.HTTP_201_CREATED)
    async def place_call(who: Agent, body: NewOutgoingCall, key: Key, response: Response) -> PlacedCallOut:
        """Calls a customer: the console of whoever asks joins first, then the telephone rings.

        200 instead of 201 where it was begun before under this key. What became of it is among the attempts of the
        interaction.
        """
        placed = await calls.place(who.tenant, who.agent_id, _wanted(body, key), actor=who.actor)
        if placed.repeated:
            response.status_code = status.HTTP_200_OK
        return PlacedCallOut(
            call=placed.call_id, interaction=placed.interaction_id, attempt=placed.attempt_id, number=placed.number,
            repeated=placed.repeated,
        )  # fmt: skip

    @routes.get("/way")
    async def ask_way(who: Agent, wanted: Annotated[NewOutgoingCall, Query()]) -> CallWayOut:
        """What would come of a call now: the number in its one form, what may be shown, its price, and any problem.

        Nothing is dialled; all is asked again when it is.
        """
        found = await calls.way(who.tenant, who.agent_id, _wanted(wanted, ""))
        return CallWayOut(
            number=found.number, caller_ids=list(found.shown), estimate=found.estimate, currency=found.currency,
            consent=found.consent.reason.value if found.consent else None,
            problem=found.problem.code if found.problem else None,
        )  # fmt: skip

    @routes.post("/{call_id}/keys", status_code=status.HTTP_204_NO_CONTENT)
    async def press_keys(who: Agent, call_id: UUID, body: KeysIn) -> None:
        """Tones of the keypad, for the machine at the other end. What they are is kept nowhere."""
        await keypad.press(calls.desk, who.tenant, who.agent_id, CallId(call_id), body.digits)

    @routes.post("/{call_id}/outside", status_code=status.HTTP_204_NO_CONTENT)
    async def call_outside(who: Agent, call_id: UUID, body: OutsideIn) -> None:
        """Rings a number outside for the call in this agent's hand, by the rules for calls out; one at a time.

        It stands on the call as a colleague does who is asked: `merge`, `complete` and `hold` of the call count for it,
        and `colleagues/{leg}/drop` and `mute` with the id of its leg. What it came to is among the attempts.
        """
        wanted = OutsideRequest(body.to, body.blind, body.caller_id, who.user.name, body.note)
        await OutsideCalls(calls).call(who.tenant, who.agent_id, CallId(call_id), wanted)

    return routes


def _wanted(body: NewOutgoingCall, key: str) -> CallRequest:
    return CallRequest(
        account=ChannelAccountId(body.account), to=body.to, client_key=key,
        customer=CustomerId(body.customer) if body.customer else None, purpose=body.purpose, caller_id=body.caller_id,
        queue=QueueId(body.queue) if body.queue else None, work=InteractionId(body.work) if body.work else None,
    )  # fmt: skip
