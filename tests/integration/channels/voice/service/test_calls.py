"""Calls through the whole centre, as customers, agents and supervisors would notice them."""

from __future__ import annotations

import asyncio
import io
import wave
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent_ui.console.calls import ConsoleCalls
from agent_ui.views import VoicemailState
from channels.voice.domain import SHORTEST_MESSAGE, Hold
from channels.voice.errors import LinesBusy, MediaUnavailable, NoSuchCall
from channels.voice.locking import lock_call
from channels.voice.retention import erase_outlived
from channels.webchat.model import CallPhase, HoldReason, Visitor
from contact_center.bootstrap.joins.holds import StoredHolds
from contact_center.bootstrap.joins.queues import StoredQueueSettings
from contact_center.directory.privacy import service as privacy
from contact_center.directory.privacy import store as privacy_store
from contact_center.directory.service import Role
from contact_center.interactions import store
from contact_center.interactions.intake import voicemail
from contact_center.interactions.work import closing, transfers
from contact_center.kernel.ids import CallId, InteractionId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from tests.centre import Centre
from tests.integration.channels.voice.service.office import CustomersCall, Office, happens, open_office
from tests.servers import Database
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, TonePeer, level

pytestmark = pytest.mark.webrtc


async def test_a_call_is_answered_held_muted_and_ended_by_the_agent(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    assert await office.interaction(call) == ("queued", None)
    assert (await office.seen_by(call)).phase is CallPhase.RINGING

    segment = await office.talk(call, mei)
    seen = await office.seen_by(call)
    assert (seen.phase, seen.agent_name, seen.recording) == (CallPhase.TALKING, "mei", True)

    assert (await mei.does(call.call_id, "hold", held="true")).status_code == 204
    assert await office.centre.segment_state(segment) == ("held", None)
    assert (await office.seen_by(call)).phase is CallPhase.ON_HOLD
    await happens(call.ann.hears_music, "a held customer hears music")
    await happens(mei.ear.hears_nothing, "the agent of a held call hears nothing")
    office.centre.clock.pass_(seconds=30)
    assert (await mei.does(call.call_id, "hold", held="false")).status_code == 204
    assert await office.centre.segment_state(segment) == ("connected", None)
    await office.hear_each_other(call, mei)

    assert (await mei.does(call.call_id, "mute", muted="true")).status_code == 204
    await happens(lambda: call.ann.hears_no(AGENT_HZ), "a muted agent is not heard")
    assert (await mei.does(call.call_id, "mute", muted="false")).status_code == 204
    await office.hear_each_other(call, mei)

    assert (await mei.does(call.call_id, "hangup")).status_code == 204
    assert await office.interaction(call) == ("closed", "completed")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    seen = await office.seen_by(call)
    assert (seen.phase, seen.reason) == (CallPhase.ENDED, "agent_hung_up")
    await happens(lambda: call.ann.ended and mei.ear.ended, "both lines are closed")
    assert (await mei.does(call.call_id, "hangup")).status_code == 204, "again is harmless"
    hold = await office.centre.value("select hold_seconds from core.segment where id = %s", segment)
    assert hold == 30.0


async def test_the_recording_is_sealed_on_disk_and_each_playback_is_written_down(office: Office) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    sam = await office.agent("sam", role=Role.SUPERVISOR)
    call = await office.customer_calls()
    assert (await mei.plays(call.call_id)).status_code == 403
    assert (await sam.plays(call.call_id)).status_code == 404
    await office.talk(call, mei)
    await mei.does(call.call_id, "hangup")
    key = await office.recorded(call)

    assert key == f"{office.centre.tenant}/recordings/{call.call_id}.wav"
    assert b"RIFF" not in (office.data / "blobs" / key).read_bytes()[:4096]
    assert not list((office.data / "recordings").glob("*.wav*")), "nothing unsealed is left"
    for page in (mei, sam):
        played = await page.plays(call.call_id)
        assert (played.status_code, played.headers["content-type"]) == (200, "audio/wav")
        _hears_both(played.content)
    assert (await wei.plays(call.call_id)).status_code == 403
    audits = await office.centre.rows("select actor from core.audit where action = 'recording played'")
    assert {row["actor"] for row in audits} == {f"user:{mei.agent}", f"user:{sam.agent}"}

    centre, kept = office.centre, timedelta(days=90)
    early, late = centre.clock.now() + timedelta(days=89), centre.clock.now() + timedelta(days=91)
    assert await erase_outlived(centre.db, office.ports.blobs, StoredQueueSettings(), StoredHolds(), early, kept) == 0
    hold = new_id()
    await centre.run(privacy_store.add_hold, hold, None, "a court asked for all of it", sam.agent)
    assert await erase_outlived(centre.db, office.ports.blobs, StoredQueueSettings(), StoredHolds(), late, kept) == 0
    assert (office.data / "blobs" / key).exists()
    await centre.run(privacy.lift, hold, sam.agent)
    assert await erase_outlived(centre.db, office.ports.blobs, StoredQueueSettings(), StoredHolds(), late, kept) == 1
    assert await erase_outlived(centre.db, office.ports.blobs, StoredQueueSettings(), StoredHolds(), late, kept) == 0
    assert not (office.data / "blobs" / key).exists()
    assert (await sam.plays(call.call_id)).status_code == 404


async def test_a_caller_leaves_a_message_and_its_agent_alone_plays_it(office: Office) -> None:
    mei = await office.agent("mei", capacity={"*": 5, "voice": 1, "voicemail": 1})
    wei = await office.agent("wei")
    call = await office.customer_calls()
    await office.centre.run(_to_voicemail, call.interaction)
    await happens(lambda: call.ann.hears(1000.0), "the caller hears the tone")
    await happens(lambda: _at(office, call, recording=True), "the caller's page says that the message is recorded")
    seen = await office.seen_by(call)
    assert (seen.phase, seen.notice) == (CallPhase.MESSAGE, "Tell us.")
    await asyncio.sleep(SHORTEST_MESSAGE + 0.3)
    await call.ann.hang_up()
    await office.becomes(call, "closed", "flowed_out")
    assert (await office.seen_by(call)).reason == "message_left"

    message = InteractionId(await office.centre.value("select id from core.interaction where channel = 'voicemail'"))
    await happens(lambda: _stored(office, call), "the message is kept")
    await office.centre.give(message, mei.agent)
    played = await mei.plays(call.call_id, "message")
    assert (played.status_code, played.headers["content-type"]) == (200, "audio/wav")
    moved = await mei.http.get(f"/console/calls/{call.call_id}/message", headers={"range": "bytes=44-99"})
    assert (moved.status_code, moved.content) == (206, played.content[44:100])
    rate, samples = _wav(played.content)
    assert all(level(samples[:, ear], CUSTOMER_HZ, rate) > 500 for ear in (0, 1))
    assert (await wei.plays(call.call_id, "message")).status_code == 403
    audits = await office.centre.rows("select actor from core.audit where action = 'voicemail played'")
    assert [row["actor"] for row in audits] == [f"user:{mei.agent}"] * 2, "each time it is asked for"
    async with office.centre.db.read(office.centre.tenant) as reader:
        shown = [await ConsoleCalls().message(reader, office.centre.tenant, message, a.agent) for a in (mei, wei)]
    assert [view.state for view in shown if view] == [VoicemailState.READY, VoicemailState.NOT_YOURS]


async def _to_voicemail(unit: UnitOfWork, interaction: InteractionId) -> None:
    row = await store.lock_interaction(unit, interaction)
    await voicemail.begin(unit, row, voicemail.VoicemailRequest(120, None, {"en": "Tell us."}), "waited")


async def _at(office: Office, call: CustomersCall, *, recording: bool) -> bool:
    return (await office.seen_by(call)).recording is recording


async def _stored(office: Office, call: CustomersCall) -> bool:
    rows = await office.centre.rows("select recording_key from channels.voicemail where call_id = %s", call.call_id)
    return bool(rows and rows[0]["recording_key"])


def _hears_both(content: bytes) -> None:
    """The customer is in the left channel, the agent in the right."""
    rate, samples = _wav(content)
    assert level(samples[:, 0], CUSTOMER_HZ, rate) > 500
    assert level(samples[:, 1], AGENT_HZ, rate) > 500


def _wav(content: bytes) -> tuple[int, NDArray[np.int16]]:
    with wave.open(io.BytesIO(content)) as file:
        return file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)


