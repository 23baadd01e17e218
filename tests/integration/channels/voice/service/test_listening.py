"""A supervisor listens to a call, whispers and barges in: tones tell who hears whom, and what is kept of it."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from contact_center.directory.service import Role
from tests.integration.channels.voice.service.office import Office, happens
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, HEARD, NOT_HEARD, THIRD_HZ, level

pytestmark = pytest.mark.webrtc


async def test_a_supervisor_is_heard_as_they_choose_and_the_recording_keeps_no_whisper(office: Office) -> None:
    mei = await office.agent("mei")
    sam = await office.agent("sam", role=Role.SUPERVISOR)
    call = await office.customer_calls()
    assert (await sam.listens(call.call_id)).json()["type"].endswith("nobody_to_listen_to")
    await office.talk(call, mei)
    assert (await mei.listens(call.call_id)).status_code == 403
    assert (await office.seen_by(call)).recording

    answer = await sam.listens(call.call_id)
    assert answer.status_code == 200, answer.text
    await happens(lambda: sam.ear.hears(CUSTOMER_HZ) and sam.ear.hears(AGENT_HZ), "the supervisor hears both")
    assert call.ann.hears_no(THIRD_HZ)
    assert mei.ear.hears_no(THIRD_HZ)

    assert (await sam.takes_part(call.call_id, "whisper")).status_code == 204
    await happens(lambda: mei.ear.hears(THIRD_HZ), "the agent hears the whisper")
    assert call.ann.hears_no(THIRD_HZ)
    await mei.does(call.call_id, "hold", held="true")
    await happens(call.ann.hears_music, "a held customer hears music")
    assert mei.ear.hears(THIRD_HZ), "and the two go on talking"
    await mei.does(call.call_id, "hold", held="false")
    await happens(lambda: call.ann.hears(AGENT_HZ), "they talk again")

    assert (await sam.stops(call.call_id)).status_code == 204
    await happens(lambda: sam.ear.ended and mei.ear.hears_no(THIRD_HZ), "the supervisor is gone")
    assert (await sam.stops(call.call_id)).status_code == 204, "again is harmless"
    await office.hear_each_other(call, mei)
    await mei.does(call.call_id, "hangup")
    key = await office.recorded(call)
    assert key
    with wave.open(io.BytesIO((await sam.plays(call.call_id)).content)) as kept:
        frames = np.frombuffer(kept.readframes(kept.getnframes()), np.int16).reshape(-1, 2)
        loud = [level(frames[:, side], THIRD_HZ, kept.getframerate()) for side in (0, 1)]
        agent = level(frames[:, 1], AGENT_HZ, kept.getframerate())
    assert agent > HEARD
    assert all(one < NOT_HEARD for one in loud), "a whisper is in no recording"
    audits = await office.centre.rows(
        "select action, actor, detail->>'how' as how from core.audit where subject = %s order by id",
        f"call:{call.call_id}",
    )
    by_sam = [(row["action"], row["how"]) for row in audits if row["actor"] == f"user:{sam.agent}"]
    assert by_sam == [
        ("call listened to", "monitor"),
        ("call listened to", "whisper"),
        ("recording played", None),
    ]


async def test_who_barges_in_is_heard_by_both_and_goes_with_the_agent(office: Office) -> None:
    mei = await office.agent("mei")
    sam = await office.agent("sam", role=Role.SUPERVISOR)
    call = await office.customer_calls()
    await office.talk(call, mei)
    await sam.listens(call.call_id, listening="barge")
    await happens(lambda: call.ann.hears(THIRD_HZ) and mei.ear.hears(THIRD_HZ), "both hear the supervisor")

    before = sam.ear
    await sam.listens(call.call_id, listening="barge")
    await happens(lambda: before.ended and call.ann.hears(THIRD_HZ), "a reloaded page is the same supervisor")

    await mei.ear.hang_up()
    await happens(call.ann.hears_music, "a customer whose agent is gone hears music, whoever else is there")
    office.centre.clock.pass_(seconds=25)
    await happens(lambda: sam.ear.ended, "the supervisor leaves with the agent")
    assert (await office.interaction(call))[0] == "queued"


async def test_nobody_listens_to_another_tenants_call_or_to_their_own(office: Office) -> None:
    sam = await office.agent("sam", role=Role.SUPERVISOR)
    call = await office.customer_calls()
    await office.talk(call, sam)
    assert (await sam.listens(call.call_id)).json()["type"].endswith("own_call")
    assert (await sam.takes_part(call.call_id, "barge")).json()["type"].endswith("not_listening")
