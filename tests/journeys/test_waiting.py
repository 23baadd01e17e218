"""Answers that wait: parked for the customer, or taken back before they are sent."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.async_api import expect

from contact_center.demo import names
from tests.installation import Installation, until
from tests.journeys.test_chat import interaction_of, texts
from tests.journeys.tidy import tidy  # noqa: F401 - for every journey here
from tests.journeys.world import World


async def on_the_phone(installation: Installation, number: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient() as http:
        found = await http.get(f"{installation.carrier_url}/sim/phones/{number}/messages")
    return [one for one in found.json() if one["line"] == names.OUR_NUMBER]


async def test_a_parked_answer_frees_its_place_and_comes_back_to_hand(world: World) -> None:
    mei = await world.agent("mei")
    wu = world.person("p-wu")
    async with httpx.AsyncClient() as http:
        sms = {"from": wu.phone, "to": names.OUR_NUMBER, "body": "請問統一編號可以改嗎？"}
        assert (await http.post(f"{world.installation.carrier_url}/sim/sms", json=sms)).status_code == 202
    await mei.accepts(wu.name)
    await expect(texts(mei)).to_have_text(["請問統一編號可以改嗎？"])
    await expect(mei.customer).to_contain_text("not verified")
    await mei.picture("sms-en-light")

    await mei.writes("可以，馬上幫您改。")
    await expect(mei.page.locator(".undo")).to_contain_text("Undo")

    async def arrived() -> bool:
        return any(one["body"] == "可以，馬上幫您改。" for one in await on_the_phone(world.installation, wu.phone))

    await until(arrived, "the answer is on the phone", 30)
    await expect(mei.thread).to_contain_text("delivered")

    await expect(mei.page.locator("#rows-waiting .work-row")).to_have_count(1)
    await mei.page.locator("#desk [data-key=p]").click()
    await mei.page.get_by_role("button", name="until the customer writes").click()
    await expect(mei.page.locator("#dialog[open]")).to_have_count(0)
    await expect(mei.page.locator("#rows-waiting .work-row")).to_have_count(1)
    places = await world.rows(
        "select l.used from core.agent_load l join core.user_account u on u.tenant_id = l.tenant_id "
        "and u.id = l.agent_id where l.tenant_id = %s and u.login = 'mei' and l.channel = '*'"
    )
    assert places == [{"used": 0}]
    await mei.page.locator("#rows-waiting .work-row").click()
    await mei.closes()


async def test_an_answer_can_be_taken_back_for_some_seconds(world: World) -> None:
    mei = await world.agent("mei")
    chen = world.person("p-chen")
    async with httpx.AsyncClient() as http:
        sms = {"from": chen.phone, "to": names.OUR_NUMBER, "body": "保固可以延長嗎"}
        await http.post(f"{world.installation.carrier_url}/sim/sms", json=sms)
    await mei.accepts(chen.name)
    await mei.writes("Wrong person!")
    await mei.page.locator(".undo button").click()
    await expect(mei.answer).to_have_value("Wrong person!")
    interaction = await interaction_of(mei)
    written = await world.rows(
        "select text from core.message where tenant_id = %s and interaction_id = %s and direction = 'out'", interaction
    )
    assert written == []
    await mei.answer.fill("")
    await mei.closes()
