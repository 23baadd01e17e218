"""What an agent does about an abusive caller: warns them, or ends the call and blocks where it came from."""

from __future__ import annotations

from channels.voice.flow import blocking
from channels.voice.locking import LockedCall
from channels.voice.model import EndedBy, HangUp
from channels.voice.service import CallService
from contact_center.kernel.ids import AgentId, CallId, TenantId


class CallAbuse:
    def __init__(self, calls: CallService) -> None:
        self._calls = calls

    async def warn(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """Raises `NotWithYou`."""

        async def step(hand: LockedCall) -> None:
            await hand.segment_of(agent)
            await blocking.warn(hand.work, call_id, hand.row.conversation_id)

        await self._calls.run(tenant, call_id, step, actor=f"user:{agent}")

    async def block(self, tenant: TenantId, agent: AgentId, call_id: CallId) -> None:
        """Calls that come from the same number or visitor are refused from now on. Raises `NotWithYou`."""

        async def step(hand: LockedCall) -> None:
            await hand.segment_of(agent)
            await blocking.block(hand.work, call_id, hand.row.conversation_id, agent)
            await hand.react(HangUp(EndedBy.AGENT))

        await self._calls.run(tenant, call_id, step, actor=f"user:{agent}")
