"""A call outlives a reload, the next page, a second window, a pulled headset, sleep, and a web process that dies."""

from __future__ import annotations

import asyncio
import re
import signal
from contextlib import suppress

import pytest
from playwright.async_api import Error, Page, expect

from tests.installation import until
from tests.journeys.world import Console, Ear, Visitor, World
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ

pytestmark = pytest.mark.webrtc

MICROPHONES = """(() => {
  window.taken = [];
  window.microphones = 1;
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => {
    if (!window.microphones) throw new DOMException('Requested device not found', 'NotFoundError');
    const stream = await ask(wish);
    window.taken.push(stream);
    return stream;
  };
  window.pull = (left) => {
    window.microphones = left;
    const [track] = window.taken.at(-1).getAudioTracks();
    track.stop();
    track.dispatchEvent(new Event('ended'));
    devices.dispatchEvent(new Event('devicechange'));
  };
  window.plug = () => { window.microphones = 1; devices.dispatchEvent(new Event('devicechange')); };
})()"""
"""What a browser does when the headset in use is pulled out, and one is plugged in again."""


async def _talk(world: World) -> tuple[Console, Visitor]:
    mei, nair = await world.agent("mei", hz=AGENT_HZ), await world.visitor("p-nair", hz=CUSTOMER_HZ)
    await mei.page.context.add_init_script(MICROPHONES)
    await mei.page.reload()
    await expect(mei.page.locator("#presence")).to_be_visible()
    await nair.calls()
    await mei.accepts("Priya Nair")
    await mei.is_recorded()
    await _hear_each_other(mei, nair)
    return mei, nair


async def _hear_each_other(mei: Console, nair: Visitor) -> None:
    await nair.ear.hears(AGENT_HZ)
    await mei.ear.hears(CUSTOMER_HZ)


async def test_the_agents_reload_costs_a_moment_of_music(world: World) -> None:
    mei, nair = await _talk(world)
    await mei.reloads()
    await mei.is_recorded()
    await _hear_each_other(mei, nair)
    await mei.page.keyboard.press("F4")
    await expect(mei.page.locator("#desk")).to_contain_text("on hold, hears music")
    await mei.reloads()
    await expect(mei.page.locator("#desk")).to_contain_text("on hold, hears music")
    await nair.ear.hears_music(AGENT_HZ)
    await mei.page.keyboard.press("F4")
    await _hear_each_other(mei, nair)
    await mei.page.get_by_role("button", name="End call").click()
    await expect(nair.call_title).to_have_text("The call has ended")
    desk = mei.page.locator("#desk")
    await expect(desk.locator(".recording")).to_have_text("recorded")
    await expect(desk).to_contain_text("The agent hung up.")
    await expect(mei.page.locator("[data-call]")).to_have_count(0)


async def test_the_next_page_of_the_product_carries_the_call_on(world: World) -> None:
    mei, nair = await _talk(world)
    await mei.page.locator(".nav-link[href='/customers']").click()
    await expect(mei.page.locator("body[data-call-leg=connected]")).to_be_attached()
    await expect(mei.page.locator("[data-call]")).to_contain_text("Priya Nair")
    mei.ear = Ear(mei.page, "#call-audio")
    await _hear_each_other(mei, nair)
    await mei.page.keyboard.press("F8")
    await nair.ear.hears_no(AGENT_HZ)
    await mei.page.get_by_role("link", name="Go to the call").click()
    await expect(mei.page.locator("#desk [data-microphone]")).to_have_text("microphone off")
    mei.ear = Ear(mei.page, "#call-audio")
    await mei.ear.hears(CUSTOMER_HZ)
    await nair.ear.hears_no(AGENT_HZ)
    await mei.page.keyboard.press("F8")
    await nair.ear.hears(AGENT_HZ)


async def test_a_second_window_asks_before_it_takes_the_call(world: World) -> None:
    mei, nair = await _talk(world)
    legs: list[str] = []
    mei.page.context.on("request", lambda request: legs.append(request.url) if request.url.endswith("/leg") else None)
    second = await mei.page.context.new_page()
    world.listen(second)
    await second.goto(world.installation.url + "/console")
    await expect(second.locator("#above")).to_contain_text("connected in another window of yours")
    await _stays_quiet(legs)
    await second.get_by_role("button", name="Take the call here").click()
    await expect(mei.page.locator("#above")).to_contain_text("connected in another window of yours")
    await expect(second.locator("body[data-call-leg=connected]")).to_be_attached()
    await nair.ear.hears(AGENT_HZ)
    await _stays_quiet(legs, after=1)
    await second.close(run_before_unload=False)
    await _hear_each_other(mei, nair)
    assert len(legs) == 2, "the window that is left carries the call on"


async def test_of_two_open_windows_the_one_that_accepts_has_the_call(world: World) -> None:
    mei, nair = await world.agent("mei", hz=AGENT_HZ), await world.visitor("p-nair", hz=CUSTOMER_HZ)
    second = await mei.page.context.new_page()
    world.listen(second)
    await second.goto(world.installation.url + "/customers")
    legs: list[str] = []
    second.on("request", lambda request: legs.append(request.url) if request.url.endswith("/leg") else None)
    await nair.calls()
    await mei.accepts("Priya Nair")
    await mei.is_recorded()
    await _hear_each_other(mei, nair)
    await expect(second.locator("#above")).to_contain_text("connected in another window of yours")
    await _stays_quiet(legs)


