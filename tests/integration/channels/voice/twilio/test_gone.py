"""Whoever's line dies on a call of the public network: who is left hears somebody or music, and there is a way on."""

from __future__ import annotations

import pytest

from contact_center.directory.service import Role
from tests.integration.channels.voice.twilio.exchange import LineCaller, LinePage, Switch, happens
from tests.integration.channels.voice.twilio.test_line import TALK, answers, plays

MUSIC = {"agent": set[str](), "customer": set[str]()}
EVERYBODY = {"customer", "agent", "consulted"}


async def dies(switch: Switch, page: LinePage) -> None:
    """The line of this page is gone."""
    [sid] = [
        sid for sid, call in switch.exchange.office.calls.items()
        if call.to == f"client:{page.device}" and not call.ended_already
    ]  # fmt: skip
    assert (await switch.sim.post(f"/sim/calls/{sid}/hang-up")).status_code == 200


async def consulted(switch: Switch, *, together: bool = False) -> tuple[LineCaller, LinePage, LinePage]:
    mei, wei = await switch.agent("mei"), await switch.agent("wei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await switch.does(caller, mei, "consult", to=str(wei.who))
    await answers(switch, caller, wei)
    await switch.hears({"customer": set(), "agent": {"consulted"}, "consulted": {"agent"}}, caller)
    if together:
        await switch.does(caller, mei, "merge")
        await switch.hears({one: EVERYBODY - {one} for one in EVERYBODY}, caller)
    return caller, mei, wei


async def noticed(switch: Switch, caller: LineCaller, role: str) -> None:
    """It is in our books that this line is gone."""
    await happens(lambda: switch.leg_is(caller, role, joined=False), f"the {role} is known to be gone")


async def time_passes(switch: Switch, caller: LineCaller, seconds: float) -> None:
    switch.centre.clock.pass_(seconds=seconds)
    await switch.desk.time_passed(switch.centre.tenant, caller.call_id)


async def test_an_agent_who_does_not_come_back_leaves_the_customer_at_the_head_of_the_queue_with_music(
    switch: Switch,
) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    await dies(switch, mei)
    await noticed(switch, caller, "agent")
    await switch.hears({"customer": set()}, caller)
    await time_passes(switch, caller, 21)
    await switch.becomes(caller, "queued", None)
    await switch.is_in(caller, "waiting")
    wei = await switch.agent("wei")
    await switch.talks(caller, wei)


async def test_a_colleague_whose_line_dies_in_a_consult_gives_the_customer_back(switch: Switch) -> None:
    caller, _, wei = await consulted(switch)
    await dies(switch, wei)
    await noticed(switch, caller, "consulted")
    await switch.hears(MUSIC, caller)
    await time_passes(switch, caller, 16)
    await switch.hears(TALK, caller)


async def test_an_agent_whose_line_dies_in_a_consult_leaves_the_customer_to_the_colleague(switch: Switch) -> None:
    caller, mei, wei = await consulted(switch)
    await dies(switch, mei)
    await noticed(switch, caller, "agent")
    await switch.hears({"customer": set(), "consulted": set()}, caller)
    await time_passes(switch, caller, 21)
    await switch.hears(TALK, caller)
    assert (await switch.books(caller))["state"]["legs"][1]["agent"] == str(wei.who)


@pytest.mark.parametrize("who", ["agent", "colleague"])
async def test_in_a_conference_those_who_are_left_go_on_talking(switch: Switch, who: str) -> None:
    caller, mei, wei = await consulted(switch, together=True)
    gone, left = ("agent", "consulted") if who == "agent" else ("consulted", "agent")
    await dies(switch, mei if who == "agent" else wei)
    await noticed(switch, caller, gone)
    await switch.hears({"customer": {left}, left: {"customer"}}, caller)
    await time_passes(switch, caller, 21)
    await switch.hears(TALK, caller)
    assert not await switch.leg_is(caller, "consulted", joined=True)


async def test_a_customer_who_hangs_up_in_a_consult_ends_it_for_all(switch: Switch) -> None:
    caller, mei, wei = await consulted(switch)
    await switch.acts(caller, "hang-up")
    await switch.is_in(caller, "ended")
    await switch.becomes(caller, "closed", "completed")
    await happens(lambda: _all_over(switch), "nobody is left on a line")
    assert await _busy(switch, wei) == [], "the colleague is free"
    assert await _busy(switch, mei) in ([], ["wrapping"])


async def test_a_supervisor_whose_line_dies_changes_nothing_for_the_others(switch: Switch) -> None:
    mei, boss = await switch.agent("mei"), await switch.agent("boss", role=Role.SUPERVISOR)
    caller = await switch.dials()
    await switch.talks(caller, mei)
    listening = {"page": boss.page, "listening": "barge"}
    assert (await boss.http.post(f"/supervisor/calls/{caller.call_id}/device", json=listening)).status_code == 204
    await switch.hears(
        {"customer": {"agent", "supervisor"}, "agent": {"customer", "supervisor"}, "supervisor": {"customer", "agent"}},
        caller,
    )
    await dies(switch, boss)
    await switch.hears(TALK, caller)


async def test_a_page_that_does_not_answer_leaves_the_customer_waiting_and_may_try_again(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    gone = {"number": f"client:{mei.device}", "habit": "silent", "after": 1}
    assert (await switch.sim.post("/sim/telephones", json=gone)).status_code == 200
    await switch.centre.give(caller.interaction, mei.who)
    assert (await switch.joins(caller, mei)).json()["leg_id"]
    await happens(lambda: plays(switch, caller, "/sounds/ringback.wav"), "the customer hears that it rings")
    there = {"number": f"client:{mei.device}", "habit": "answer", "after": 0.1}
    assert (await switch.sim.post("/sim/telephones", json=there)).status_code == 200
    assert (await switch.joins(caller, mei)).json()["leg_id"]
    await switch.hears(TALK, caller)


async def test_what_twilio_refuses_is_said_again_until_it_is_done(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    assert (await switch.sim.post("/sim/faults", json={"outage": True})).status_code == 200
    await switch.does(caller, mei, "hold", held="true")
    assert (await switch.books(caller))["state"]["phase"] == "held"
    assert (await switch.sim.post("/sim/faults", json={"outage": False})).status_code == 200
    switch.centre.clock.pass_(seconds=6)
    await switch.hears(MUSIC, caller)
    await happens(lambda: plays(switch, caller, "/sounds/hold.wav"), "the customer hears music")


async def _all_over(switch: Switch) -> bool:
    return all(call.ended_already for call in switch.exchange.office.calls.values())


async def _busy(switch: Switch, page: LinePage) -> list[str]:
    rows = await switch.centre.rows("select state from core.segment where agent_id = %s and state <> 'done'", page.who)
    return [str(row["state"]) for row in rows]
