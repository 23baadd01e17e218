"""Writing a reply: kept, guarded, taken back, sent once."""

from __future__ import annotations

from playwright.async_api import Page, expect

from agent_ui.gallery import work
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected, said

TEXT = "textarea[name=text]"


def posted(site: Site, ending: str) -> list[dict[str, str]]:
    return [form for path, form in site.gallery.posted if path.endswith(ending)]


async def open_chat(site: Site, page: Page) -> None:
    """The conversation with an empty composer and no guard."""
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.click("[data-guard-read]")
    await page.fill(TEXT, "")


async def test_a_chat_reply_is_sent_at_once_and_its_slip_gives_way_to_the_message(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "On its way")
    async with page.expect_response("**/messages"):
        await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-pending]")).to_have_count(1)
    key = posted(site, "/messages")[0]["client_key"]
    await site.gallery.push({"seq": 11, "content": said(site.gallery, 9101, "On its way", key)})
    await expect(page.locator("[data-pending]")).to_have_count(0)
    await expect(page.locator(TEXT)).to_have_value("")


async def test_a_mail_can_be_taken_back_within_its_seconds(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.fill(TEXT, "Dear Tom")
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".undo")).to_contain_text("tom@mosslane.example")
    await page.click(".undo button")
    await expect(page.locator(TEXT)).to_have_value("Dear Tom")
    assert posted(site, "/messages") == []


async def test_send_asks_first_when_the_customer_wrote_in_between(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "As you wish")
    await site.gallery.push({"seq": 11, "content": said(site.gallery, 9102, "please cancel it instead")})
    await expect(page.locator("[data-guard]")).to_be_visible()
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-send]")).to_contain_text("Send anyway")
    assert posted(site, "/messages") == []
    async with page.expect_response("**/messages"):
        await page.keyboard.press("Control+Enter")


async def test_a_draft_survives_a_page_that_lost_its_server(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "kept here")
    await page.route("**/console/drafts", lambda route: route.abort())
    await page.type(TEXT, " too")
    await expect(page.locator("[data-kept]")).to_contain_text("on this computer")
    await page.reload()
    await expect(page.locator(TEXT)).to_have_value("kept here too")


async def test_drafts_are_kept_on_the_server_as_they_are_typed(site: Site, page: Page) -> None:
    await open_chat(site, page)
    async with page.expect_response("**/console/drafts"):
        await page.type(TEXT, "abc")


async def test_a_reply_that_fails_comes_back_with_its_key(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.route("**/messages", lambda route: route.abort())
    await page.type(TEXT, "try me")
    key = await page.input_value("[name=client_key]")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-problem]")).to_contain_text("Not sent")
    await expect(page.locator(TEXT)).to_have_value("try me")
    assert await page.input_value("[name=client_key]") == key


async def test_opening_another_conversation_never_carries_a_draft_over(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.type(TEXT, "for 林佳穎 only")
    await page.click(f"#row-{work.MAIL}")
    await expect(page.locator("#desk h1")).to_contain_text("Tom Hale")
    await expect(page.locator(TEXT)).not_to_have_value("for 林佳穎 only")
    assert f"c={work.MAIL}" in page.url


async def test_a_note_goes_to_colleagues_not_to_the_customer(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.locator(TEXT).blur()
    await page.keyboard.press("n")
    await page.type(TEXT, "check the serial")
    async with page.expect_response("**/notes"):
        await page.keyboard.press("Control+Enter")
    assert posted(site, "/messages") == []
