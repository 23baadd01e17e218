"""Customers text the shop's number through the carrier; webhooks may come doubled and in any order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect

from contact_center.demo.names import OUR_NUMBER
from tests.erp_server import ErpServer
from tests.installation import Installation, until
from tests.journeys.world import World
from tests.patience import PATIENCE

TOLD = 5
"""What the carrier tells of two texts of the customer and one answer: them, and that it was queued, sent, delivered."""

SHOWN = "+886 2 2711 8830"
"""The number that two people share, as it is shown."""


class Carrier(httpx.AsyncClient):
    """The simulated carrier, which one installation has for all journeys."""

    earlier: frozenset[str] = frozenset()
    """What came to telephones in earlier journeys: customers are the same in many."""


@pytest_asyncio.fixture
async def carrier(installation: Installation) -> AsyncIterator[Carrier]:
    """Without faults at the end."""
    async with Carrier(base_url=installation.carrier_url, trust_env=False, timeout=PATIENCE) as http:
        phones = [one["number"] for one in (await http.get("/sim/phones")).json()]
        shown = [message for number in phones for message in await _shown(http, number)]
        http.earlier = frozenset(message["sid"] for message in shown)
        yield http
        await http.post("/sim/faults", json={"duplicate": 0, "shuffle": False, "delay_ms": 0})


async def _shown(carrier: httpx.AsyncClient, number: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (await carrier.get(f"/sim/phones/{number}/messages")).json()
    return shown


async def text(carrier: Carrier, number: str, body: str) -> None:
    sent = await carrier.post("/sim/sms", json={"from": number, "to": OUR_NUMBER, "body": body})
    assert sent.status_code == 202, sent.text


async def phone(carrier: Carrier, number: str) -> list[str]:
    """What came to the customer's phone in this journey, oldest first."""
    shown = [message for message in await _shown(carrier, number) if message["sid"] not in carrier.earlier]
    return [message["body"] for message in shown if message["direction"] == "in"]


async def counters(carrier: Carrier) -> dict[str, int]:
    found: dict[str, int] = (await carrier.get("/sim/counters")).json()
    return found


@pytest.mark.erp
async def test_a_text_message_is_answered_on_the_customers_phone(
    world: World, tryton: ErpServer, carrier: Carrier
) -> None:
    bell = world.person("p-bell")
    mei = await world.agent("mei")
    await text(carrier, bell.phone, "Does the G1 need descaling?")

    await mei.accepts("Marcus Bell")
    await expect(mei.thread.locator(".said-text")).to_have_text(["Does the G1 need descaling?"])
    await expect(mei.customer).to_contain_text("not verified")
    await expect(await mei.shows("orders")).to_contain_text("SO-20298")
    await mei.sees_the_age_of_facts()
    await mei.writes("No: grinders need brushing only. 每月一次。")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("delivered")
    assert await phone(carrier, bell.phone) == ["No: grinders need brushing only. 每月一次。"]
    await mei.picture("sms-en-light")
    await mei.closes()


async def test_doubled_and_shuffled_webhooks_change_nothing_on_the_screen(world: World, carrier: Carrier) -> None:
    huang = world.person("p-huang")
    mei = await world.agent("mei")
    before = await counters(carrier)
    await carrier.post("/sim/faults", json={"duplicate": 1, "shuffle": True, "delay_ms": 100})
    await text(carrier, huang.phone, "濾芯到了嗎？")

    await mei.accepts("黃柏翰")
    await mei.writes("今天出貨。")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("delivered")
    await text(carrier, huang.phone, "謝謝！")
    await expect(mei.thread.locator(".said-text").last).to_have_text("謝謝！")

    async def everything_was_told_twice() -> bool:
        now = await counters(carrier)
        return now["webhooks"] - before["webhooks"] >= 2 * TOLD

    await until(everything_was_told_twice, "the carrier has brought everything twice")
    await expect(mei.thread.locator(".said-text")).to_have_text(["濾芯到了嗎？", "今天出貨。", "謝謝！"])
    await expect(mei.thread.locator(".said-ours")).to_contain_text("delivered")
    await expect(mei.page.locator("#work .work-row")).to_have_count(1)
    assert await phone(carrier, huang.phone) == ["今天出貨。"]
    await mei.closes()


@pytest.mark.erp
async def test_several_customers_on_one_number_no_fact_shows_before_the_agent_has_chosen(
    world: World, tryton: ErpServer, carrier: Carrier
) -> None:
    brooks, chang = world.person("p-brooks"), world.person("p-zhang")
    assert brooks.phone == chang.phone == SHOWN.replace(" ", "")
    mei = await world.agent("mei")
    await text(carrier, chang.phone, "Where is my order?")

    await mei.is_offered(SHOWN)
    for fact in (brooks.name, chang.name, "SO-"):
        await expect(mei.offer).not_to_contain_text(fact)
    await mei.accepts(SHOWN)
    await expect(mei.customer).to_contain_text("2 people share this address")
    await expect(mei.customer).to_contain_text("orders and invoices are shown after that")
    await expect(mei.page.locator("body")).not_to_contain_text("SO-20")
    await mei.picture("shared-number-en-light")

    await mei.customer.get_by_role("button", name=chang.name).click()
    await expect(mei.customer).to_contain_text("SO-20377")
    await expect(mei.customer).not_to_contain_text("SO-20440")
    await expect(mei.page.locator("#desk h1")).to_contain_text(chang.name)
    await mei.closes()
