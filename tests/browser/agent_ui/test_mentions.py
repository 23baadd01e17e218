"""An `@` in a note offers colleagues, by keyboard; in an answer to the customer it offers nobody."""

from __future__ import annotations

from playwright.async_api import Page, expect

from agent_ui.gallery import work
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import TEXT, open_page
from tests.browser.agent_ui.test_live import until


async def test_a_colleague_is_chosen_by_keyboard_and_goes_with_the_note(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await expect(page).to_have_title("(2) 林佳穎 · Work")
    listed = page.locator("[data-mention-list] [role=option]")
    await page.locator(TEXT).fill("")
    await page.locator(TEXT).press_sequentially("write to @Ken")
    await expect(listed).to_have_count(0)
    await page.locator(TEXT).fill("")
    await page.locator(TEXT).blur()
    await page.keyboard.press("n")
    note = page.locator(".composer-note textarea")
    await note.press_sequentially("請@")
    await expect(listed).to_have_count(3)
    await note.press("ArrowDown")
    await expect(page.locator("[data-mention-list] [aria-selected=true]")).to_have_text("王小明")
    await note.press("Enter")
    await expect(note).to_have_value("請@王小明 ")
    await note.press_sequentially("and @rep")
    await expect(listed).to_have_count(1)
    await note.press("Escape")
    await expect(listed).to_have_count(0)
    await expect(note).to_be_focused()
    await note.press("Control+Enter")
    await until(lambda: any(path.endswith("/notes") for path, _ in site.gallery.posted))
    sent = next(form for path, form in site.gallery.posted if path.endswith("/notes"))
    assert (sent["text"], sent["mentions"]) == ("請@王小明 and @rep", str(work.CHAT))
    await expect(page.locator("input[name=mentions]")).to_have_count(0)
