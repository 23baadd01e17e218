"""Calling out without a line that can, and the rules for it: on their page, by the API, never lost to a colleague."""

from __future__ import annotations

import re

from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House

RULES = {
    "numbers": "+886227110480", "prefixes": "+886, +81", "ring_seconds": "25", "prices": "+886 1.20", "currency": "twd",
    "most_a_day": "3000", "most_a_day_each": "", "contact_start": "09:00", "contact_end": "18:00",
    "survey_start": "09:00", "survey_end": "20:00", "marketing_start": "09:00", "marketing_end": "20:00",
}  # fmt: skip


async def line(house: House) -> str:
    async def make(work: UnitOfWork) -> str:
        return str(
            await house.runtime.accounts.create(
                work, channel="voice", name="Service line", address="+886227110480", settings={"record": False},
                secrets={}, queue_id=None,
            )
        )  # fmt: skip

    return await house.runtime.database.run(house.tenant, make, actor="test")


async def test_without_a_line_that_rings_telephones_the_page_says_so_and_nobody_is_called(house: House) -> None:
    account = await line(house)
    mei = await house.person("mei", Role.AGENT)
    assert "No line is connected that can ring telephones" in (await mei.get("/new")).text
    assert "No line is connected that can ring telephones" in (await mei.get("/calls/new?to=0912345678")).text
    asked = await mei.post("/calls", {"to": "0912345678", "client_key": "a-key-of-mine", "account": account})
    assert (asked.status_code, asked.json()["type"]) == (409, "urn:contact-center:cannot_dial")
    emergency = await mei.post("/calls", {"to": "119", "client_key": "a-key-of-mine", "account": account})
    assert emergency.json()["type"].endswith("emergency_number")
    way = await mei.http.get("/api/v1/calls/way", params={"account": account, "to": "0912 345 678"})
    assert (way.json()["number"], way.json()["problem"]) == ("+886912345678", "cannot_dial")


async def test_an_administrator_sets_the_rules_and_a_mistake_comes_back_as_it_was_written(house: House) -> None:
    account = await line(house)
    ann = await house.person("ann", Role.ADMIN)
    page = (await ann.get("/admin/calls-out")).text
    state = re.search(r'name="saw" value="(\w+)"', page)
    assert state is not None
    path = f"/admin/calls-out/{account}"
    wrong = await ann.post(path, RULES | {"saw": state[1], "prefixes": "886"})
    assert wrong.status_code == 422
    assert "Where may be called: This cannot be used" in wrong.text
    assert 'value="886"' in wrong.text
    nobody = await ann.post(path, RULES | {"saw": state[1], "numbers": "+886227110480: Nowhere"})
    assert "There is no queue of this name" in nobody.text
    assert (await ann.post(path, RULES | {"saw": state[1]})).status_code == 303
    assert (await ann.post(path, RULES | {"saw": state[1]})).status_code == 409, "somebody has changed it"
    [kept] = (await ann.http.get("/api/v1/calls/rules")).json()
    assert kept["dialling"]["prices"] == {"+886": "1.20"}
    assert (kept["dialling"]["ring_seconds"], kept["dialling"]["currency"]) == (25, "TWD")
    put = {"numbers": ["+886227110480"], "hours": {"contact": ["08:00", "20:00"]}}
    headers = {"origin": HOST, "x-csrf-token": ann.csrf}
    changed = await ann.http.put(f"/api/v1/calls/rules/{account}", json=put, headers=headers)
    assert changed.status_code == 204
    turned = await ann.http.put(
        f"/api/v1/calls/rules/{account}", json={"hours": {"contact": ["20:00", "08:00"]}}, headers=headers
    )
    assert turned.json()["type"].endswith("dialling_setting_unusable")
    mei = await house.person("mei", Role.AGENT)
    assert (await mei.get("/admin/calls-out")).status_code == 403
    assert (await mei.http.get("/api/v1/calls/rules")).status_code == 403
    [row] = [one for one in (await ann.http.get("/api/v1/calls/rules")).json() if one["account"] == account]
    assert row["dialling"]["numbers"] == ["+886227110480"]
