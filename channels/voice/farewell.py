"""A message for an answering machine that has taken a call of ours: left by one key, and the agent is free."""

from __future__ import annotations

from channels.voice.errors import NoMessageForMachines
from channels.voice.locking import LockedCall
from channels.voice.model import LeaveOurMessage
from channels.voice.service import CallService
from contact_center.kernel.ids import AgentId, CallId, TenantId


async def leave(calls: CallService, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
    """Raises `NotWithYou`, `NoMessageForMachines`, and `NotConnectedToEachOther` before anybody has answered."""

    async def step(hand: LockedCall) -> None:
        await hand.segment_of(agent)
        out = hand.call.out
        if out is None or not out.message or not calls.providers.abilities(hand.row.place.provider).speaks:
            raise NoMessageForMachines
        await hand.react(LeaveOurMessage())

    await calls.run(tenant, call_id, step, actor=f"user:{agent}")
