"""Writing first, on a page of its own: whom it goes to, by which way, and that nothing written is lost."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected, until
from tests.browser.agent_ui.test_looks import AXE, too_wide, violations

TO, TEXT, SUBJECT = "[data-addressee]", "[data-begins] [name=text]", "[data-begins] [name=subject]"


async def choose(page: Page) -> None:
    """By keyboard alone, from wherever it is: somebody is searched for and taken from the list."""
    await page.keyboard.press("c")
    await expect(page.locator(TO)).to_be_focused()
    await page.keyboard.type("lin")
    await expect(page.locator("#new-found [aria-selected=true]")).to_contain_text("chiaying@mosslane.example")
    await page.keyboard.press("Enter")
    await expect(page.locator(SUBJECT)).to_be_focused()


async def test_a_message_is_begun_by_keyboard_alone_and_kept_until_it_is_sent(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/cases")
    await connected(site.gallery)
    await choose(page)
    await page.keyboard.type("Your grinder")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-problem]")).to_have_text("Write a text first.")
    await page.keyboard.type("The part is here. C and D are letters.")
    await expect(page.locator("[data-kept]")).to_contain_text("draft kept")
    await page.reload()
    await expect(page.locator(TEXT)).to_have_value("The part is here. C and D are letters.")
    await expect(page.locator(SUBJECT)).to_have_value("Your grinder")
    await expect(page.locator("#new-way")).to_contain_text("林佳穎")
    await page.set_input_files("[name=files]", {"name": "parts.txt", "mimeType": "text/plain", "buffer": b"G1"})
    await page.locator(TEXT).press("Control+Enter")
    await until(lambda: any(path == "/new" for path, _ in site.gallery.posted))
    [form] = [form for path, form in site.gallery.posted if path == "/new"]
    assert form["to"] == "chiaying@mosslane.example"
    assert form["subject"] == "Your grinder"
    assert form["files"] == "parts.txt 2"
    await page.wait_for_url(re.compile("/console"))
    await page.goto(f"{site.url}/new")
    await expect(page.locator(TEXT)).to_have_value("")


async def test_why_nothing_may_be_sent_stands_there_before_it_is(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/new")
    await page.fill(TO, "lin")
    await page.locator("#new-found [role=option]", has_text="+886 912 345 018").click()
    await expect(page.locator("#new-consent")).to_contain_text("Must not be sent: they withdrew it")
    await page.keyboard.type("Hello")
    await expect(page.locator("[data-length]")).to_contain_text("1 SMS")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-problem]")).to_contain_text("cannot be sent")
    assert not any(path == "/new" for path, _ in site.gallery.posted)


async def test_what_was_thrown_away_comes_back(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/new")
    await page.fill(TEXT, "Half a thought")
    await page.click("[data-discard]")
    await expect(page.locator(TEXT)).to_have_value("")
    await page.click("[data-discard]")
    await expect(page.locator(TEXT)).to_have_value("Half a thought")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm ci --ignore-scripts")
async def test_the_page_is_readable_for_all_with_its_list_open(site: Site, page: Page) -> None:
    for theme in ("light", "dark"):
        await page.goto(f"{site.url}/gallery/new-mail?theme={theme}")
        assert await violations(page) == []
        await page.fill(TO, "lin")
        await expect(page.locator("#new-found")).to_be_visible()
        assert await violations(page) == []
        assert await too_wide(page) == []
        await page.set_viewport_size({"width": 1440, "height": 844})
