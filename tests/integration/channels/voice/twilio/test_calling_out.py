"""Calls that begin with us over the public network: what becomes of each stands in its attempt."""

from __future__ import annotations

from typing import Any

import pytest

from channels.voice.calling.service import CallRequest, CallsOut
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.kernel.ids import ChannelAccountId, InteractionId
from tests.integration.channels.voice.twilio.exchange import LineCaller, LinePage, Switch, happens
from tests.integration.channels.voice.twilio.test_line import TALK

NUMBER = "+14155552680"
RULES = {
    "prefixes": ["+1"], "prices": {"+1": "0.5"}, "currency": "USD", "ring_seconds": 30,
    "hours": {"contact": ["00:00", "23:59:59"]}, "message": {"en": "Please call us back.", "zh-Hant": "請回電。"},
}  # fmt: skip


async def calls(switch: Switch, page: LinePage, habit: str) -> LineCaller:
    """The agent's page is there, and the telephone rings."""
    centre = switch.centre
    settings = {**switch.account.settings, "dialling": RULES}
    await centre.run(centre.accounts.change, switch.account.id, settings=settings, active=True)
    centre.accounts._read.clear()
    kept = {"number": NUMBER, "habit": habit, "after": 0.5}
    assert (await switch.sim.post("/sim/telephones", json=kept)).status_code == 200
    out = CallsOut(centre.db, switch.ports, centre.accounts, switch.desk, CustomersLanguages(), record=False)
    wanted = CallRequest(account=ChannelAccountId(switch.account.id), to=NUMBER, client_key="first-call")
    placed = await out.place(centre.tenant, page.who, wanted, actor=f"user:{page.who}")
    assert (await page.http.post(f"/console/calls/{placed.call_id}/device", json={"page": page.page})).json()["leg_id"]
    await happens(lambda: _sid(switch), "the telephone rings")
    return LineCaller(_sid(switch), placed.call_id, InteractionId(placed.interaction_id))


def _sid(switch: Switch) -> str:
    return next((sid for sid, call in switch.exchange.office.calls.items() if call.to == NUMBER), "")


async def attempt(switch: Switch) -> dict[str, Any]:
    [row] = await switch.centre.rows("select * from core.attempt")
    return row


@pytest.mark.parametrize(("habit", "result"), [("busy", "busy"), ("silent", "no_answer"), ("reject", "busy")])
async def test_what_the_network_says_is_the_result(switch: Switch, habit: str, result: str) -> None:
    mei = await switch.agent("mei")
    caller = await calls(switch, mei, habit)
    await switch.becomes(caller, "closed", "never_reached")
    row = await attempt(switch)
    assert (row["state"], row["result"], row["cost"]) == ("ended", result, None)


async def test_an_answered_call_is_talked_and_paid_for(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await calls(switch, mei, "answer")
    await switch.hears(TALK, caller)
    assert (await attempt(switch))["result"] == "answered"
    await switch.acts(caller, "hang-up")
    await switch.becomes(caller, "closed", "completed")
    assert str((await attempt(switch))["cost"]) in ("0.5", "0.50")


async def test_a_machine_is_told_our_message_by_one_key_and_the_attempt_says_so(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await calls(switch, mei, "answer")
    await switch.hears(TALK, caller)
    await switch.does(caller, mei, "leave-message")
    await happens(lambda: _told(switch, caller), "the machine hears it")
    await switch.becomes(caller, "closed", "never_reached")
    await happens(lambda: _all_over(switch), "nobody is left on a line")
    row = await attempt(switch)
    assert (row["result"], row["error_code"], str(row["cost"])[:3]) == ("machine", "our_message_left", "0.5")
    again = await mei.http.post(f"/console/calls/{caller.call_id}/leave-message")
    assert again.status_code == 409


async def test_who_called_us_is_told_no_message(switch: Switch) -> None:
    mei = await switch.agent("mei")
    caller = await switch.dials()
    await switch.talks(caller, mei)
    refused = await mei.http.post(f"/console/calls/{caller.call_id}/leave-message")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "no_message_for_machines")
    await switch.hears(TALK, caller)


async def _told(switch: Switch, caller: LineCaller) -> bool:
    return any("call us back" in text or "請回電" in text for _, text in await switch.heard(caller.sid))


async def _all_over(switch: Switch) -> bool:
    return all(call.ended_already for call in switch.exchange.office.calls.values())
