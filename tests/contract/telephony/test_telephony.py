"""What every telephony provider does alike. Tones prove who hears whom."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from channels.voice.errors import CallOver, LegTaken, LinesBusy, OfferUnusable, UnknownCall
from contact_center.kernel.contracts.telephony import EchoLegs, LegRole, MediaEventKind, Play
from contact_center.kernel.ids import CallId, new_id
from contact_center.kernel.phrases import Phrase
from tests.contract.telephony.stage import Stage, Talk
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, HEARD, NOT_HEARD, THIRD_HZ, TonePeer, level, loudest, until

pytestmark = pytest.mark.webrtc


async def test_a_waiting_customer_hears_music(stage: Stage) -> None:
    call_id = await stage.call()
    _, ann = await stage.join(call_id, LegRole.CUSTOMER, CUSTOMER_HZ)
    await until(ann.hears_music, "the customer hears music")


async def test_customer_and_agent_hear_each_other_and_not_themselves(stage: Stage) -> None:
    talk = await stage.talking()
    await until(lambda: talk.ann.hears_no(CUSTOMER_HZ), "the customer does not hear herself")
    await until(lambda: talk.mei.hears_no(AGENT_HZ), "the agent does not hear herself")


async def test_on_hold_the_customer_hears_music_and_the_agent_nothing(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.play(talk.call_id, talk.customer, Play.HOLD_MUSIC)
    await stage.telephony.play(talk.call_id, talk.agent, Play.SILENCE)
    await stage.telephony.hear(talk.call_id, {})
    await until(talk.ann.hears_music, "the customer hears hold music")
    await until(talk.mei.hears_nothing, "the agent hears nothing")
    await stage.telephony.hear(talk.call_id, talk.each_other)
    await until(lambda: talk.ann.hears(AGENT_HZ) and talk.mei.hears(CUSTOMER_HZ), "both talk again")


async def test_a_muted_agent_hears_but_is_not_heard(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.mute(talk.call_id, talk.agent, True)
    await until(talk.ann.hears_nothing, "the customer hears nothing of the agent")
    assert talk.mei.hears(CUSTOMER_HZ)
    await stage.telephony.mute(talk.call_id, talk.agent, False)
    await until(lambda: talk.ann.hears(AGENT_HZ), "the customer hears the agent again")


async def test_a_whispering_supervisor_is_heard_by_the_agent_alone(stage: Stage) -> None:
    talk = await stage.talking()
    supervisor, sam = await stage.join(talk.call_id, LegRole.SUPERVISOR, THIRD_HZ)
    await stage.telephony.hear(
        talk.call_id,
        {
            talk.customer: {talk.agent},
            talk.agent: {talk.customer, supervisor},
            supervisor: {talk.customer, talk.agent},
        },
    )
    await until(lambda: talk.mei.hears(THIRD_HZ) and talk.mei.hears(CUSTOMER_HZ), "the agent hears both")
    await until(lambda: sam.hears(AGENT_HZ) and sam.hears(CUSTOMER_HZ), "the supervisor hears both")
    assert talk.ann.hears(AGENT_HZ)
    assert talk.ann.hears_no(THIRD_HZ)


@pytest.mark.parametrize("who", ["customer", "agent"])
async def test_hanging_up_is_reported_as_left(stage: Stage, who: str) -> None:
    talk = await stage.talking()
    peer, leg = (talk.ann, talk.customer) if who == "customer" else (talk.mei, talk.agent)
    await peer.hang_up()
    await stage.sees(talk.call_id, MediaEventKind.LEG_LEFT, leg)
    assert not stage.told(talk.call_id, MediaEventKind.LEG_LOST)


async def test_when_the_agents_browser_dies_the_customer_gets_music_within_two_seconds(stage: Stage) -> None:
    talk = await stage.talking()
    talk.mei.vanish()
    await until(lambda: talk.ann.hears_no(AGENT_HZ), "the agent's voice ends")
    await until(talk.ann.hears_music, "music takes its place")
    lost = await stage.sees(talk.call_id, MediaEventKind.LEG_LOST, talk.agent)
    assert lost.detail


async def test_the_notice_is_heard_before_the_recording_starts(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.start_recording(talk.call_id, talk.customer, talk.agent)
    await until(lambda: talk.ann.hears_no(AGENT_HZ), "the notice covers the agent's voice")
    assert not stage.told(talk.call_id, MediaEventKind.RECORDING_STARTED)
    played = await stage.sees(talk.call_id, MediaEventKind.NOTICE_PLAYED)
    started = await stage.sees(talk.call_id, MediaEventKind.RECORDING_STARTED)
    assert played.sequence < started.sequence
    await until(lambda: talk.ann.hears(AGENT_HZ), "the customer hears the agent again")


async def test_what_is_said_while_the_recording_is_paused_is_not_in_it(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.start_recording(talk.call_id, talk.customer, talk.agent)
    await stage.sees(talk.call_id, MediaEventKind.RECORDING_STARTED)
    await until(lambda: talk.ann.hears(AGENT_HZ), "the customer hears the agent after the notice")
    await stage.telephony.pause_recording(talk.call_id, True)
    talk.ann.tone.hz = THIRD_HZ
    await until(lambda: talk.mei.hears(THIRD_HZ), "what is said is heard")
    talk.ann.tone.hz = CUSTOMER_HZ
    await until(lambda: talk.mei.hears(CUSTOMER_HZ) and talk.mei.hears_no(THIRD_HZ), "it is said")
    await stage.telephony.pause_recording(talk.call_id, False)
    talk.mei.forget()
    await until(lambda: talk.mei.hears(CUSTOMER_HZ), "they talk on")
    await stage.telephony.stop_recording(talk.call_id)
    ready = await stage.sees(talk.call_id, MediaEventKind.RECORDING_READY)
    assert ready.detail
    rate, samples = stage.provider.recording(ready.detail)
    assert level(samples[:, 0], CUSTOMER_HZ, rate) > HEARD
    assert max(_loudest(side, THIRD_HZ, rate) for side in (samples[:, 0], samples[:, 1])) < NOT_HEARD


async def test_a_page_that_tries_its_headset_hears_itself_and_no_call_comes_of_it(stage: Stage) -> None:
    assert isinstance(stage.telephony, EchoLegs)
    peer = TonePeer(THIRD_HZ)
    await peer.accept(await stage.telephony.echo(await peer.offer()))
    await until(lambda: peer.hears(THIRD_HZ), "it hears itself")
    await peer.hang_up()


async def test_a_recording_has_each_side_on_its_channel_and_nothing_of_the_hold(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.start_recording(talk.call_id, talk.customer, talk.agent)
    await stage.sees(talk.call_id, MediaEventKind.RECORDING_STARTED)
    await until(lambda: talk.ann.hears(AGENT_HZ), "the customer hears the agent after the notice")
    await _hold_while_speaking_otherwise(stage, talk)
    await stage.telephony.stop_recording(talk.call_id)
    ready = await stage.sees(talk.call_id, MediaEventKind.RECORDING_READY)
    assert ready.detail
    rate, samples = stage.provider.recording(ready.detail)
    left, right = samples[:, 0], samples[:, 1]
    assert level(left, CUSTOMER_HZ, rate) > HEARD > NOT_HEARD > level(left, AGENT_HZ, rate)
    assert level(right, AGENT_HZ, rate) > HEARD > NOT_HEARD > level(right, CUSTOMER_HZ, rate)
    assert max(_loudest(channel, THIRD_HZ, rate) for channel in (left, right)) < NOT_HEARD


async def _hold_while_speaking_otherwise(stage: Stage, talk: Talk) -> None:
    """A hold in which everybody uses another tone, which must not be found in the recording."""
    await stage.telephony.play(talk.call_id, talk.customer, Play.HOLD_MUSIC)
    await stage.telephony.hear(talk.call_id, {})
    await until(talk.ann.hears_music, "the customer hears hold music")
    talk.ann.tone.hz = talk.mei.tone.hz = THIRD_HZ
    supervisor, sam = await stage.join(talk.call_id, LegRole.SUPERVISOR, THIRD_HZ)
    aside = {talk.agent: {supervisor}, supervisor: {talk.agent, talk.customer}}
    await stage.telephony.hear(talk.call_id, aside)
    await until(lambda: sam.hears(THIRD_HZ) and talk.mei.hears(THIRD_HZ), "agent and supervisor talk")
    talk.ann.tone.hz, talk.mei.tone.hz = CUSTOMER_HZ, AGENT_HZ
    await until(lambda: sam.hears(CUSTOMER_HZ) and sam.hears(AGENT_HZ), "the first tones are back")
    await until(lambda: sam.hears_no(THIRD_HZ), "the other tone is gone from all buffers")
    await stage.telephony.remove_leg(talk.call_id, supervisor)
    await stage.telephony.hear(talk.call_id, talk.each_other)
    await until(lambda: talk.ann.hears(AGENT_HZ), "both talk again")


def _loudest(samples: NDArray[np.int16], hz: float, rate: int) -> float:
    step = rate // 4
    return max(level(samples[i : i + step], hz, rate) for i in range(0, max(1, len(samples) - step), step))


async def test_commands_may_be_repeated(stage: Stage) -> None:
    call_id, leg, peer = CallId(new_id()), new_id(), TonePeer(CUSTOMER_HZ)
    stage.peers.append(peer)
    for _ in range(2):
        await stage.telephony.create_bridge(call_id)
    offer = await peer.offer()
    answers = {await stage.telephony.connect_browser(call_id, leg, LegRole.CUSTOMER, offer) for _ in range(2)}
    assert len(answers) == 1
    await peer.accept(answers.pop())
    await stage.sees(call_id, MediaEventKind.LEG_JOINED, leg)
    for _ in range(2):
        await stage.telephony.remove_leg(call_id, leg)
    for _ in range(2):
        await stage.telephony.end_bridge(call_id)
    await stage.sees(call_id, MediaEventKind.BRIDGE_ENDED)
    assert len(stage.told(call_id, MediaEventKind.LEG_JOINED)) == 1
    assert len(stage.told(call_id, MediaEventKind.LEG_LEFT)) == 1
    assert len(stage.told(call_id, MediaEventKind.BRIDGE_ENDED)) == 1


async def test_what_does_not_fit_is_refused_by_name(stage: Stage) -> None:
    telephony, call_id = stage.telephony, await stage.call()
    with pytest.raises(UnknownCall):
        await telephony.hear(CallId(new_id()), {})
    with pytest.raises(OfferUnusable):
        await telephony.connect_browser(call_id, new_id(), LegRole.CUSTOMER, "not an offer")
    leg, _ = await stage.join(call_id, LegRole.CUSTOMER, CUSTOMER_HZ)
    with pytest.raises(LegTaken):
        await telephony.connect_browser(call_id, leg, LegRole.CUSTOMER, "another offer")
    await telephony.end_bridge(call_id)
    with pytest.raises(CallOver):
        await telephony.create_bridge(call_id)


async def test_a_call_too_many_is_refused_as_busy_and_possible_after_one_has_ended(stage: Stage) -> None:
    calls = [await stage.call() for _ in range(3)]
    with pytest.raises(LinesBusy) as busy:
        await stage.call()
    assert busy.value.detail == Phrase("calls_at_once", {"n": 3}), "over the process boundary, too"
    await stage.telephony.end_bridge(calls[0])
    await stage.call()


async def test_ending_the_bridge_hangs_up_on_everybody(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.end_bridge(talk.call_id)
    await stage.sees(talk.call_id, MediaEventKind.BRIDGE_ENDED)
    await until(lambda: talk.ann.ended and talk.mei.ended, "both browsers see the end")


async def test_events_nobody_dealt_with_are_told_to_the_next_follower(stage: Stage) -> None:
    call_id = await stage.call()
    await stage.join(call_id, LegRole.CUSTOMER, CUSTOMER_HZ)
    await stage.follow_no_more()
    await stage.telephony.end_bridge(call_id)
    stage.events.clear()
    await stage.provider.close(stage.telephony)
    stage.telephony = stage.provider.client()
    stage.follow()
    ended = await stage.sees(call_id, MediaEventKind.BRIDGE_ENDED)
    sequences = [e.sequence for e in stage.events if e.call_id == call_id]
    assert sequences == sorted(set(sequences))
    assert sequences[-1] == ended.sequence


async def test_a_dead_media_process_ends_its_calls(stage: Stage) -> None:
    talk = await stage.talking()
    stage.provider.die()
    ended = await stage.sees(talk.call_id, MediaEventKind.BRIDGE_ENDED)
    assert ended.detail == "media process died"
    assert ended.sequence == max(e.sequence for e in stage.events if e.call_id == talk.call_id)
    stage.provider.start()
    await stage.call()


async def test_a_recording_survives_the_death_of_the_media_process(stage: Stage) -> None:
    talk = await stage.talking()
    await stage.telephony.start_recording(talk.call_id, talk.customer, talk.agent)
    await stage.sees(talk.call_id, MediaEventKind.RECORDING_STARTED)
    talk.ann.forget()
    await until(lambda: talk.ann.hears_no(CUSTOMER_HZ), "half a second of talk is recorded")
    stage.provider.die()
    died = await stage.sees(talk.call_id, MediaEventKind.BRIDGE_ENDED)
    stage.provider.start()
    ready = await stage.sees(talk.call_id, MediaEventKind.RECORDING_READY)
    assert ready.detail
    assert ready.sequence > died.sequence
    rate, samples = stage.provider.recording(ready.detail)
    assert loudest(samples[:, 0], CUSTOMER_HZ, rate) > HEARD


async def test_a_message_is_asked_for_by_words_and_tone_and_holds_the_customer_alone(stage: Stage) -> None:
    call_id = await stage.call()
    customer, ann = await stage.join(call_id, LegRole.CUSTOMER, CUSTOMER_HZ)
    for _ in range(2):  # an order may come twice
        await stage.telephony.take_message(call_id, customer)
    await until(lambda: ann.hears(1000.0), "the customer hears the tone")
    assert not stage.told(call_id, MediaEventKind.RECORDING_STARTED)
    await stage.sees(call_id, MediaEventKind.RECORDING_STARTED, customer)
    await until(ann.hears_nothing, "it is silent after the tone")
    await ann.hang_up()
    ready = await stage.sees(call_id, MediaEventKind.MESSAGE_READY)
    assert ready.detail
    rate, samples = stage.provider.recording(ready.detail)
    assert all(level(samples[:, ear], CUSTOMER_HZ, rate) > HEARD for ear in (0, 1))
    assert not stage.told(call_id, MediaEventKind.RECORDING_READY)
