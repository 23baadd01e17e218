"""An agent writes first: by keyboard to a telephone, by mouse to a mailbox; what is answered comes back to them."""

from __future__ import annotations

from playwright.async_api import expect

from tests.installation import until
from tests.journeys.test_email import inbox
from tests.journeys.test_sms import Carrier, carrier, phone, text  # noqa: F401 - the carrier is a fixture
from tests.journeys.world import World


async def test_a_text_is_begun_by_keyboard_alone_and_its_answer_comes_back(
    world: World,
    carrier: Carrier,  # noqa: F811
) -> None:
    nair = world.person("p-nair")
    mei = await world.agent("mei")
    keys = mei.page.keyboard
    await mei.page.wait_for_load_state("networkidle")
    await keys.press("c")
    await expect(mei.page.locator("[data-addressee]")).to_be_focused()
    await keys.type("priya nair")
    options = mei.page.locator("#new-found [data-pick]")
    await expect(options.first).to_be_visible()
    while await mei.page.locator("#new-found [aria-selected=true]").get_attribute("data-pick") != nair.phone:
        await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(mei.page.locator("[name=text]")).to_be_focused()
    await keys.type("Your G1 is ready for collection.")
    await keys.press("Control+Enter")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("Your G1 is ready for collection.")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("delivered")
    assert await phone(carrier, nair.phone) == ["Your G1 is ready for collection."]
    await text(carrier, nair.phone, "Great, I come at noon")
    await expect(mei.thread).to_contain_text("Great, I come at noon")
    await mei.closes()


async def test_a_mail_is_begun_by_mouse_from_the_customers_page(world: World) -> None:
    okafor = world.person("p-okafor")
    mei = await world.agent("mei")
    await mei.finds("David Okafor")
    await mei.page.locator(".customer-top a", has_text="Write").click()
    await expect(mei.page.locator("#new-way")).to_contain_text(okafor.email or "")
    await mei.page.locator("[data-begins] [name=subject]").fill("Your grinder")
    await mei.page.locator("[data-begins] [name=text]").fill("The part is here.")
    await mei.page.locator("[data-send]").click()
    await expect(mei.page.locator("#desk h1")).to_contain_text("Your grinder")
    await expect(mei.thread).to_contain_text("sent")

    async def arrived() -> bool:
        return any(str(mail["Subject"]) == "Your grinder" for mail in await inbox(world.installation, okafor))

    await until(arrived, "the mail arrives")
    await mei.closes()
