"""Every state of the table "who hears whom" on every provider: each leg has its tone, and what it hears is measured."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from channels.voice.model import Call, Leg, Phase
from channels.voice.orders import carry_out
from channels.voice.sounds import hears, sounds
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import CallId
from tests.contract.telephony.stage import Stage
from tests.proving import some
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, THIRD_HZ, TonePeer, until
from tools.scenes import AGENT, COLLEAGUE, CUSTOMER, SECOND, SUPERVISOR, Scene, scenes

pytestmark = [pytest.mark.webrtc, pytest.mark.prove]

HZ = {CUSTOMER.id: CUSTOMER_HZ, AGENT.id: AGENT_HZ, COLLEAGUE.id: THIRD_HZ, SECOND.id: 6_100.0, SUPERVISOR.id: 7_100.0}


async def test_in_every_state_each_hears_whom_the_table_says_and_nobody_else(stage: Stage) -> None:
    """One call goes through all states in which sound is settled, so that each is also left for each next one.

    Who is away in a scene stays connected here: that nobody is made to listen to them is what is measured.
    """
    call_id = await stage.call()
    legs: dict[UUID, UUID] = {}
    peers: dict[UUID, TonePeer] = {}
    for leg in (CUSTOMER, AGENT, COLLEAGUE, SECOND, SUPERVISOR):
        legs[leg.id], peers[leg.id] = await stage.join(call_id, leg.role, HZ[leg.id])
    settled = [one for one in scenes() if one.call.phase not in (Phase.MESSAGE, Phase.ANNOUNCING)]
    for scene in some(settled, 14):
        await carry_out(stage.telephony, call_id, sounds(with_real_legs(scene.call, call_id, legs)))
        for peer in peers.values():
            peer.forget()
        await _is_so(scene, peers)


def with_real_legs(call: Call, call_id: CallId, legs: dict[UUID, UUID]) -> Call:
    return replace(call, id=call_id, legs=tuple(replace(leg, id=legs[leg.id]) for leg in call.legs))


async def _is_so(scene: Scene, peers: dict[UUID, TonePeer]) -> None:
    for leg in scene.call.legs:
        what = hears(scene.call).get(leg.id)
        if what is not None and leg.flows:
            await until(lambda leg=leg, what=what: _hears(peers[leg.id], leg, what), f"{scene.name}: {leg.role}")


def _hears(peer: TonePeer, leg: Leg, what: frozenset[UUID] | Play) -> bool:
    heard = what if isinstance(what, frozenset) else frozenset()
    if not all(peer.hears(HZ[one]) if one in heard else peer.hears_no(HZ[one]) for one in HZ if one != leg.id):
        return False
    if heard or leg.role is LegRole.SUPERVISOR:
        return True
    return peer.hears_nothing() if what is Play.SILENCE else not peer.hears_nothing()
