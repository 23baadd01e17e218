"""A call in which five hum, each a tone of their own, on every provider: what each of them hears is measured."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from channels.voice.providers.twilio.incoming import leg_of
from contact_center.kernel.contracts.telephony import LegRole, Play, Telephony
from contact_center.kernel.ids import CallId, new_id
from tests.contract.telephony.stage import Stage
from tests.integration.channels.voice.twilio.exchange import Switch, happens
from tests.telephones import HEARD, NOT_HEARD, Telephone, keep
from tests.unit.channels.sms.builders import OURS
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, THIRD_HZ, TonePeer
from tools.scenes import AGENT, COLLEAGUE, CUSTOMER, SECOND, SUPERVISOR

FIVE = (CUSTOMER, AGENT, COLLEAGUE, SECOND, SUPERVISOR)
WIDE = dict(zip((one.id for one in FIVE), (CUSTOMER_HZ, AGENT_HZ, THIRD_HZ, 6_100.0, 7_100.0), strict=True))
NARROW = dict(zip((one.id for one in FIVE), (1_900.0, 2_300.0, 2_700.0, 3_100.0, 3_500.0), strict=True))
"""Hz of each; the telephone network carries up to 3.6 kHz."""
LOUD, QUIET = 150, 20
"""Amplitudes: something is heard, nothing is."""


class Hall(Protocol):
    telephony: Telephony
    call_id: CallId
    legs: dict[UUID, UUID]
    """Those of the scenes → those of this call."""

    def forget(self) -> None:
        """What was heard until now."""
        ...

    async def hears(self, leg: UUID, voices: frozenset[UUID], played: Play | None) -> bool:
        """Whether this one (of the scenes) hears exactly these, and beside them what is played; None: anything."""
        ...


@dataclass
class BuiltinHall:
    telephony: Telephony
    call_id: CallId
    legs: dict[UUID, UUID]
    peers: dict[UUID, TonePeer]

    @classmethod
    async def open(cls, stage: Stage) -> BuiltinHall:
        hall = cls(stage.telephony, await stage.call(), {}, {})
        for one in FIVE:
            hall.legs[one.id], hall.peers[one.id] = await stage.join(hall.call_id, one.role, WIDE[one.id])
        return hall

    def forget(self) -> None:
        for peer in self.peers.values():
            peer.forget()

    async def hears(self, leg: UUID, voices: frozenset[UUID], played: Play | None) -> bool:
        await asyncio.sleep(0.05)
        peer = self.peers[leg]
        if not all(peer.hears(WIDE[one]) if one in voices else peer.hears_no(WIDE[one]) for one in WIDE if one != leg):
            return False
        return played is None or peer.hears_nothing() is (played is Play.SILENCE)


@dataclass
class TwilioHall:
    """Telephones of the simulated network; those of ours as devices."""

    telephony: Telephony
    call_id: CallId
    legs: dict[UUID, UUID]
    telephones: dict[UUID, Telephone]

    @classmethod
    async def open(cls, switch: Switch) -> TwilioHall:
        customer = await Telephone.dials(switch.sim, "+14155552671", OURS, NARROW[CUSTOMER.id])
        caller = await switch.waits(customer.sid)
        telephony = await switch.lines.telephony(await switch.desk.place_of(switch.centre.tenant, caller.call_id))
        legs, telephones = {CUSTOMER.id: leg_of(caller.call_id)}, {CUSTOMER.id: customer}
        for one in FIVE[1:]:
            legs[one.id], device = new_id(), f"d{one.id.hex}"
            await keep(switch.sim, f"client:{device}", habit="answer", after=0.1, pitch=NARROW[one.id])
            await telephony.ring_device(caller.call_id, legs[one.id], LegRole(one.role), device)
            [rung] = [call for call in switch.exchange.office.calls.values() if call.to == f"client:{device}"]
            telephones[one.id] = Telephone(switch.sim, rung.sid)

        async def inside() -> bool:
            return (await switch.line(caller.call_id)).inside().keys() == set(legs.values())

        await happens(inside, "all are in the conference")
        return cls(telephony, caller.call_id, legs, telephones)

    def forget(self) -> None:
        """Each measure begins anew."""

    async def hears(self, leg: UUID, voices: frozenset[UUID], played: Play | None) -> bool:
        loud, levels = await self.telephones[leg].measure(list(NARROW.values()))
        for one, pitch in NARROW.items():
            if not (levels[pitch] > HEARD if one in voices else levels[pitch] < NOT_HEARD):
                return False
        return played is None or (loud < QUIET if played is Play.SILENCE else loud > LOUD)
