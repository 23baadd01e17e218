"""A number outside on a customer's call: tones tell who hears whom, the books what it came to and what it cost."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.interactions.work import waiting, wrapping_up
from contact_center.kernel.ids import CallId, SegmentId
from tests.centre import Centre
from tests.integration.channels.voice.service.office import AgentsPage, CustomersCall, happens, open_office
from tests.integration.channels.voice.service.telephones import REFUSED, CallingOffice, Ringing
from tests.servers import Database
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, HEARD, NOT_HEARD, THIRD_HZ, TonePeer, loudest

pytestmark = pytest.mark.webrtc
RINGS = 120
"""Seconds: longer than the slowest machine takes to pick up."""


@pytest.fixture
async def office(centre: Centre, database: Database, tmp_path: Path) -> AsyncIterator[CallingOffice]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    async with open_office(centre, database, tmp_path, kind=CallingOffice) as office:
        yield office


async def talking(office: CallingOffice) -> tuple[CustomersCall, AgentsPage]:
    await office.dialling(prices={"+886": "1.5"}, currency="TWD", ring_seconds=RINGS)
    mei = await office.agent("mei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    return call, mei


async def calls(page: AgentsPage, call: CallId, to: str = "02 2345 6789", **body: Any) -> Any:
    return await page.http.post(f"/api/v1/calls/{call}/outside", json={"to": to, **body})


async def rings(office: CallingOffice, page: AgentsPage, call: CustomersCall, **body: Any) -> Ringing:
    before = len(office.exchange.rung)
    answer = await calls(page, call.call_id, **body)
    assert answer.status_code == 204, answer.text
    await happens(lambda: len(office.exchange.rung) > before, "the number outside rings")
    return office.exchange.rung[-1]


async def attempts(office: CallingOffice, call: CustomersCall) -> list[tuple[str, str | None, str, float | None]]:
    rows = await office.centre.rows(
        "select state, result, purpose, cost from core.attempt where interaction_id = %s order by number",
        call.interaction,
    )
    return [(r["state"], r["result"], r["purpose"], r["cost"]) for r in rows]


async def history(office: CallingOffice, call: CustomersCall) -> list[str]:
    rows = await office.centre.rows(
        "select code from core.interaction_history where interaction_id = %s and code like '%%outside%%' "
        "order by number", call.interaction,
    )  # fmt: skip
    return [row["code"] for row in rows]


async def talk_with_each_other(call: CustomersCall, peer: TonePeer) -> None:
    await happens(
        lambda: call.ann.hears(THIRD_HZ) and peer.hears(CUSTOMER_HZ), "the customer and the number hear each other"
    )


async def test_asked_brought_in_and_given_the_customer_who_talks_with_it_until_one_hangs_up(
    office: CallingOffice,
) -> None:
    call, mei = await talking(office)
    phone = await rings(office, mei, call, note="She wants the workshop's word.")
    assert (phone.number, phone.caller_id, phone.role) == ("+886223456789", "+886227110480", "consulted")
    await happens(lambda: call.ann.hears_music() and not mei.ear.hears_nothing(), "music here, ringing there")
    assert (await calls(mei, call.call_id)).json()["type"].endswith("outside_on_call")
    peer = await office.picks_up(phone, THIRD_HZ)
    await happens(lambda: mei.ear.hears(THIRD_HZ) and peer.hears(AGENT_HZ), "agent and number hear each other")
    assert call.ann.hears_no(THIRD_HZ)
    shown = (await office.shown(call, mei.agent)).others
    assert [(one.name, one.outside, one.key) for one in shown] == [("+886223456789", True, phone.leg)]
    await mei.does(call.call_id, "merge")
    await happens(lambda: call.ann.hears(AGENT_HZ) and call.ann.hears(THIRD_HZ), "the customer hears both")
    await mei.does(call.call_id, f"colleagues/{phone.leg}/mute", muted="true")
    await happens(lambda: call.ann.hears_no(THIRD_HZ), "muted by the agent")
    await mei.does(call.call_id, f"colleagues/{phone.leg}/mute", muted="false")

    assert (await mei.does(call.call_id, "complete")).status_code == 204
    await happens(lambda: mei.ear.ended, "the agent is off the call")
    await talk_with_each_other(call, peer)
    assert await office.interaction(call) == ("waiting", None)
    assert (await office.seen_by(call)).phase == "talking"
    assert await attempts(office, call) == [("ended", "answered", "transfer", None)]
    await peer.hang_up()
    await office.becomes(call, "closed", "completed")
    await happens(lambda: call.ann.ended, "her line is free")
    assert await attempts(office, call) == [("ended", "answered", "transfer", 1.5)]
    assert await history(office, call) == ["outside_called", "outside_in", "sent_outside", "outside_over"]
    [mine] = await office.centre.rows(
        "select state, leaving, reason from core.segment where interaction_id = %s", call.interaction
    )
    assert "transferred" in (mine["leaving"], mine["reason"])
    [written] = await office.centre.rows("select detail from core.audit where action = 'outside number called'")
    assert "6789" not in str(written["detail"])
    await nothing_of_it_is_kept(office, call, mei)


async def nothing_of_it_is_kept(office: CallingOffice, call: CustomersCall, page: AgentsPage) -> None:
    """Whoever was called outside has not heard the notice of recording."""
    await office.recorded(call)
    with wave.open(io.BytesIO((await page.plays(call.call_id)).content)) as kept:
        frames = np.frombuffer(kept.readframes(kept.getnframes()), np.int16).reshape(-1, 2)
        rate = kept.getframerate()
    assert loudest(frames[:, 1], AGENT_HZ, rate) > HEARD
    assert all(loudest(frames[:, side], THIRD_HZ, rate) < NOT_HEARD for side in (0, 1))


async def test_given_at_once_to_one_that_does_not_answer_the_customer_comes_back_to_the_sender_first(
    office: CallingOffice,
) -> None:
    call, mei = await talking(office)
    phone = await rings(office, mei, call, blind=True)
    await happens(lambda: mei.ear.ended, "the agent is off the call at once")
    assert await office.interaction(call) == ("waiting", None)
    office.centre.clock.pass_(seconds=RINGS)
    await happens(call.ann.hears_music, "the customer hears music")
    await office.becomes(call, "queued")
    [row] = await office.centre.rows(
        "select at_head, preferred_agent_id from core.interaction where id = %s", call.interaction
    )
    assert (row["at_head"], row["preferred_agent_id"]) == (True, mei.agent)
    assert await attempts(office, call) == [("ended", "no_answer", "transfer", None)]
    assert await history(office, call) == ["outside_called", "sent_outside", "outside_over", "outside_returned"]
    [wraps] = await office.centre.rows("select id from core.segment where state = 'wrapping'")
    await office.centre.run(wrapping_up.wrap_up, SegmentId(wraps["id"]), mei.agent, disposition=None)
    await office.talk(call, mei)

    await rings(office, mei, call)
    await happens(call.ann.hears_music, "the customer hears music")
    office.centre.clock.pass_(seconds=RINGS)
    await office.hear_each_other(call, mei)
    refused = len(office.exchange.rung)
    assert (await calls(mei, call.call_id, REFUSED)).status_code == 204
    assert (await attempts(office, call))[-1][:2] == ("ended", "failed")
    await office.hear_each_other(call, mei)
    assert len(office.exchange.rung) == refused
    phone = await rings(office, mei, call)
    await happens(call.ann.hears_music, "the customer hears music")
    await mei.does(call.call_id, f"colleagues/{phone.leg}/drop")
    await happens(lambda: phone.stopped, "it rings no more")
    await office.hear_each_other(call, mei)
    assert [one[1] for one in await attempts(office, call)] == ["no_answer", "no_answer", "failed", "cancelled"]


async def test_a_line_that_breaks_and_an_agent_who_takes_the_customer_back(office: CallingOffice) -> None:
    call, mei = await talking(office)
    peer = await office.picks_up(await rings(office, mei, call, blind=True), THIRD_HZ)
    await talk_with_each_other(call, peer)
    await office.centre.run(waiting.take_up, call.interaction, mei.agent)
    assert (await mei.joins(call.call_id)).json()["sdp"]
    await office.hear_each_other(call, mei)
    await happens(lambda: peer.ended, "the number is off the call")

    peer = await office.picks_up(await rings(office, mei, call, blind=True), THIRD_HZ)
    await talk_with_each_other(call, peer)
    peer.vanish()
    await happens(call.ann.hears_music, "the customer hears music")
    await office.becomes(call, "queued")
    assert [one[1] for one in await attempts(office, call)] == ["answered", "answered"]
    await office.calls.hangup(await office.chat_account(), call.visitor, call.call_id)
    await office.becomes(call, "closed", "abandoned")


async def test_rules_for_calls_out_are_kept(office: CallingOffice) -> None:
    call, mei = await talking(office)
    wei = await office.agent("wei")

    async def refused(code: str, page: AgentsPage, **body: Any) -> None:
        answer = await calls(page, call.call_id, **body)
        assert answer.json()["type"].endswith(code), answer.text

    await refused("not_with_you", wei)
    await refused("emergency_number", mei, to="119")
    await refused("destination_not_allowed", mei, to="+1 212 555 0100")
    await refused("premium_number", mei, to="+886203123456")
    await refused("not_reachable", mei, to="12")
    await refused("caller_id_not_allowed", mei, caller_id="+886900000000")
    await office.dialling(prices={"+886": "1.5"}, currency="TWD", most_a_day="7")
    await refused("spending_cap_reached", mei)
    assert await attempts(office, call) == []
    await office.hear_each_other(call, mei)
    assert (await office.interaction(call))[0] == "working"
