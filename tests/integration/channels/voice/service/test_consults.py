"""A colleague is asked on a call: tones tell who hears whom, the books what became of the work."""

from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from contact_center.interactions.work import agent_leaving, offers
from contact_center.kernel.ids import AgentId, SegmentId
from tests.integration.channels.voice.service.office import AgentsPage, CustomersCall, Office, happens
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, HEARD, NOT_HEARD, THIRD_HZ, loudest

pytestmark = pytest.mark.webrtc

ASIDE_HZ = 2600.0
"""Spoken while the customer hears music."""


async def asked(office: Office) -> tuple[CustomersCall, AgentsPage, AgentsPage]:
    """Mei talks with Ann and asks Wei, whose offer rings."""
    mei, wei = await office.agent("mei"), await office.agent("wei")
    call = await office.customer_calls()
    await office.talk(call, mei)
    assert (await mei.does(call.call_id, "consult", to=str(wei.agent))).status_code == 204
    await happens(call.ann.hears_music, "the customer hears music")
    return call, mei, wei


async def consulted(office: Office) -> tuple[CustomersCall, AgentsPage, AgentsPage]:
    call, mei, wei = await asked(office)
    await answers(office, call, wei)
    await happens(lambda: mei.ear.hears(THIRD_HZ) and wei.ear.hears(AGENT_HZ), "agent and colleague hear each other")
    return call, mei, wei


async def rings(office: Office, call: CustomersCall, page: AgentsPage) -> SegmentId:
    """The offer that rings with them."""
    [offer] = await office.centre.rows(
        "select id from core.segment where interaction_id = %s and agent_id = %s and state = 'alerting'",
        call.interaction, page.agent,
    )  # fmt: skip
    return SegmentId(offer["id"])


async def answers(office: Office, call: CustomersCall, page: AgentsPage) -> None:
    [offer] = await office.centre.rows(
        "select id from core.segment where interaction_id = %s and agent_id = %s and state = 'alerting'",
        call.interaction, page.agent,
    )  # fmt: skip
    await office.centre.run(offers.accept, SegmentId(offer["id"]), page.agent)
    joined = await page.joins(call.call_id, hz=THIRD_HZ)
    assert joined.json()["sdp"], joined.text


async def segments(office: Office, call: CustomersCall) -> list[tuple[AgentId, str, str, str | None, str | None]]:
    rows = await office.centre.rows(
        "select agent_id, purpose, state, reason, came_to from core.segment where interaction_id = %s "
        "order by offered_at, id", call.interaction,
    )  # fmt: skip
    return [(AgentId(r["agent_id"]), r["purpose"], r["state"], r["reason"], r["came_to"]) for r in rows]


async def test_consult_swap_conference_and_handing_over(office: Office) -> None:
    call, mei, wei = await asked(office)
    assert (await office.seen_by(call)).phase == "on_hold"
    await happens(call.ann.hears_music, "the customer hears music")
    await happens(lambda: not mei.ear.hears_nothing(), "the agent hears that it rings")
    assert await wei.joins_too_late(call.call_id) == "not_with_you", "who has not accepted is not on the call"
    await answers(office, call, wei)
    await happens(lambda: mei.ear.hears(THIRD_HZ) and wei.ear.hears(AGENT_HZ), "agent and colleague hear each other")
    assert call.ann.hears_no(AGENT_HZ)
    assert call.ann.hears_no(THIRD_HZ)
    wei.ear.tone.hz = ASIDE_HZ
    await happens(lambda: mei.ear.hears(ASIDE_HZ), "what is said aside has a pitch of its own")
    wei.ear.tone.hz = THIRD_HZ
    await happens(lambda: mei.ear.hears_no(ASIDE_HZ), "which is gone again")
    assert (await wei.does(call.call_id, "merge")).json()["type"].endswith("not_with_you")

    await mei.does(call.call_id, "hold", held="false")
    await office.hear_each_other(call, mei)
    await happens(wei.ear.hears_music, "the colleague waits with music")
    await mei.does(call.call_id, "merge")
    await happens(lambda: call.ann.hears(AGENT_HZ) and call.ann.hears(THIRD_HZ), "the customer hears both")
    await happens(lambda: wei.ear.hears(CUSTOMER_HZ) and mei.ear.hears(THIRD_HZ), "and all hear each other")
    await mei.does(call.call_id, f"colleagues/{wei.agent}/mute", muted="true")
    await happens(lambda: call.ann.hears_no(THIRD_HZ), "a muted colleague is not heard")
    await wei.does(call.call_id, "mute", muted="false")
    await happens(lambda: call.ann.hears(THIRD_HZ), "who was muted may undo it")
    assert [one[2:] for one in await segments(office, call)] == [
        ("connected", None, None),
        ("connected", None, "conferenced"),
    ]

    assert (await mei.does(call.call_id, "complete")).status_code == 204
    await happens(lambda: mei.ear.ended and call.ann.hears_no(AGENT_HZ), "the first agent is gone")
    await happens(lambda: call.ann.hears(THIRD_HZ) and wei.ear.hears(CUSTOMER_HZ), "customer and colleague go on")
    after = await segments(office, call)
    assert (after[0][0], after[0][3] or after[0][2]) in ((mei.agent, "wrapping"), (mei.agent, "transferred"))
    assert after[1:] == [
        (wei.agent, "consult", "done", "completed", "transferred"),
        (wei.agent, "work", "connected", None, None),
    ]
    assert (await office.interaction(call))[0] == "working"
    await wei.does(call.call_id, "hangup")
    await office.becomes(call, "closed", "completed")
    await only_what_the_customer_heard_is_kept(office, call, wei)


