"""An agent writes first: by keyboard to a telephone, by mouse to a mailbox; what is answered comes back to them."""

from __future__ import annotations

import httpx
from playwright.async_api import expect

from tests.installation import until
from tests.journeys.test_email import inbox
from tests.journeys.test_sms import carrier, phone, text  # noqa: F401 - the carrier is a fixture
from tests.journeys.world import World


async def test_a_text_is_begun_by_keyboard_alone_and_its_answer_comes_back(
    world: World,
    carrier: httpx.AsyncClient,  # noqa: F811
) -> None:
    bell = world.person("p-bell")
    mei = await world.agent("mei")
    keys = mei.page.keyboard
    await mei.page.wait_for_load_state("networkidle")
    await keys.press("c")
    await expect(mei.page.locator("[data-addressee]")).to_be_focused()
    await keys.type("marcus bell")
    options = mei.page.locator("#new-found [data-pick]")
    await expect(options.first).to_be_visible()
    while await mei.page.locator("#new-found [aria-selected=true]").get_attribute("data-pick") != bell.phone:
        await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(mei.page.locator("[name=text]")).to_be_focused()
    await keys.type("Your G1 is ready for collection.")
    await keys.press("Control+Enter")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("Your G1 is ready for collection.")
    await expect(mei.thread.locator(".said-ours")).to_contain_text("delivered")
    assert await phone(carrier, bell.phone) == ["Your G1 is ready for collection."]
    await text(carrier, bell.phone, "Great, I come at noon")
    await expect(mei.thread).to_contain_text("Great, I come at noon")
    await mei.closes()


async def test_a_mail_is_begun_by_mouse_from_the_customers_page(world: World) -> None:
    chen = world.person("p-chen")
    mei = await world.agent("mei")
    await mei.finds("陳俊宏")
    await mei.page.locator(".customer-top a", has_text="Write").click()
    await expect(mei.page.locator("#new-way")).to_contain_text(chen.email or "")
    await mei.page.locator("[data-begins] [name=subject]").fill("您的磨豆機")
    await mei.page.locator("[data-begins] [name=text]").fill("陳先生您好，零件已到。")
    await mei.page.locator("[data-send]").click()
    await expect(mei.page.locator("#desk h1")).to_contain_text("您的磨豆機")
    await expect(mei.thread).to_contain_text("sent")

    async def arrived() -> bool:
        return any(str(mail["Subject"]) == "您的磨豆機" for mail in await inbox(world.installation, chen))

    await until(arrived, "the mail arrives")
    await mei.closes()
