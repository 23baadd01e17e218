"""A recording is paused for card data: what is said meanwhile is in no file, and noted digits are masked."""

from __future__ import annotations

import asyncio
import io
import wave

import numpy as np
import pytest

from agent_ui.views import Recording
from contact_center.interactions.work import replies
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.channels.voice.service.office import AgentsPage, CustomersCall, Office, happens
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, HEARD, NOT_HEARD, loudest

pytestmark = pytest.mark.webrtc

KEYPAD_HZ = 2_300.0
"""Stands for the tones of a keypad that the customer presses."""


async def notes(office: Office, call: CustomersCall, mei: AgentsPage, text: str) -> str:
    async def write(work: UnitOfWork) -> str:
        written = await replies.note(work, call.interaction, mei.agent, "Mei", text, client_key=str(new_id()))
        return str(await work.value("select text from core.message where id = %s", [written.message_id]))

    return await office.centre.run(write)


async def test_what_is_said_while_card_data_is_told_is_kept_nowhere(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)

    async def is_recorded() -> bool:
        return (await office.books(call))["recording_started_at"] is not None

    await happens(is_recorded, "the call is recorded")
    assert (await mei.does(call.call_id, "pause", paused="true")).status_code == 204
    assert (await mei.does(call.call_id, "pause", paused="true")).status_code == 204, "again is harmless"
    shown = await office.shown(call)
    assert (shown.recording, shown.pause is not None) == (Recording.PAUSED, True)
    seen = await office.seen_by(call)
    assert (seen.recording, seen.paused) == (False, True)
    call.ann.tone.hz = KEYPAD_HZ
    await happens(lambda: mei.ear.hears(KEYPAD_HZ), "the agent hears what is pressed")
    assert await notes(office, call, mei, "pays by card 4111 1111 1111 1111, code 737") == (
        "pays by card •••• •••• •••• ••••, code •••"
    )
    await mei.does(call.call_id, "hold", held="true")
    await happens(call.ann.hears_music, "a held customer hears music")
    await mei.does(call.call_id, "hold", held="false")
    await happens(lambda: mei.ear.hears(KEYPAD_HZ), "hold and resume end no pause")
    call.ann.tone.hz = CUSTOMER_HZ
    await happens(lambda: mei.ear.hears(CUSTOMER_HZ) and mei.ear.hears_no(KEYPAD_HZ), "it has been told")
    await asyncio.sleep(0.5)  # what is under way in buffers
    assert (await mei.does(call.call_id, "pause", paused="false")).status_code == 204
    assert (await office.seen_by(call)).recording
    assert await notes(office, call, mei, "order SO-20418, card 4111111111111111") == (
        "order SO-20418, card ••••••••••••••••"
    )
    await asyncio.sleep(1)
    await mei.does(call.call_id, "hangup")
    await office.recorded(call)
    with wave.open(io.BytesIO((await mei.plays(call.call_id)).content)) as kept:
        frames = np.frombuffer(kept.readframes(kept.getnframes()), np.int16).reshape(-1, 2)
        rate = kept.getframerate()
    assert loudest(frames[:, 0], KEYPAD_HZ, rate) < NOT_HEARD, "what was pressed is in no recording"
    assert loudest(frames[:, 0], CUSTOMER_HZ, rate) > HEARD
    assert loudest(frames[:, 1], AGENT_HZ, rate) > HEARD
    wave_ = (await mei.http.get(f"/console/calls/{call.call_id}/recording/wave")).json()
    assert abs(wave_["seconds"] - len(frames) / rate) < 0.1
    assert [one["what"] for one in wave_["marks"]] == ["pause"]
    assert max(wave_["customer"]) > 30
    again = (await mei.http.get(f"/console/calls/{call.call_id}/recording/wave")).json()
    assert again == wave_
    wei = await office.agent("wei")
    assert (await wei.http.get(f"/console/calls/{call.call_id}/recording/wave")).status_code == 403
    acts = await office.centre.rows(
        "select action from core.audit where subject = %s order by id", f"call:{call.call_id}"
    )
    assert [row["action"] for row in acts] == ["recording paused", "recording goes on", "recording played"]


async def test_a_pause_that_was_forgotten_is_told_to_its_agent(office: Office) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    assert (await wei.does(call.call_id, "pause", paused="true")).json()["type"].endswith("not_with_you")
    await mei.does(call.call_id, "pause", paused="true")
    office.centre.clock.pass_(minutes=3)

    async def is_told() -> bool:
        pause = (await office.shown(call)).pause
        return pause is not None and pause.long

    await happens(is_told, "the page says that the recording is still paused")
    await mei.does(call.call_id, "hangup")
    ended = await office.centre.value("select ended_at from core.secrecy where interaction_id = %s", call.interaction)
    assert ended is not None, "the end of the call ends it"
