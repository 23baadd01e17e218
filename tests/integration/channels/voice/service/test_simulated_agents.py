"""The demo's simulated agents on the phone: over the same desk and media as a person's page."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from channels.webchat.model import CallPhase
from contact_center.demo.life.headset import Headset
from contact_center.kernel.ids import new_id
from tests.integration.channels.voice.service.office import Office, happens

pytestmark = pytest.mark.webrtc


async def test_a_simulated_agent_talks_until_the_customer_hangs_up(office: Office) -> None:
    anna = await office.agent("anna")
    call = await office.customer_calls()
    segment = await office.centre.give(call.interaction, anna.agent)
    headset = Headset(office.centre.db, office.desk, Random(1), office.centre.tenant)
    talking = asyncio.create_task(headset.talk(call.interaction, anna.agent))

    async def is_talking() -> bool:
        return (await office.seen_by(call)).phase is CallPhase.TALKING

    await happens(is_talking, "the customer is connected")
    await happens(lambda: not call.ann.hears_music(), "the music has ended")
    await call.ann.hang_up()
    await office.becomes(call, "closed", "completed")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    headset.ended(call.interaction)
    assert await talking


async def test_what_is_no_call_is_left_to_the_keyboard(office: Office) -> None:
    anna = await office.agent("anna")
    headset = Headset(office.centre.db, office.desk, Random(1), office.centre.tenant)
    assert not await headset.talk(new_id(), anna.agent)
