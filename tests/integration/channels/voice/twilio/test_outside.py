"""A number outside on a call of the public network: asked, given the customer, and what follows if it is not there."""

from __future__ import annotations

from typing import Any

import pytest

from channels.voice.calling.outside import OutsideCalls, OutsideRequest
from channels.voice.calling.service import CallsOut
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import wrapping_up
from contact_center.kernel.ids import SegmentId
from tests.integration.channels.voice.twilio.exchange import LineCaller, LinePage, Switch, happens
from tests.integration.channels.voice.twilio.test_calling_out import RULES
from tests.integration.channels.voice.twilio.test_line import TALK

WORKSHOP = "+14155552690"
ASIDE = {"customer": set[str](), "agent": {"consulted"}, "consulted": {"agent"}}
GIVEN = {"customer": {"consulted"}, "consulted": {"customer"}}
EVERYBODY = {"customer", "agent", "consulted"}


async def calls(switch: Switch, caller: LineCaller, page: LinePage, habit: str, *, blind: bool = False) -> str:
    """Rings the workshop, whose telephone does this; returns the carrier's id of that call."""
    centre, office = switch.centre, switch.exchange.office
    settings = {**switch.account.settings, "dialling": RULES}
    await centre.run(centre.accounts.change, switch.account.id, settings=settings, active=True)
    centre.accounts._read.clear()
    kept = {"number": WORKSHOP, "habit": habit, "after": 0.5}
    assert (await switch.sim.post("/sim/telephones", json=kept)).status_code == 200
    before = set(office.calls)
    out = CallsOut(centre.db, switch.ports, centre.accounts, switch.desk, CustomersLanguages(), record=False)
    wanted = OutsideRequest(WORKSHOP, blind=blind)
    await OutsideCalls(out).call(centre.tenant, page.who, caller.call_id, wanted)
    [sid] = [sid for sid, call in office.calls.items() if call.to == WORKSHOP and sid not in before]
    return sid


async def attempts(switch: Switch) -> list[dict[str, Any]]:
    return await switch.centre.rows("select result, cost, purpose, address from core.attempt order by number")


async def talking(switch: Switch) -> tuple[LineCaller, LinePage]:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    return caller, mei


async def test_asked_brought_in_given_the_customer_and_paid_for(switch: Switch) -> None:
    caller, mei = await talking(switch)
    sid = await calls(switch, caller, mei, "answer")
    await switch.hears(ASIDE, caller)
    await switch.does(caller, mei, "merge")
    await switch.hears({one: EVERYBODY - {one} for one in EVERYBODY}, caller)
    await switch.does(caller, mei, "complete")
    await switch.hears(GIVEN, caller)
    await switch.becomes(caller, "waiting", None)
    assert (await switch.sim.post(f"/sim/calls/{sid}/hang-up")).status_code == 200
    await switch.becomes(caller, "closed", "completed")
    await happens(lambda: _all_over(switch), "nobody is left on a line")
    [row] = await attempts(switch)
    assert (row["result"], row["purpose"], row["address"]) == ("answered", "transfer", WORKSHOP)
    assert row["cost"] == 0.5


@pytest.mark.parametrize(("habit", "result"), [("busy", "busy"), ("silent", "no_answer")])
async def test_one_that_is_not_there_gives_the_customer_back(switch: Switch, habit: str, result: str) -> None:
    caller, mei = await talking(switch)
    await calls(switch, caller, mei, habit)
    await switch.hears(TALK, caller)
    await calls(switch, caller, mei, habit, blind=True)
    await switch.becomes(caller, "queued", None)
    await switch.hears({"customer": set()}, caller)
    assert [row["result"] for row in await attempts(switch)] == [result, result]
    wei = await switch.agent("wei")
    await switch.talks(caller, wei)


async def test_given_at_once_they_talk_while_the_agent_goes_on_the_break_chosen_on_the_call(switch: Switch) -> None:
    caller, mei = await talking(switch)
    centre = switch.centre
    await centre.run(presence.leave, mei.who, "break")
    await switch.hears(TALK, caller)
    assert await centre.presence(mei.who) == "available"
    await calls(switch, caller, mei, "answer", blind=True)
    await switch.hears(GIVEN, caller)
    for wraps in await centre.rows("select id from core.segment where state = 'wrapping'"):
        await centre.run(wrapping_up.wrap_up, SegmentId(wraps["id"]), mei.who, disposition=None)
    assert await centre.presence(mei.who) == "away"
    await switch.acts(caller, "hang-up")
    await switch.becomes(caller, "closed", "completed")
    await happens(lambda: _all_over(switch), "nobody is left on a line")
    assert [row["result"] for row in await attempts(switch)] == ["answered"]


async def _all_over(switch: Switch) -> bool:
    return all(call.ended_already for call in switch.exchange.office.calls.values())
