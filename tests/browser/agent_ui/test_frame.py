"""Offers, presence, calls and the live line on pages other than the console."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from agent_ui.words.languages import LANGUAGES
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected, until

NAV_FITS = """() => {
    const nav = document.querySelector('.nav').getBoundingClientRect();
    const next = document.querySelector('.topbar > .find').getBoundingClientRect();
    const last = document.querySelector('#topbar-end').getBoundingClientRect();
    const links = [...document.querySelectorAll('.nav > a, .nav-more:not([hidden])')]
        .map((one) => one.getBoundingClientRect());
    return links.every((one) => one.right <= nav.right + 1 && one.left >= nav.left - 1)
        && nav.right <= next.left && next.right <= last.left && last.right <= innerWidth;
}"""
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


async def test_an_offer_comes_over_an_open_dialog_and_what_is_typed_there_stays(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.locator("body").press("t")
    note = page.locator("#dialog textarea")
    await note.fill("She asks for a")
    offer = site.gallery.part("frame/push/offer.html", "en", offer=work.offer(site.gallery.now))
    gone = site.gallery.part("frame/push/offer.html", "en", offer=None)
    for seq, key in ((11, "Shift+F2"), (13, None)):
        await site.gallery.push({"seq": seq, "content": offer})
        await expect(page.locator("dialog[open] [data-offer]")).to_be_in_viewport(ratio=1)
        await expect(note).to_be_focused()
        await note.press_sequentially(" new")
        posted = len(site.gallery.posted)
        if key:
            await note.press(key)
        else:
            await page.locator("[data-offer] .button-main").click()  # in reach of the mouse, too
        await until(lambda before=posted: len(site.gallery.posted) > before)  # type: ignore[misc]
        await site.gallery.push({"seq": seq + 1, "content": gone})
        await expect(page.locator("[data-offer]")).to_have_count(0)
    assert [path.rpartition("/")[2] for path, _ in site.gallery.posted] == ["reject", "accept"]
    await expect(note).to_have_value("She asks for a new new")
    await site.gallery.push({"seq": 15, "content": offer})
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog[open]")).to_have_count(0)
    await expect(page.locator("#main [data-offer]")).to_be_visible()  # where it was


async def test_work_accepted_over_a_dialog_elsewhere_opens_when_that_is_closed(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/customers")
    await connected(site.gallery)
    await page.locator("body").press("?")
    await expect(page.locator("dialog[open]")).to_be_visible()
    offer = site.gallery.part("frame/push/offer.html", "en", offer=work.offer(site.gallery.now))
    await site.gallery.push({"seq": 11, "content": offer})
    await expect(page.locator("dialog[open] [data-offer]")).to_be_visible()
    await page.keyboard.press("F2")
    await expect(page.get_by_text("It opens when you close this")).to_be_visible()
    async with page.expect_navigation(url=re.compile(r"/console/?\?c=")):
        await page.keyboard.press("Escape")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_place_is_reached_from_the_bar_however_narrow_it_is(site: Site, page: Page, language: str) -> None:
    """Somebody with all eight places, and a queue that presses."""
    await page.goto(f"{site.url}/gallery/chat?language={language}")
    for width in (1440, 1280, 1024, 800):
        await page.set_viewport_size({"width": width, "height": 800})
        await expect(page.locator(".nav a[data-go]")).to_have_count(8)
        await page.wait_for_function(NAV_FITS)
        shown = await page.locator(".nav > a[data-go]").count()
        assert shown == 8 or width < 1440
        if shown < 8 and width > 768:
            await page.locator(".nav-more summary").click()
            for link in await page.locator(".nav-rest a").all():
                await expect(link).to_be_in_viewport(ratio=1)
            await page.locator(".nav-more summary").click()
    await page.keyboard.press("g")
    async with page.expect_navigation(url=re.compile("/admin")):
        await page.keyboard.press("a")


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
