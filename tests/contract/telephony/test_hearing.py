"""Every state of the table "who hears whom" on every provider: each leg has its tone, and what it hears is measured."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from channels.voice.model import Call, Leg, Phase
from channels.voice.orders import carry_out
from channels.voice.sounds import hears, sounds
from contact_center.demo.peers.carrier.voice.sound.samples import tone, wav
from contact_center.kernel.contracts.telephony import LegRole, Play
from tests.contract.telephony.halls import BuiltinHall, Hall, TwilioHall
from tests.contract.telephony.stage import Stage
from tests.integration.channels.voice.twilio.exchange import Switch, happens
from tests.integration.channels.voice.twilio.flows import greeted_by
from tests.patience import PATIENCE
from tests.proving import some
from tests.telephones import TONES, Telephone
from tests.unit.channels.sms.builders import OURS
from tools.scenes import Scene, scenes

SETTLED = [one for one in scenes() if one.call.phase not in (Phase.MESSAGE, Phase.ANNOUNCING)]
PROMPT_HZ = 900.0


@pytest.mark.webrtc
@pytest.mark.prove
async def test_in_every_state_each_hears_whom_the_table_says_and_nobody_else(stage: Stage) -> None:
    await _walk(await BuiltinHall.open(stage), 14)


@pytest.mark.prove
async def test_on_the_public_network_each_hears_whom_the_table_says_and_nobody_else(switch: Switch) -> None:
    await _walk(await TwilioHall.open(switch), 9)


async def test_in_the_menu_a_telephone_hears_its_prompts(switch: Switch) -> None:
    await greeted_by(switch, wav(tone((PROMPT_HZ,), 30.0).tobytes(), 1))
    telephone = await Telephone.dials(switch.sim, "+14155552671", OURS, TONES[0])

    async def prompt() -> bool:
        _, levels = await telephone.measure([PROMPT_HZ, TONES[0]])
        return levels[PROMPT_HZ] > 3_000 and levels[TONES[0]] < 300

    await happens(prompt, "the prompt is heard, and nobody's own voice")
    assert (await switch.sim.get("/sim/rooms")).json() == [], "such a call is in no conference"
    await telephone.act("hang-up")


async def _walk(hall: Hall, sample: int) -> None:
    """One call goes through all states in which sound is settled, so that each is also left for each next one.

    Who is away in a scene stays connected here: that nobody is made to listen to them is what is measured.
    """
    for scene in some(SETTLED, sample):
        await carry_out(hall.telephony, hall.call_id, sounds(_with_real_legs(scene.call, hall)))
        hall.forget()
        await asyncio.gather(*(_is_so(hall, scene, leg) for leg in scene.call.legs if leg.flows))


def _with_real_legs(call: Call, hall: Hall) -> Call:
    return replace(call, id=hall.call_id, legs=tuple(replace(leg, id=hall.legs[leg.id]) for leg in call.legs))


async def _is_so(hall: Hall, scene: Scene, leg: Leg) -> None:
    what = hears(scene.call).get(leg.id)
    if what is None:
        return
    voices = what if isinstance(what, frozenset) else frozenset()
    played = what if isinstance(what, Play) and leg.role is not LegRole.SUPERVISOR else None
    try:
        async with asyncio.timeout(PATIENCE):
            while not await hall.hears(leg.id, voices, played):
                pass
    except TimeoutError:
        raise AssertionError(f"{scene.name}: the {leg.role} does not hear {what}") from None
