"""Offers, presence, calls and the live line on pages other than the console."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected

ABOVE = "document.elementFromPoint({x}, {y})?.closest('#offers') !== null"


async def test_an_offer_comes_over_a_customers_page_and_calls_in_the_title(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/customer")
    await connected(site.gallery)
    title = await page.title()
    offer = site.gallery.part("frame/push/offer.html", "en", offer=work.offer(site.gallery.now))
    await site.gallery.push({"seq": 11, "content": offer})
    await expect(page.locator("[data-offer]")).to_be_in_viewport(ratio=1)
    await expect(page).to_have_title(re.compile("^☎"))
    box = await page.locator("[data-offer] .button-main").bounding_box()
    assert box is not None
    assert await page.evaluate(ABOVE.format(x=box["x"] + box["width"] / 2, y=box["y"] + box["height"] / 2))
    await site.gallery.push({"seq": 12, "content": site.gallery.part("frame/push/offer.html", "en", offer=None)})
    await expect(page.locator("[data-offer]")).to_have_count(0)
    await expect(page).to_have_title(title)


async def test_an_answer_to_one_offer_leaves_the_next_one_ringing(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    standing = work.offer(site.gallery.now)
    await site.gallery.push({"seq": 11, "content": site.gallery.part("frame/push/offer.html", "en", offer=standing)})
    await expect(page.locator("[data-offer]")).to_be_visible()
    for segment, seq, left in ((sample_id(4711), 12, 1), (standing.segment, 13, 0)):
        answered = site.gallery.part("frame/push/offer_answered.html", "en", segment=segment)
        await site.gallery.push({"seq": seq, "content": answered})
        await expect(page.locator("[data-offer]")).to_have_count(left)


async def test_f2_accepts_from_a_customers_page_and_the_work_opens(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/customers-offer")
    await page.focus("#find")
    async with page.expect_navigation(url=re.compile(r"/console/?\?c=")):
        await page.keyboard.press("F2")
    assert sum(path.endswith("/accept") for path, _ in site.gallery.posted) == 1


async def test_presence_is_chosen_on_any_page(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/admin")
    await page.keyboard.press("b")
    async with page.expect_response("**/console/presence"):
        await page.locator("#presence").get_by_role("button", name="Break").click()


async def test_a_call_is_muted_from_a_customers_page_and_leads_back_to_its_conversation(site: Site, page: Page) -> None:
    await page.context.grant_permissions(["microphone"])
    async with page.expect_response("**/leg"):
        await page.goto(f"{site.url}/gallery/customer-call")
    await expect(page.locator(".call-strip")).to_contain_text("On a call with")
    async with page.expect_response("**/mute"):
        await page.keyboard.press("F8")
    async with page.expect_navigation(url=re.compile(r"/console/?\?c=")):
        await page.get_by_role("link", name="Go to the call").click()


async def test_going_to_another_page_during_a_call_asks_nothing(site: Site, page: Page) -> None:
    await page.context.grant_permissions(["microphone"])
    asked: list[str] = []

    async def ask(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        await dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", ask)
    await page.goto(f"{site.url}/gallery/customer-call")
    await page.click(".customer-head h1")
    async with page.expect_navigation(url=re.compile("/customers")):
        await page.locator(".nav").get_by_role("link", name="Customers").click()
    assert asked == []


async def test_a_page_without_a_desk_fetches_its_frame_after_a_gap(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/customers-offer")
    await connected(site.gallery)
    async with page.expect_response("**/frame"):
        await site.gallery.push({"seq": 15, "from": 14, "content": ""})
    await expect(page.locator("[data-offer]")).to_have_count(0)