async def test_a_customer_who_hangs_up_in_a_talk_leaves_the_agent_to_wrap_up(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    segment = await office.talk(call, mei)
    await call.ann.hang_up()
    await office.becomes(call, "closed", "completed")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    await happens(lambda: mei.ear.ended, "the agent's line is closed")
    assert (await office.books(call))["end_reason"] == "customer"


async def test_a_customer_who_gives_up_waiting_is_counted_as_abandoned(office: Office) -> None:
    mei = await office.agent("mei")
    by_page, by_button = await office.customer_calls("by-page"), await office.customer_calls("by-button")
    offered = await office.centre.offer(by_page.interaction, mei.agent)
    await by_page.ann.hang_up()
    await office.calls.hangup(await office.chat_account(), by_button.visitor, by_button.call_id)
    await office.becomes(by_page, "closed", "abandoned")
    assert await office.centre.segment_state(offered) == ("done", "rescinded")
    assert await office.interaction(by_button) == ("closed", "abandoned")
    seen = await office.seen_by(by_button)
    assert (seen.phase, seen.reason) == (CallPhase.ENDED, "hung_up")


async def test_a_lost_agent_leaves_music_and_the_call_at_the_head_of_the_queue(office: Office) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    call = await office.customer_calls()
    lost = await office.talk(call, mei)
    mei.ear.vanish()
    await office.is_away(call, "agent")
    await happens(call.ann.hears_music, "the customer hears music at once")
    assert await office.interaction(call) == ("working", None)
    office.centre.clock.pass_(seconds=20)
    await office.becomes(call, "queued")
    assert await office.centre.segment_state(lost) == ("done", "lost")
    assert await office.centre.value("select at_head from core.interaction where id = %s", call.interaction)
    await happens(call.ann.hears_music, "the customer hears music")
    seen = await office.seen_by(call)
    assert (seen.phase, seen.hold) == (CallPhase.ON_HOLD, HoldReason.NEXT_AGENT)
    assert await mei.joins_too_late(call.call_id) == "not_with_you"
    assert (await office.own_call(call, mei)) is None, "the page shows no call that another has"
    await office.talk(call, wei)
    assert (await office.seen_by(call)).agent_name == "wei"


async def test_a_reloaded_page_joins_its_call_again_and_stays_muted(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    segment = await office.talk(call, mei)
    await mei.does(call.call_id, "mute", muted="true")
    assert (await mei.joins(call.call_id)).is_success
    await happens(lambda: mei.ear.hears(CUSTOMER_HZ), "the agent hears the customer on the new leg")
    await happens(lambda: call.ann.hears_no(AGENT_HZ), "a muted agent is not heard after a reload")
    await mei.does(call.call_id, "mute", muted="false")
    await office.hear_each_other(call, mei)
    assert await office.centre.segment_state(segment) == ("connected", None)


async def test_a_transferred_customer_hears_music_until_the_next_agent_is_there(office: Office) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei", queues=("billing",))
    call = await office.customer_calls()
    segment = await office.talk(call, mei)
    billing = office.centre.queues["billing"]
    await office.centre.run(transfers.transfer_to_queue, office.ports, call.interaction, mei.agent, billing)
    await happens(call.ann.hears_music, "the customer hears music")
    await happens(lambda: mei.ear.ended, "the agent's line is closed")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    await office.talk(call, wei)
    await wei.does(call.call_id, "hangup")
    assert await office.interaction(call) == ("closed", "completed")


async def test_an_interaction_that_is_closed_elsewhere_ends_its_call(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    await office.centre.run(closing.close, office.ports, call.interaction, mei.agent, actor=f"user:{mei.agent}")
    await happens(lambda: call.ann.ended and mei.ear.ended, "both lines are closed")
    assert (await office.seen_by(call)).reason == "agent_hung_up"


async def test_the_death_of_the_media_ends_the_call_and_its_recording_is_still_kept(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    waiting = await office.customer_calls("visitor-2")
    segment = await office.talk(call, mei)
    await happens(lambda: any((office.data / "recordings").glob("*.part")), "it is being recorded")
    await office.media.die()
    await office.becomes(call, "closed", "dropped")
    await office.becomes(waiting, "closed", "dropped")
    assert await office.centre.segment_state(segment) == ("wrapping", None)
    seen = await office.seen_by(call)
    assert (seen.phase, seen.reason) == (CallPhase.ENDED, "dropped")
    with pytest.raises(MediaUnavailable):
        await office.customer_calls("visitor-3")
    assert await office.centre.value("select count(*) from core.interaction where state <> 'closed'") == 0

    await office.media.start()
    await office.recorded(call)
    _hears_both((await mei.plays(call.call_id)).content)


async def test_a_caller_beyond_the_lines_is_told_so_and_waits_in_no_queue(
    centre: Centre, database: Database, tmp_path: Path
) -> None:
    async with open_office(centre, database, tmp_path, calls=1) as office:
        await office.customer_calls()
        peer = TonePeer(CUSTOMER_HZ)
        with pytest.raises(LinesBusy):
            await office.calls.start(await office.chat_account(), Visitor("visitor-2"), await peer.offer())
        await peer.hang_up()
        states = await office.centre.rows("select state, outcome from core.interaction order by created_at, id")
        assert [(row["state"], row["outcome"]) for row in states] == [("queued", None), ("closed", "dropped")]


async def test_an_agent_who_accepts_but_never_joins_is_lost(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    segment = await office.centre.give(call.interaction, mei.agent)
    office.centre.clock.pass_(seconds=21)
    await office.becomes(call, "queued")
    assert await office.centre.segment_state(segment) == ("done", "lost")
    assert await office.centre.value("select at_head from core.interaction where id = %s", call.interaction)
    assert call.ann.hears_music()


async def test_a_visitor_who_calls_again_ends_the_earlier_call(office: Office) -> None:
    first = await office.customer_calls()
    second = await office.customer_calls()
    assert first.interaction != second.interaction
    assert await office.interaction(first) == ("closed", "abandoned")
    assert await office.interaction(second) == ("queued", None)
    await happens(lambda: first.ann.ended, "the earlier line is closed")


async def test_nobody_commands_the_call_of_another(office: Office) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    call = await office.customer_calls()
    stranger = Visitor("stranger")
    account = await office.chat_account()
    assert await office.calls.call_of(account, stranger, call.call_id) is None
    assert await office.calls.latest(account, stranger) is None
    assert await office.calls.latest(account, call.visitor) == await office.seen_by(call)
    with pytest.raises(NoSuchCall):
        await office.calls.hangup(account, stranger, call.call_id)
    await office.talk(call, mei)
    for what, form in (("hold", {"held": "true"}), ("mute", {"muted": "true"}), ("hangup", {})):
        assert (await wei.does(call.call_id, what, **form)).status_code == 409
    assert await wei.joins_too_late(call.call_id) == "not_with_you"
    assert (await wei.joins(CallId(call.interaction))).status_code == 404
    await office.hear_each_other(call, mei)


async def test_another_worker_takes_the_watch_over_and_misses_nothing(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    await office.stop_watching()
    await call.ann.hang_up()
    office.begin_watching()
    await office.becomes(call, "closed", "completed")


async def test_orders_that_were_lost_with_their_process_are_given_again(office: Office) -> None:
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)

    async def hold_and_die(unit: UnitOfWork) -> None:
        await (await lock_call(unit, office.ports, call.call_id)).react(Hold())

    await office.centre.run(hold_and_die)
    office.centre.clock.pass_(seconds=6)
    await office.watch.look_for_lost()
    await happens(call.ann.hears_music, "the customer hears the hold music")
    books = await office.books(call)
    assert books["settled"] == books["version"]
