"""Leaving work by one key, and taking it back."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, Route, expect

from agent_ui.gallery import work
from agent_ui.views import ReturnedTransferView, UndoView
from agent_ui.words.languages import ENGLISH
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected
from tests.browser.agent_ui.test_writing import TEXT, posted

REOPEN = f"/console/interactions/{work.MAIL}/reopen"


async def open_mail(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    await page.locator(TEXT).blur()


async def offered_back(site: Site, page: Page, view: UndoView) -> None:
    content = site.gallery.part("console/push/undo.html", ENGLISH, undo=view)
    await site.gallery.push({"seq": site.gallery.cursor + 1, "content": content})
    await expect(page.locator("#undo .undo")).to_be_visible()


async def test_p_asks_until_when_and_one_more_key_says_it(site: Site, page: Page) -> None:
    await open_mail(site, page)
    await page.keyboard.press("p")
    dialog = page.locator("#dialog")
    await expect(dialog).to_contain_text("1 hour")
    assert posted(site, "/park") == []
    async with page.expect_response("**/park"):
        await page.keyboard.press("2")
    (form,) = posted(site, "/park")
    assert form["until"]
    await expect(dialog).to_be_hidden()


async def test_e_asks_where_an_answer_was_begun_and_esc_keeps_the_work_open(site: Site, page: Page) -> None:
    await open_mail(site, page)
    await page.keyboard.press("e")
    dialog = page.locator("#dialog")
    await expect(dialog).to_contain_text("An answer was begun and not sent")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await page.keyboard.press("e")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    assert [form.get("sure") for form in posted(site, "/close")] == [None, None, "true"]


async def test_z_takes_a_closing_back(site: Site, page: Page) -> None:
    await open_mail(site, page)
    await offered_back(site, page, UndoView("Closed without an answer.", REOPEN))
    await expect(page.locator("#undo")).to_contain_text("Undo, ")
    async with page.expect_response("**/reopen"):
        await page.keyboard.press("z")
    assert len(posted(site, "/reopen")) == 1


async def test_the_offer_to_take_it_back_goes_by_itself(site: Site, page: Page) -> None:
    await open_mail(site, page)
    await offered_back(site, page, UndoView("Closed.", REOPEN))
    await expect(page.locator("#undo .undo")).to_have_count(0)


async def test_whoever_handed_work_on_reads_that_it_came_back_and_dismisses_it(site: Site, page: Page) -> None:
    await open_mail(site, page)
    handed = ReturnedTransferView(work.CHAT, "林佳穎 was returned to you: Wei did not answer.")
    content = site.gallery.part("frame/push/handed_back.html", ENGLISH, handed=handed)
    await site.gallery.push({"seq": site.gallery.cursor + 1, "content": content})
    await expect(page.locator("#above")).to_contain_text("Wei did not answer.")
    await page.locator("#above [data-dismiss]").click()
    await expect(page.locator("#above [data-announced]")).to_have_count(0)


async def test_signing_out_is_not_taken_for_a_session_that_ended(site: Site, page: Page) -> None:
    """The line is told first on a slow machine; who signs in next is not to come to this one's conversation."""
    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    let_in = asyncio.Event()
    await page.evaluate("document.addEventListener('htmx:ws:close', () => fetch('/told'))")
    await page.route("**/told", lambda route: route.abort())

    async def leaves(route: Route) -> None:
        if route.request.method != "POST":
            return await route.continue_()
        for socket in list(site.gallery.sockets):
            await socket.close(4401)
        await let_in.wait()
        return await route.fulfill(status=200, content_type="text/html", body="<title>Signed out</title>")

    await page.route("**/sign-out", leaves)
    await page.locator("#presence summary").click()
    await page.locator("#presence").get_by_role("button", name="Sign out").click()
    async with page.expect_request("**/told"):
        await page.locator("#dialog").get_by_role("button", name="Sign out").click(no_wait_after=True)
    let_in.set()
    await expect(page).to_have_title("Signed out")
    assert page.url.endswith("/sign-out")
