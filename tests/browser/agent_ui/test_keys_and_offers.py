"""Offers call and are taken by F2; letters never act while a text is being written."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Page, Route, expect

from agent_ui.gallery import work
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected


def accepted(site: Site) -> int:
    return sum(path.endswith("/accept") for path, _ in site.gallery.posted)


async def test_an_offer_counts_down_and_calls_in_the_title(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    count = page.locator("[data-count]")
    before = await count.text_content()
    await expect(count).not_to_have_text(before or "")
    await expect(page).to_have_title(re.compile("^☎"))


async def test_f2_accepts_even_while_writing(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/offer")
    await page.focus("textarea[name=text]")
    async with page.expect_response("**/accept"):
        await page.keyboard.press("F2")
    assert accepted(site) == 1


async def test_f2_does_nothing_without_an_offer(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.keyboard.press("F2")
    await page.keyboard.press("j")
    await expect(page.locator(".work-row:focus")).to_have_count(1)
    assert accepted(site) == 0


async def test_an_arriving_offer_leaves_the_focus_in_the_text(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.focus("textarea[name=text]")
    offer = site.gallery.part("frame/push/offer.html", "en", offer=work.offer(site.gallery.now))
    await site.gallery.push({"seq": 11, "content": offer})
    await expect(page.locator("[data-offer]")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_be_focused()


async def test_letters_are_letters_while_writing(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.fill("textarea[name=text]", "")
    await page.type("textarea[name=text]", "jkrneptw")
    await expect(page.locator("textarea[name=text]")).to_have_value("jkrneptw")
    assert not any(path.endswith(("/close", "/park")) for path, _ in site.gallery.posted)


async def test_the_transfer_dialog_opens_by_t_filters_and_closes_by_esc(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.keyboard.press("t")
    await expect(page.locator("#dialog")).to_be_visible()
    await page.fill("[data-filter]", "rosa")
    await expect(page.locator("#dialog .menu-item:visible")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator("#dialog")).to_be_hidden()


async def test_what_is_typed_while_a_dialog_comes_is_typed_in_it(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    goes_on = asyncio.Event()

    async def late(route: Route) -> None:
        await goes_on.wait()
        await route.continue_()

    await page.route("**/transfer", late)
    for key in "twei":
        await page.keyboard.press(key)
    goes_on.set()
    await expect(page.locator("#dialog[open] [data-filter]")).to_have_value("wei")


async def test_sign_out_asks_where_open_work_goes(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.click("#presence summary")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("#dialog select")).to_have_count(2)


async def test_tabs_follow_the_arrow_keys_and_fetch_their_facts(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.focus("#tab-now")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#customer-panel")).to_contain_text("INV-3288")


async def test_a_call_asks_for_the_microphone_and_posts_a_complete_offer(site: Site, page: Page) -> None:
    await page.context.grant_permissions(["microphone"])
    async with page.expect_response("**/leg"):
        await page.goto(f"{site.url}/gallery/call")
    sdp = next(form["sdp"] for path, form in site.gallery.posted if path.endswith("/leg"))
    assert "m=audio" in sdp
    assert "a=ice-ufrag" in sdp
    await expect(page.locator("#above")).to_contain_text("could not be connected")


async def test_mute_works_from_another_conversation(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/call")
    await page.click(f"#row-{work.MAIL}")
    await expect(page.locator(".call-strip")).to_be_visible()
    async with page.expect_response("**/mute"):
        await page.keyboard.press("F8")


async def test_why_this_agent_is_explained_over_the_work(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.get_by_role("link", name="Why").click()
    await expect(page.locator("#dialog h1")).to_contain_text("Why 陳怡君 got this call")


async def test_g_and_a_letter_go_to_a_page_and_b_opens_the_presence(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.keyboard.press("b")
    await expect(page.locator("#presence .menu-list")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    async with page.expect_navigation(url="**/customers*"):
        await page.keyboard.press("c")


async def test_a_pane_is_made_wider_and_stays_so(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    pane, handle = page.locator(".pane-list"), page.locator("[data-resize=list]")
    before = await pane.evaluate("pane => pane.offsetWidth")
    await handle.focus()
    await page.keyboard.press("ArrowRight")
    await expect(handle).to_have_attribute("aria-valuenow", str(before + 16))
    await page.reload()
    assert await pane.evaluate("pane => pane.offsetWidth") == before + 16
    box = await page.locator("[data-resize=facts]").bounding_box()
    assert box is not None
    facts = await page.locator(".pane-facts").evaluate("pane => pane.offsetWidth")
    await page.mouse.move(box["x"] + 4, box["y"] + 300)
    await page.mouse.down()
    await page.mouse.move(box["x"] - 46, box["y"] + 300)
    await page.mouse.up()
    assert await page.locator(".pane-facts").evaluate("pane => pane.offsetWidth") == facts + 50


async def test_slash_filters_the_work_and_esc_shows_all_again(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await page.keyboard.press("/")
    await page.keyboard.type("TOM invoice")
    await expect(page.locator(".work-row:visible")).to_have_count(1)
    await expect(page.locator(".group-name:visible")).to_have_count(1)
    await page.keyboard.type(" nowhere")
    await expect(page.get_by_text("Nothing matches")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".work-row:visible")).not_to_have_count(1)
