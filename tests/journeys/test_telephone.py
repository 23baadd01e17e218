"""A customer calls by telephone: menu, queue, an agent beside her late order, a colleague, the recording."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from contact_center.demo.names import OUR_NUMBER
from tests.erp_server import ErpServer
from tests.installation import until
from tests.journeys.test_consult import asks, joins
from tests.journeys.test_sms import Carrier, carrier  # noqa: F401 - the carrier is a fixture
from tests.journeys.world import Console, Ear, World
from tests.telephones import HEARD, NOT_HEARD, Telephone, keep

pytestmark = pytest.mark.webrtc

LIN_HZ, MEI_HZ, WEI_HZ = 1_900.0, 2_700.0, 3_100.0
"""The telephone network carries up to 3.6 kHz."""
HEARING = """(() => {
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...how) {
      super(...how);
      this.addEventListener('track', ({ track }) => {
        const heard = document.querySelector('#heard') ?? document.body.appendChild(document.createElement('audio'));
        heard.id = 'heard';
        heard.srcObject = new MediaStream([track]);
      });
    }
  };
})()"""
"""The sound of a device of the provider is played by its script: here it is listened to beside that."""


async def _on_the_telephone(console: Console) -> Console:
    """From its next page on, what comes over the provider's line can be heard."""
    await console.page.context.add_init_script(HEARING)
    await console.page.reload()
    await expect(console.page.locator("#presence")).to_be_visible()
    console.ear = Ear(console.page, "#heard")
    return console


async def _hears(telephone: Telephone, hz: float, *, but: float = 0.0) -> None:
    """The beats of one of ours, and nothing of another."""

    async def so() -> bool:
        _, levels = await telephone.measure([MEI_HZ, WEI_HZ])
        return levels[hz] > HEARD and (not but or levels[but] < NOT_HEARD)

    await until(so, f"the customer hears {hz} Hz")


async def _hears_music(telephone: Telephone) -> None:
    async def so() -> bool:
        loud, levels = await telephone.measure([MEI_HZ, WEI_HZ])
        return loud > 150 and max(levels.values()) < NOT_HEARD

    await until(so, "the customer hears music")


async def _is_told(telephone: Telephone, words: str) -> None:
    async def said() -> bool:
        return any(words in one["text"] for one in (await telephone.shown())["heard"])

    await until(said, f"the caller is told: {words}")


async def test_a_customer_calls_by_telephone_chooses_waits_is_answered_consulted_about_and_transferred(
    world: World,
    tryton: ErpServer,
    carrier: Carrier,  # noqa: F811
) -> None:
    lin = world.person("p-lin")
    await keep(carrier, lin.phone, pitch=LIN_HZ)
    telephone = await Telephone.dials(carrier, lin.phone, OUR_NUMBER, LIN_HZ)
    for words, keys in (("press 2", "2"), ("For an order, press 1", "1"), ("type your order number", "20418#")):
        await _is_told(telephone, words)
        await telephone.press(keys)
    await _is_told(telephone, "You are number 1 in line")
    await _hears_music(telephone)

    mei = await _on_the_telephone(await world.agent("mei", hz=MEI_HZ))
    await mei.accepts(lin.name)
    await mei.is_recorded()
    await _hears(telephone, MEI_HZ)
    await mei.ear.hears(LIN_HZ)
    await expect(mei.page.locator("#desk .call-way")).to_contain_text("SO-20418")
    await expect(await mei.shows("orders")).to_contain_text("SO-20418")
    await expect(mei.page.locator("#customer-panel")).to_contain_text("late")
    await mei.picture("telephone-en-light")

    await mei.page.keyboard.press("F4")
    await _hears_music(telephone)
    await mei.page.keyboard.press("F4")
    await _hears(telephone, MEI_HZ)

    wei = await joins(world, hz=WEI_HZ)
    await _on_the_telephone(wei)
    await asks(mei, "wei")
    await _hears_music(telephone)
    await wei.accepts(lin.name)
    await mei.ear.hears(WEI_HZ)
    await wei.ear.hears(MEI_HZ)
    await mei.page.keyboard.press("u")
    await _hears(telephone, WEI_HZ, but=MEI_HZ)
    await wei.ear.hears(LIN_HZ)
    await mei.wraps_up("advice_given")
    await wei.page.locator("#desk [data-call-do=hangup]").click()

    async def hung_up() -> bool:
        return bool((await telephone.shown())["status"] == "completed")

    await until(hung_up, "her line is free")
    await wei.wraps_up("advice_given")
    await _the_supervisor_hears_it(world, await world.supervisor("sam"))


async def _the_supervisor_hears_it(world: World, sam: Page) -> None:
    [call] = await world.rows(
        "select id from channels.call where tenant_id = %s and provider = 'twilio' order by started_at desc limit 1"
    )
    address = f"{world.installation.url}/console/calls/{call['id']}/recording"

    async def kept() -> bool:
        return (await sam.request.get(address)).status == 200

    await until(kept, "the recording is at home")
    assert (await (await sam.request.get(address)).body())[:4] == b"RIFF"
    played = await world.rows(
        "select actor from core.audit where tenant_id = %s and action = 'recording played' and subject = %s",
        f"call:{call['id']}",
    )
    assert played, "who listened is written down"
