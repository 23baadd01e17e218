"""Headsets are pulled, plugged in, switched off and forbidden in the middle of a call; the call does not notice.

The module that agents' and customers' pages share, before microphones that the test holds in its hand.
"""

from __future__ import annotations

from typing import Any

import pytest_asyncio
from playwright.async_api import Page

from agent_ui.frame.render import AssetAddresses
from tests.browser.agent_ui.conftest import Site
from tests.installation import until

DESK = """async (address) => {
  const { Microphone } = await import(address);
  const context = new AudioContext();
  const devices = new EventTarget();
  const desk = window.desk = { plugged: [], forbidden: false, told: [], sent: [], asked: [] };
  const track = (label) => {
    const [made] = context.createMediaStreamDestination().stream.getAudioTracks();
    return Object.defineProperties(made, { label: { value: label } });
  };
  devices.enumerateDevices = async () => desk.plugged.map((label) => ({ kind: 'audioinput', deviceId: label, label }));
  devices.getUserMedia = async ({ audio }) => {
    if (desk.forbidden) throw new DOMException('', 'NotAllowedError');
    const label = audio.deviceId?.exact ?? desk.plugged[0];
    if (!desk.plugged.includes(label)) throw new DOMException('', 'NotFoundError');
    desk.asked.push(label);
    const made = track(label);
    return { getAudioTracks: () => [made] };
  };
  Object.defineProperty(navigator, 'mediaDevices', { value: devices, configurable: true });
  desk.change = (...labels) => { desk.plugged = labels; devices.dispatchEvent(new Event('devicechange')); };
  desk.ends = () => { const now = desk.mic.track; now.stop(); now.dispatchEvent(new Event('ended')); };
  desk.switched = (event, muted) => {
    Object.defineProperty(desk.mic.track, 'muted', { value: muted, configurable: true });
    desk.mic.track.dispatchEvent(new Event(event));
  };
  desk.mic = new Microphone((what, label, id) => desk.told.push([what, label, id].filter((one) => one !== undefined)));
  const sender = { replaceTrack: async (next) => { desk.sent.push(next); } };
  desk.peer = { addTrack: (one) => { desk.sent.push(one); return sender; } };
  desk.now = () => desk.sent.at(-1);
}"""


