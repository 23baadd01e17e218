"""Every state of the table "who hears whom" in the carrier's conference: one call goes through all of them.

The same walk as `tests/contract/telephony/test_hearing.py`; there tones are measured, here who
is held, muted and coached.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from channels.voice.model import Call, Phase
from channels.voice.orders import carry_out
from channels.voice.providers.twilio.incoming import leg_of
from channels.voice.sounds import hears, sounds
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import CallId, new_id
from tests.integration.channels.voice.twilio.exchange import Switch, happens
from tests.proving import some
from tools.scenes import AGENT, COLLEAGUE, CUSTOMER, NAMES, SECOND, SUPERVISOR, scenes

pytestmark = pytest.mark.prove

FILES = {Play.WAITING_MUSIC: "waiting.wav", Play.HOLD_MUSIC: "hold.wav", Play.RINGBACK: "ringback.wav"}


async def test_in_every_state_each_hears_whom_the_table_says_and_nobody_else(switch: Switch) -> None:
    caller = await switch.dials()
    place = await switch.desk.place_of(switch.centre.tenant, caller.call_id)
    telephony = await switch.lines.telephony(place)
    legs = {CUSTOMER.id: leg_of(caller.call_id)}
    for one in (AGENT, COLLEAGUE, SECOND, SUPERVISOR):
        legs[one.id], device = new_id(), f"d{one.id.hex}"
        habit = {"number": f"client:{device}", "habit": "answer", "after": 0.1}
        assert (await switch.sim.post("/sim/telephones", json=habit)).status_code == 200
        await telephony.ring_device(caller.call_id, legs[one.id], LegRole(one.role), device)
    await happens(lambda: _inside(switch, 5), "all are in the conference")
    await happens(lambda: _known(switch, caller.call_id, legs), "and that is known")
    for scene in some([one for one in scenes() if one.call.phase not in (Phase.MESSAGE, Phase.ANNOUNCING)], 6):
        await carry_out(telephony, caller.call_id, sounds(_real(scene.call, caller.call_id, legs)))
        table = hears(scene.call)
        wanted = {NAMES[leg.id]: table.get(leg.id, frozenset()) for leg in scene.call.legs if leg.flows}
        heard = await _heard(switch, legs)
        for who, what in wanted.items():
            names = {NAMES[one] for one in what} if isinstance(what, frozenset) else set()
            assert heard[who] == names, f"{who} in {scene.name}"
            if isinstance(what, Play) and what in FILES:
                leg = next(one.id for one in scene.call.legs if NAMES[one.id] == who)
                found = await switch.ask_music(caller.call_id, legs[leg])
                assert FILES[what] in found, f"{who} in {scene.name}"


def _real(call: Call, id: CallId, legs: dict[UUID, UUID]) -> Call:
    return replace(call, id=id, legs=tuple(replace(leg, id=legs[leg.id]) for leg in call.legs))


async def _inside(switch: Switch, many: int) -> bool:
    rooms = (await switch.sim.get("/sim/rooms")).json()
    return sum(member["joined"] for room in rooms for member in room["members"]) == many


async def _known(switch: Switch, call_id: CallId, legs: dict[UUID, UUID]) -> bool:
    call = await switch.line(call_id)
    return call.inside().keys() == set(legs.values())


async def _heard(switch: Switch, legs: dict[UUID, UUID]) -> dict[str, set[str]]:
    names = {str(real): NAMES[scene] for scene, real in legs.items()}
    [room] = (await switch.sim.get("/sim/rooms")).json()
    return {names[one["label"]]: {names[label] for label in one["hears"]} for one in room["members"]}
