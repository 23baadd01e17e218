"""The command bar, by keyboard alone."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import TEXT, open_page

CHOSEN = "#commands [aria-selected=true]"


async def test_what_is_typed_is_found_and_opened_without_a_mouse(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#commands [role=option]").first).to_be_visible()
    await page.keyboard.type("moss")
    await expect(page.locator("#commands mark").first).to_have_text("Moss")
    await expect(page.locator(CHOSEN)).to_contain_text("SO-20418")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(CHOSEN)).to_contain_text("Moss Lane Café")
    active = await page.locator("#find").get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{active}")).to_contain_text("Moss Lane Café")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/gallery/customer$"))


async def test_enter_right_after_typing_opens_what_was_typed(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.keyboard.press("Control+k")
    await page.locator("#find").fill("zz nobody")
    async with page.expect_navigation(url=re.compile(r"/customers\?q=zz")):
        await page.keyboard.press("Enter")


async def test_every_action_of_the_page_is_a_command(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("zztransfer")
    await expect(page.locator(".commands-none")).to_be_visible()
    await page.locator("#find").fill("trnsf")
    await expect(page.locator("#commands .command", has_text="Transfer").last).to_be_visible()
    await page.locator("#commands button.command", has_text="Transfer").click()
    await expect(page.locator("#dialog")).to_be_visible()


async def test_escape_leads_back_to_the_draft(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.locator(TEXT).fill("Dear Lin")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#commands")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#commands")).to_be_hidden()
    await expect(page.locator(TEXT)).to_have_value("Dear Lin")
    await expect(page.locator(TEXT)).to_be_focused()