async def _stays_quiet(legs: list[str], after: int = 0) -> None:
    """Longer than a window that would take the call by itself waits."""
    await asyncio.sleep(8)
    assert len(legs) == after, "a window took the call by itself"


async def test_a_pulled_headset_ends_no_call_of_the_agent(world: World) -> None:
    mei, nair = await _talk(world)
    above, microphone = mei.page.locator("#above"), mei.page.locator("#desk [data-microphone]")
    await mei.page.evaluate("pull(1)")
    await expect(above).to_contain_text("Your microphone is now")
    await nair.ear.hears(AGENT_HZ)
    await mei.page.evaluate("pull(0)")
    await expect(above).to_contain_text("No microphone is left")
    await expect(microphone).to_have_text("microphone off")
    await nair.ear.hears_no(AGENT_HZ)
    await mei.ear.hears(CUSTOMER_HZ)
    await mei.picture("call-no-microphone")
    await _outlasts_silence(mei.page)
    await mei.page.evaluate("plug()")
    await expect(above).to_contain_text("Your microphone is now")
    await expect(microphone).to_have_text("microphone on")
    await _hear_each_other(mei, nair)


async def _outlasts_silence(page: Page) -> None:
    """More than the media process needs to take a page that sends nothing for gone."""
    await asyncio.sleep(7)
    await expect(page.locator("body[data-call-leg=connected]")).to_be_attached()


async def test_a_pulled_headset_ends_no_call_of_the_customer(world: World) -> None:
    mei = await world.agent("mei", hz=AGENT_HZ)
    nair = await world.visitor("p-nair", hz=CUSTOMER_HZ)
    await nair.frame.evaluate(MICROPHONES)
    await nair.calls()
    await mei.accepts("Priya Nair")
    await mei.is_recorded()
    why = nair.frame.locator("#call-why")
    await nair.frame.evaluate("pull(1)")
    await expect(why).to_contain_text("Your microphone is now")
    await mei.ear.hears(CUSTOMER_HZ)
    await nair.frame.evaluate("pull(0)")
    await expect(why).to_contain_text("No microphone is left")
    await mei.ear.hears_no(CUSTOMER_HZ)
    await asyncio.sleep(7)  # longer than a page that sends nothing is taken for there
    await nair.ear.hears(AGENT_HZ)
    await expect(mei.page.locator("#desk")).to_contain_text("on the line")
    await nair.frame.evaluate("plug()")
    await mei.ear.hears(CUSTOMER_HZ)


async def test_the_customers_next_page_of_the_shop_carries_the_call_on(world: World) -> None:
    mei, nair = await _talk(world)
    await nair.frame.locator("#mute").click()
    await mei.ear.hears_no(CUSTOMER_HZ)
    nair = await nair.reloads()
    await expect(nair.call_title).to_contain_text("On the phone with Mei Chen")
    await nair.ear.hears(AGENT_HZ)
    await expect(nair.frame.locator("#mute")).to_have_attribute("aria-pressed", "true")
    await mei.ear.hears_no(CUSTOMER_HZ)
    await nair.frame.locator("#mute").click()
    await _hear_each_other(mei, nair)
    other = await nair.opens_another_tab()
    await expect(other.call_title).to_have_text("Your call goes on in another window")
    await other.frame.get_by_role("button", name="Take the call here").click()
    await expect(other.call_title).to_contain_text("On the phone with Mei Chen")
    await expect(nair.call_title).to_have_text("Your call goes on in another window")
    await _hear_each_other(mei, other)
    await other.hangs_up()
    await mei.wraps_up("advice_given")


async def test_a_computer_that_slept_for_a_moment_is_back_in_the_call(world: World) -> None:
    mei, nair = await _talk(world)
    await mei.sleeps(10)
    await expect(nair.call_title).to_contain_text(re.compile("On the phone with Mei Chen"))
    await _hear_each_other(mei, nair)


async def test_an_agent_who_stays_away_loses_the_call_and_its_page_shows_none(world: World) -> None:
    mei, nair = await _talk(world)
    await mei.sleeps(32)
    await expect(nair.call_title).to_have_text("You are being connected to someone else")
    await expect(mei.page.locator("[data-call]")).to_have_count(0)
    await expect(mei.page.locator("#desk .legs")).to_have_count(0)
    shown = await mei.page.locator("body").inner_text()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", shown), "no id in a message"


async def test_a_web_process_that_dies_takes_no_call_with_it(world: World) -> None:
    mei, nair = await _talk(world)
    world.installation.kill("web", signal.SIGKILL)

    async def is_back() -> bool:
        with suppress(Error):
            return (await mei.page.request.get(f"{world.installation.url}/readyz")).ok
        return False

    await until(is_back, "the web process is back")
    await _hear_each_other(mei, nair)
    await expect(mei.page.locator("#live-state")).to_have_text("Live")
    await mei.page.keyboard.press("F4")
    await nair.ear.hears_music(AGENT_HZ)
    await mei.reloads()
    await mei.page.keyboard.press("F4")
    await _hear_each_other(mei, nair)
    world.complaints.clear()  # what a browser says of a server that is gone for a moment
