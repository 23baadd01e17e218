"""Keys that an agent presses for the machine that has answered. What they are is kept nowhere: it may be a secret."""

from __future__ import annotations

from uuid import UUID

from channels.voice.errors import NoKeypad, NotAKey, NotConnectedToEachOther
from channels.voice.locking import LockedCall
from channels.voice.model import Phase
from channels.voice.registry import MediaPlace
from channels.voice.service import CallService
from contact_center.kernel.contracts.telephony import KEYS, MOST_KEYS, Keypad
from contact_center.kernel.ids import AgentId, CallId, TenantId


async def press(calls: CallService, tenant: TenantId, agent: AgentId, call_id: CallId, digits: str) -> None:
    """Raises `NotAKey`, `NoKeypad`, `NotWithYou`, and `NotConnectedToEachOther` while nobody could hear them."""
    if not 0 < len(digits) <= MOST_KEYS or set(digits) - set(KEYS):
        raise NotAKey(field="digits")
    found: list[tuple[UUID, MediaPlace]] = []

    async def check(hand: LockedCall) -> None:
        await hand.segment_of(agent)
        if hand.call.phase is not Phase.TALKING or not hand.call.customer.flows:
            raise NotConnectedToEachOther
        found.append((hand.call.customer.id, hand.row.place))

    await calls.run(tenant, call_id, check, actor=f"user:{agent}")
    leg, place = found[-1]
    telephony = await calls.providers.of(place)
    if not isinstance(telephony, Keypad):
        raise NoKeypad
    await telephony.press(call_id, leg, digits)
