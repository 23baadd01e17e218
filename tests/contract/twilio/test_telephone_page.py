"""The telephone on a page of the demo: one dials the company, and is rung back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from channels.vendors.twilio.voice.domain import NewCall, NewParticipant
from channels.vendors.twilio.voice.render import AskKeys, JoinRoom, Silence, Speak, twiml
from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.demo.peers.carrier.contract import Contract
from tests.contract.twilio.browser_sdk import CHROMIUM, HEARD_DB, chromium
from tests.contract.twilio.product import WHO, Network, network, true_of
from tests.patience import PATIENCE
from tests.telephones import Telephone, keep
from tests.unit.channels.sms.builders import OURS

AXE = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
MINE = "+886912345018"
MY_HZ, MEI_HZ = 1900.0, 2700.0

pytestmark = [
    pytest.mark.browser,
    pytest.mark.webrtc,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium found: apt-get install chromium"),
    pytest.mark.skipif(not webrtc_available()[0], reason=webrtc_available()[1]),
]
_LISTEN = """async (pitch) => {
  const stream = document.getElementById("sound").srcObject;
  if (!stream) return -200;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(stream).connect(analyser);
  await new Promise((done) => setTimeout(done, 400));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const at = Math.round(pitch / (context.sampleRate / analyser.fftSize));
  await context.close();
  return Math.max(...bins.slice(at - 2, at + 3));
}"""


_WORDS = """async () => {
  const { words } = await import("/pages/telephone_words.js");
  const names = (part) => Object.entries(part).flatMap(([name, value]) =>
    typeof value === "string" ? [name] : names(value).map((inner) => name + "." + inner));
  return [names(words.en), names(words.zh)];
}"""


@pytest.fixture
async def net(contract: Contract) -> AsyncIterator[Network]:
    expect.set_options(timeout=1000 * PATIENCE)
    async with network(contract, second=1.0) as made:
        yield made


async def opened(page: Page, net: Network) -> None:
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    await page.goto(f"{str(net.sim.base_url).rstrip('/')}/telephone?number=%2B{MINE[1:]}")


async def without_faults(page: Page) -> None:
    """WCAG 2.2 A and AA, and nothing wider than a small screen."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("async () => (await axe.run()).violations.map((v) => v.id + ' ' + v.nodes[0].html)")
    assert found == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_one_dials_the_company_chooses_by_key_talks_and_is_rung_back(net: Network, tmp_path: Path) -> None:
    net.product.says["call"] = [AskKeys(net.product.url("keys"), [Speak("Press one"), Silence(600)])]
    net.product.says["keys"] = [JoinRoom("call-1", "customer", net.product.url("room"), ends=True)]
    async with chromium(MY_HZ, tmp_path) as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
        page = await context.new_page()
        await opened(page, net)
        await expect(page.locator("#own")).to_have_text("+886 912 345 018")
        await expect(page.locator("#no-calls")).to_be_visible()
        await without_faults(page)
        await page.locator("#to").fill("12")
        await page.locator("#go").click()
        await expect(page.locator("#wrong")).to_contain_text("with + and the country code")
        await page.locator("#to").fill("+1 555 000 1111")
        await page.keyboard.press("Enter")
        await expect(page.locator("#wrong")).to_contain_text("not in service")

        await page.locator("#lines button").first.click()
        await page.locator("#go").click()
        await expect(page.locator("#heard")).to_contain_text("Press one")
        await without_faults(page)
        await page.keyboard.press("1")
        await expect(page.locator("#heard")).to_contain_text("Music while you wait")
        await keep(net.sim, "client:mei", habit="answer", after=0, pitch=MEI_HZ)
        new = NewParticipant("client:mei", OURS, "mei", net.product.callback)
        mei = Telephone(net.sim, (await net.client.add_participant(WHO, "call-1", new)).call_sid)
        await expect(page.locator("#state")).to_contain_text("Talking")

        async def both_hear() -> bool:
            return await page.evaluate(_LISTEN, MEI_HZ) > HEARD_DB and await mei.tones() == {MY_HZ}

        await true_of(both_hear)
        await page.locator("#mute").click()
        await true_of(lambda: _hears_nobody(mei))
        await page.locator("#end").click()
        await expect(page.locator("#calls li")).to_have_count(1)

        call = await net.client.call(
            WHO, NewCall(MINE, OURS, twiml=twiml([Speak("It is ready"), Silence(600)]), callback=net.product.callback)
        )
        await expect(page.locator("#state")).to_have_text("Incoming call")
        await without_faults(page)
        await page.locator("#answer").click()
        await expect(page.locator("#heard")).to_contain_text("It is ready")
        busy = await net.client.call(WHO, NewCall(MINE, OURS, twiml=twiml([Silence()]), callback=net.product.callback))
        await true_of(lambda: net.product.call(busy.sid).status == "busy")
        await net.client.end_call(WHO, call.sid)
        await expect(page.locator("#go")).to_be_visible()


async def _hears_nobody(phone: Telephone) -> bool:
    return await phone.tones() == set()


async def test_without_a_microphone_one_dials_and_hears_in_both_languages(net: Network, tmp_path: Path) -> None:
    net.product.says["call"] = [Speak("您好"), Silence(600)]
    async with chromium(MY_HZ, tmp_path) as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-TW", color_scheme="dark")
        await context.add_init_script(
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };"
            "navigator.mediaDevices.enumerateDevices = async () => [];"
        )
        page = await context.new_page()
        await opened(page, net)
        english, chinese = await page.evaluate(_WORDS)
        assert english == chinese
        await expect(page.locator("#microphone")).to_contain_text("沒有麥克風")
        await without_faults(page)
        await page.locator("#go").click()
        await expect(page.locator("#heard")).to_contain_text("您好")
        await without_faults(page)
        [call] = (await net.sim.get("/sim/calls")).json()
        assert call["sounds"]
        await page.locator("#language").click()
        await expect(page.locator("#microphone")).to_contain_text("No microphone")
        await page.locator("#end").click()
        await expect(page.locator("#recent-title")).to_have_text("Recent calls")
        await context.set_offline(True)
        await expect(page.locator("#network")).to_contain_text("does not answer")
