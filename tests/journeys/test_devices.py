"""An agent tries the headset before the shift; card data is kept out of a recording on both screens."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.journeys.world import Ear, World
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ

pytestmark = pytest.mark.webrtc


async def test_a_headset_is_tried_over_the_way_of_calls_and_remembered_on_this_computer(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    page = mei.page
    await page.locator("#presence > summary").click()
    await page.get_by_role("button", name="Microphone and speaker").click()
    dialog = page.locator("#dialog")
    await expect(dialog.locator("[data-devices-heard]")).to_have_text("The microphone hears you.")
    await expect(dialog.locator("[data-devices-pick=mic] option")).not_to_have_count(1)
    await dialog.get_by_role("button", name="Speak and hear yourself").click()
    await expect(dialog.locator("[data-devices-said]")).to_contain_text("a second later")
    await Ear(page, "[data-devices-ear]").hears(AGENT_HZ)
    await mei.picture("devices")
    microphone = await dialog.locator("[data-devices-pick=mic] option").nth(1).inner_text()
    await dialog.locator("[data-devices-pick=mic]").select_option(index=1)
    await expect(dialog.locator("[data-devices-heard]")).to_have_text("The microphone hears you.")
    await page.keyboard.press("Escape")
    await page.reload()
    await page.locator("#presence > summary").click()
    await page.get_by_role("button", name="Microphone and speaker").click()
    await expect(dialog.locator("[data-devices-pick=mic] option:checked")).to_have_text(microphone)


async def test_card_data_pauses_the_recording_on_both_screens_until_the_agent_goes_on(world: World) -> None:
    mei, nair = await world.agent("mei", hz=AGENT_HZ), await world.visitor("p-nair", hz=CUSTOMER_HZ)
    await nair.calls()
    await mei.accepts("Priya Nair")
    await mei.is_recorded()
    desk, why = mei.page.locator("#desk"), nair.frame.locator("#call-why")
    await desk.locator("button[data-call-do=pause]").click()
    await expect(desk.locator(".call-pause")).to_contain_text("The recording is paused")
    await expect(why).to_contain_text("The recording is paused")
    await mei.ear.hears(CUSTOMER_HZ)
    await mei.picture("call-paused")
    await mei.reloads()
    await expect(desk.locator(".call-pause")).to_contain_text("The recording is paused")
    await desk.get_by_role("button", name="Go on recording").click()
    await expect(desk.locator(".call-pause")).to_have_count(0)
    await expect(why).not_to_contain_text("paused")
    await mei.is_recorded()
    await nair.hangs_up()
    await mei.wraps_up("advice_given")