class Desk:
    """An agent's desk with the headsets that are plugged in."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def does(self, script: str) -> Any:
        return await self._page.evaluate(script)

    async def becomes(self, condition: str) -> None:
        async def so() -> bool:
            return bool(await self.does(condition))

        await until(so, condition, 30)

    async def told(self) -> list[list[str]]:
        return list(await self.does("desk.told"))

    async def opens(self, *plugged: str) -> None:
        """A call begins with the first of them."""
        await self.does(f"desk.plugged = {list(plugged)}")
        await self.does("desk.mic.open().then((mic) => mic.feeds(desk.peer))")
        await self.becomes(f"desk.now().label === '{plugged[0]}'")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(site: Site, page: Page) -> Desk:
    await page.goto(f"{site.url}/gallery/chat")
    await page.evaluate(DESK, site.url + AssetAddresses.load()("js/sound.js"))
    return Desk(page)


async def test_the_next_microphone_is_taken_and_named_when_the_headset_is_pulled(desk: Desk) -> None:
    await desk.opens("Headset", "Laptop")
    await desk.does("desk.plugged = ['Laptop']; desk.ends()")
    await desk.becomes("desk.now().label === 'Laptop' && desk.now().readyState === 'live'")
    assert await desk.told() == [["changed", "Laptop"]]


async def test_with_no_microphone_left_silence_is_sent_until_one_is_there(desk: Desk) -> None:
    await desk.opens("Headset")
    await desk.does("desk.plugged = []; desk.ends()")
    await desk.becomes("desk.told.length === 1")
    assert await desk.told() == [["gone"]]
    assert await desk.does("desk.now().readyState") == "live", "something is sent, or the page counts as gone"
    assert await desk.does("desk.now() !== desk.mic.track")
    await desk.does("desk.change('Spare')")
    await desk.becomes("desk.now().label === 'Spare'")
    assert (await desk.told())[-1] == ["back", "Spare"]


async def test_another_headset_is_offered_and_the_one_pulled_before_is_taken_back(desk: Desk) -> None:
    await desk.opens("Headset", "Laptop")
    await desk.does("desk.change('Headset', 'Laptop', 'Meeting room')")
    await desk.becomes("desk.told.length === 1")
    assert await desk.told() == [["plugged", "Meeting room", "Meeting room"]]
    assert await desk.does("desk.now().label") == "Headset", "nobody asked for another one"
    await desk.does("desk.mic.use('Meeting room')")
    await desk.becomes("desk.now().label === 'Meeting room'")
    await desk.does("desk.change('Headset', 'Laptop'); desk.ends()")
    await desk.becomes("desk.now().label === 'Headset'")
    await desk.does("desk.change('Headset', 'Laptop', 'Meeting room')")
    await desk.becomes("desk.now().label === 'Meeting room'")
    assert (await desk.told())[-1] == ["changed", "Meeting room"]


async def test_a_microphone_that_is_forbidden_or_switched_off_is_said_and_does_not_end_the_call(desk: Desk) -> None:
    await desk.opens("Headset")
    await desk.does("desk.switched('mute', true)")
    await desk.becomes("desk.told.length === 1")
    assert await desk.told() == [["quiet"]]
    assert await desk.does("desk.now() !== desk.mic.track"), "silence of our own: a muted track sends nothing"
    await desk.does("desk.switched('unmute', false)")
    await desk.becomes("desk.now() === desk.mic.track")
    await desk.does("desk.forbidden = true; desk.ends()")
    await desk.becomes("desk.told.length === 3")
    assert [told[0] for told in await desk.told()] == ["quiet", "heard", "denied"]
    assert await desk.does("desk.now().readyState") == "live"


async def test_who_is_muted_stays_so_with_the_next_microphone(desk: Desk) -> None:
    await desk.opens("Headset", "Laptop")
    await desk.does("desk.mic.mute(true); desk.plugged = ['Laptop']; desk.ends()")
    await desk.becomes("desk.now().label === 'Laptop'")
    assert await desk.does("desk.now().enabled") is False


async def test_the_microphone_that_was_chosen_for_this_computer_is_asked_for(desk: Desk) -> None:
    address = AssetAddresses.load()("js/sound.js")
    wished = await desk.does(
        f"""import(location.origin + '{address}').then(async (sound) => {{
          sound.chosen.mic = 'Meeting room';
          let wish;
          const ask = navigator.mediaDevices.getUserMedia;
          navigator.mediaDevices.getUserMedia = (given) => {{
            wish = given.audio.deviceId;
            return ask({{ audio: {{}} }});
          }};
          desk.plugged = ['Headset'];
          await desk.mic.open();
          return wish;
        }})"""
    )
    assert wished == {"ideal": "Meeting room"}, "where it is not there, another one does"


async def test_gaps_delay_and_uneven_arrival_are_a_weak_connection(desk: Desk) -> None:
    address = AssetAddresses.load()("js/sound.js")

    async def felt(**now: float) -> Any:
        before = {"packets": 100, "lost": 2, "jitter": 0, "roundTrip": 0, "away": 0}
        seen = {**before, "packets": 350, **now}
        return await desk.does(
            f"import(location.origin + '{address}').then((sound) => sound.quality({seen}, {before}))"
        )

    assert await felt() == "good"
    assert await felt(lost=5) == "good"
    assert await felt(lost=15) == "weak"
    assert await felt(lost=60) == "poor"
    assert await felt(away=0.05) == "weak"
    assert await felt(roundTrip=0.9) == "poor"
    assert await felt(jitter=0.05) == "weak"