async def only_what_the_customer_heard_is_kept(office: Office, call: CustomersCall, page: AgentsPage) -> None:
    """All there speak as long as they are on the line; the pitch they had in the consult must not be found."""
    await office.recorded(call)
    with wave.open(io.BytesIO((await page.plays(call.call_id)).content)) as kept:
        frames = np.frombuffer(kept.readframes(kept.getnframes()), np.int16).reshape(-1, 2)
        rate = kept.getframerate()
    assert loudest(frames[:, 0], CUSTOMER_HZ, rate) > HEARD
    assert loudest(frames[:, 1], AGENT_HZ, rate) > HEARD
    assert loudest(frames[:, 1], THIRD_HZ, rate) > HEARD
    assert all(loudest(frames[:, side], ASIDE_HZ, rate) < NOT_HEARD for side in (0, 1))


async def test_a_colleague_who_refuses_hangs_up_crashes_or_signs_out_leaves_the_customer_with_the_agent(
    office: Office,
) -> None:
    call, mei, wei = await asked(office)
    await office.centre.run(offers.reject, await rings(office, call, wei), wei.agent)
    await goes_on(office, call, mei)

    await ask_again(office, call, mei, wei)
    await wei.does(call.call_id, "hangup")
    await goes_on(office, call, mei)

    await ask_again(office, call, mei, wei)
    wei.ear.vanish()
    await office.is_away(call, "consulted")
    assert call.ann.hears_no(AGENT_HZ), "a page may come back"
    office.centre.clock.pass_(seconds=15)
    await goes_on(office, call, mei)

    await ask_again(office, call, mei, wei)
    await office.centre.run(agent_leaving.sign_out, wei.agent, frozenset())
    await goes_on(office, call, mei)
    ends = [one[3:] for one in (await segments(office, call))[1:]]
    assert ends == [
        ("rejected", None),
        ("completed", "consulted"),
        ("lost", "consulted"),
        ("completed", "consulted"),
    ]


async def ask_again(office: Office, call: CustomersCall, mei: AgentsPage, wei: AgentsPage) -> None:
    answer = await mei.does(call.call_id, "consult", to=str(wei.agent))
    assert answer.status_code == 204, answer.text
    await answers(office, call, wei)
    await happens(
        lambda: mei.ear.hears(THIRD_HZ) and call.ann.hears_music(), "they speak, and the customer hears music"
    )


async def goes_on(office: Office, call: CustomersCall, mei: AgentsPage) -> None:
    await office.hear_each_other(call, mei)
    assert (await office.interaction(call))[0] == "working"
    assert (await segments(office, call))[0][2] == "connected"


async def test_an_agent_who_is_gone_leaves_the_customer_with_the_colleague(office: Office) -> None:
    call, mei, wei = await consulted(office)
    mei.ear.vanish()
    await office.is_away(call, "agent")
    await happens(lambda: call.ann.hears_music() and wei.ear.hears_music(), "both hear music")
    office.centre.clock.pass_(seconds=20)
    await happens(lambda: call.ann.hears(THIRD_HZ) and wei.ear.hears(CUSTOMER_HZ), "they go on with each other")
    assert [one[:4] for one in await segments(office, call)] == [
        (mei.agent, "work", "done", "lost"),
        (wei.agent, "consult", "done", "completed"),
        (wei.agent, "work", "connected", None),
    ]


async def test_a_customer_who_hangs_up_ends_it_for_both(office: Office) -> None:
    call, mei, wei = await consulted(office)
    await office.calls.hangup(await office.chat_account(), call.visitor, call.call_id)
    await office.becomes(call, "closed", "completed")
    await happens(lambda: mei.ear.ended and wei.ear.ended, "both lines are free")
    assert (await segments(office, call))[1][2] == "done", "a consult has no wrap-up"
    load = "select used from core.agent_load where agent_id = %s and channel = 'voice'"
    assert (await office.centre.rows(load, wei.agent))[0]["used"] == 0
