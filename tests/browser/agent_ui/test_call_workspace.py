"""A call is worked by keys: guide, code, next steps; and the transfer dialog stays true."""

from __future__ import annotations

from playwright.async_api import Page, expect

from agent_ui.gallery import work
from tests.browser.agent_ui.conftest import Site


async def test_the_guide_is_answered_by_keys_and_the_code_is_chosen_while_talking(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/call-work")
    await expect(page.locator(".call-facts")).to_contain_text("SO-20418 is 3 days late")
    await page.keyboard.press("q")
    await expect(page.locator("[data-guide-choice]").first).to_be_focused()
    assert site.gallery.posted == []  # the hand is there; nothing is answered yet
    async with page.expect_response(lambda one: "/guides/" in one.url):
        await page.keyboard.press("2")
    assert (site.gallery.posted[-1][0].rpartition("/")[2], site.gallery.posted[-1][1]["answer"]) == ("day", "noon")
    await page.keyboard.press("w")
    await expect(page.locator(".call-settle select")).to_be_focused()
    async with page.expect_response(lambda one: one.url.endswith("/disposition")):
        await page.locator(".call-settle select").select_option("1")
    assert site.gallery.posted[-1][1]["disposition"] == "1"
    await page.locator("body").press("Escape")
    await page.locator(".call-settle select").evaluate("one => one.blur()")
    await page.keyboard.press("d")
    await expect(page.locator("#dialog[open]")).to_contain_text("Promise or task")


async def test_the_transfer_dialog_stays_true_and_keeps_what_was_chosen(site: Site, page: Page) -> None:
    await page.clock.install()
    await page.goto(f"{site.url}/gallery/call-work")
    await page.keyboard.press("t")
    dialog = page.locator("#dialog[open]")
    await expect(dialog).to_be_visible()
    chosen = dialog.locator("input[type=radio]:not(:disabled)").first
    await chosen.check()
    await dialog.locator("textarea").fill("wants the morning")
    stale = dialog.locator("[data-now-of]:not([data-now-of$=':dot'])").last
    true = await stale.inner_text()
    await stale.evaluate("one => { one.textContent = 'long ago'; }")
    await page.clock.run_for(4000)
    await expect(stale).to_have_text(true)
    await expect(chosen).to_be_checked()
    await expect(dialog.locator("textarea")).to_have_value("wants the morning")


async def test_a_draft_of_the_assistant_is_marked_and_goes_after_what_was_written(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    area = page.locator(f"#text-{work.CHAT}")
    await area.fill("Good day.")
    await area.evaluate("one => one.blur()")
    await page.keyboard.press("y")
    await expect(page.locator("#dialog[open]")).to_contain_text("made by a machine")
    await page.keyboard.press("3")
    await expect(page.locator("#dialog .assisted")).to_contain_text("Made by a machine")
    await page.keyboard.press("Enter")
    await expect(area).to_be_focused()
    await expect(area).to_have_value("Good day.\n\n佳穎您好，一台今天出貨，明天到店。第二台 [ ] 到。")
    assert not [path for path, _ in site.gallery.posted if path.endswith("/messages")]
