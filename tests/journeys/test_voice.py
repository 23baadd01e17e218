"""A customer presses "Call us"; tones prove who hears whom."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.async_api import expect

from contact_center.demo.names import agent_id
from tests.erp_server import ErpServer
from tests.installation import until
from tests.journeys.world import Console, Ear, World
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, THIRD_HZ

pytestmark = pytest.mark.webrtc


@pytest.mark.erp
async def test_a_call_from_the_shop_reaches_the_agent_beside_the_customers_orders(
    world: World, tryton: ErpServer
) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    lin = await world.visitor("p-lin", hz=CUSTOMER_HZ)
    await lin.calls()
    await lin.ear.hears_music(AGENT_HZ)

    await mei.accepts("林佳穎")
    await mei.is_recorded()
    await mei.ear.hears(CUSTOMER_HZ)
    await mei.ear.hears_no(AGENT_HZ)
    await lin.ear.hears(AGENT_HZ)
    await lin.ear.hears_no(CUSTOMER_HZ)
    await expect(lin.call_title).to_contain_text("Mei Chen")

    await expect(mei.customer).to_contain_text("SO-20418")
    await mei.sees_the_age_of_facts()
    await mei.picture("call-en-light")
    await mei.picture("call-en-dark", theme="dark")
    await expect(await mei.shows("orders")).to_contain_text("SO-20446")
    await expect(await mei.shows("invoices")).to_contain_text("INV-3391")
    await expect(await mei.shows("deliveries")).to_contain_text("HP70418822")

    await mei.page.keyboard.press("F4")
    await expect(mei.page.locator("#desk")).to_contain_text("on hold, hears music")
    await lin.ear.hears_music(AGENT_HZ)
    await mei.ear.hears_no(CUSTOMER_HZ)
    await mei.page.keyboard.press("F4")
    await lin.ear.hears(AGENT_HZ)
    await mei.page.keyboard.press("F8")
    await expect(mei.page.locator("#desk [data-microphone]")).to_have_text("microphone off")
    await lin.ear.hears_no(AGENT_HZ)
    await mei.ear.hears(CUSTOMER_HZ)

    await mei.page.get_by_role("button", name="End call").click()
    await expect(lin.call_title).to_have_text("The call has ended")
    await mei.wraps_up("order_status", "Both grinders come on Thursday.")
    await _the_recording_plays_and_that_is_written_down(world, mei)


async def _the_recording_plays_and_that_is_written_down(world: World, mei: Console) -> None:
    call = await _last_call(world)

    async def kept() -> bool:
        return (await mei.page.request.get(f"{world.installation.url}/console/calls/{call}/recording")).status == 200

    await until(kept, "the recording is kept")
    played = await mei.page.request.get(f"{world.installation.url}/console/calls/{call}/recording")
    assert (await played.body())[:4] == b"RIFF"
    listened = await world.rows(
        "select actor from core.audit where tenant_id = %s and action = 'recording played' and subject = %s",
        f"call:{call}",
    )
    assert {row["actor"] for row in listened} == {f"user:{agent_id('mei')}"}


async def _last_call(world: World) -> UUID:
    found = await world.rows("select id from channels.call where tenant_id = %s order by started_at desc limit 1")
    call: UUID = found[0]["id"]
    return call


async def test_a_caller_who_leaves_while_waiting_is_on_record_as_abandoned(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    nair = await world.visitor("p-nair", hz=CUSTOMER_HZ)
    await nair.calls()
    await mei.is_offered("Priya Nair")
    await nair.leaves()
    await expect(mei.offer).to_have_count(0)
    await expect(mei.page.locator("#offers")).to_contain_text("was taken by somebody else, or the customer left.")
    await mei.finds("Priya Nair")
    await expect(mei.page.locator("main")).to_contain_text("The customer left before anybody answered")


async def test_a_call_whose_agents_browser_dies_goes_to_the_head_of_the_queue_with_music(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    okafor = await world.visitor("p-okafor", hz=CUSTOMER_HZ)
    await okafor.calls()
    await mei.accepts("David Okafor")
    await mei.is_recorded()
    await okafor.ear.hears(AGENT_HZ)
    wei = await world.agent("wei", hz=THIRD_HZ)

    await mei.is_killed()
    await okafor.ear.hears_music(AGENT_HZ)
    await expect(wei.offer).to_be_visible()
    await wei.accepts("David Okafor")
    await okafor.ear.hears(THIRD_HZ)
    await wei.ear.hears(CUSTOMER_HZ)
    await expect(wei.thread).to_contain_text("客服人員的連線中斷，回到佇列最前面。")
    await wei.picture("call-zh-light")
    await wei.picture("call-zh-dark", theme="dark")

    await okafor.hangs_up()
    await wei.wraps_up("advice_given")


async def test_a_supervisor_listens_from_the_wallboard_whispers_and_goes_on_after_a_reload(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    okafor = await world.visitor("p-okafor", hz=CUSTOMER_HZ)
    await okafor.calls()
    await mei.accepts("David Okafor")
    await mei.is_recorded()
    sam = await world.supervisor("sam", hz=THIRD_HZ)
    ear = Ear(sam, "#listening-audio")

    await sam.locator(".agent", has_text="Mei Chen").locator("[data-listen]").click()
    strip = sam.locator("[data-listens]")
    await expect(strip).to_contain_text("Mei Chen")
    await expect(strip).to_contain_text("David Okafor")
    await ear.hears(CUSTOMER_HZ)
    await ear.hears(AGENT_HZ)
    await expect(mei.page.locator("#desk .call")).to_contain_text("listens")
    await mei.ear.hears_no(THIRD_HZ)

    await strip.get_by_role("button", name="Whisper").click()
    await expect(strip).to_contain_text("only the agent hears you")
    await mei.ear.hears(THIRD_HZ)
    await okafor.ear.hears_no(THIRD_HZ)
    await expect(mei.page.locator("#desk .call")).to_contain_text("the customer does not hear it")

    await sam.goto(f"{world.installation.url}/cases")
    await expect(strip).to_contain_text("only the agent hears you")
    await mei.ear.hears(THIRD_HZ)
    await strip.get_by_role("button", name="Barge in").click()
    await okafor.ear.hears(THIRD_HZ)

    await mei.page.get_by_role("button", name="End call").click()
    await expect(strip).to_have_count(0)
    await expect(sam.locator("#above")).to_contain_text("is over")
    await mei.wraps_up("advice_given")
