"""Reading on in a conversation: older messages come by scrolling and keep the reader's place; a text is found wherever
it stands."""

from __future__ import annotations

import re

from playwright.async_api import Page, Route, expect

from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import open_page
from tests.browser.agent_ui.test_live import said

BOX = "#desk [data-stick]"
TOP_OF = """id => document.getElementById(id).getBoundingClientRect().top
    - document.querySelector('#desk [data-stick]').getBoundingClientRect().top"""


async def test_older_messages_come_above_without_moving_what_is_read(site: Site, page: Page) -> None:
    await page.set_viewport_size({"width": 1440, "height": 460})
    await page.route("**/older?*", lambda route: route.abort())  # not reached yet
    await open_page(site, page, "chat")
    first = f"item-{work.chat_items(site.gallery.now)[0].id}"
    await page.locator(BOX).focus()
    await page.keyboard.press("Home")
    await expect(page.locator('[data-announced="older"]')).to_be_visible()
    await page.unroute("**/older?*")
    await page.locator("[data-older] button").focus()  # brings it into view
    before = await page.evaluate(TOP_OF, first)
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#item-{work.OLDEST}")).to_be_attached()
    assert abs(await page.evaluate(TOP_OF, first) - before) < 2
    await expect(page.locator("[data-older]:visible")).to_have_count(0)
    assert await page.locator(".said-follows").count() > 10  # a writer is named once in a row
    live = said(site.gallery, 9301, "one more, live")
    await site.gallery.push({"seq": 11, "content": live})
    await expect(page.get_by_text("one more, live")).to_be_attached()
    await expect(page.locator(f"#item-{work.OLDEST}")).to_be_attached()


async def test_of_a_very_long_conversation_the_document_holds_what_is_near(site: Site, page: Page) -> None:
    """Twenty pages of a hundred: what is far is put away, and comes back, also for a hit of the search."""
    pages = 20

    async def older(route: Route) -> None:
        place = re.search(r"before=p(\d+)", route.request.url)
        n = int(place[1]) if place else 0
        items = "".join(
            f'<article class="thread-item said" id="item-{sample_id(n * 100 + m + 20_000)}" '
            f'data-item="{sample_id(n * 100 + m + 20_000)}" data-at="1" data-by="them">'
            f'<div class="said-text"><p>page {n} line {m}</p></div></article>'
            for m in range(100)
        )
        more = f'<div class="thread-item thread-more" data-older="/older?before=p{n + 1}"><button>more</button></div>'
        await route.fulfill(body=(more if n + 1 < pages else "") + items, content_type="text/html")

    wanted = sample_id(1 * 100 + 50 + 20_000)
    await page.route("**/older?*", older)
    await page.route("**/find?*", lambda route: route.fulfill(json={"hits": [str(wanted)], "more": False}))
    await open_page(site, page, "chat")
    await page.evaluate(f"document.querySelector('{BOX}').scrollTop = 0")
    for n in range(pages):
        await expect(page.get_by_text(f"page {n} line 0", exact=True)).to_be_attached()
        await page.evaluate(f"document.querySelector('{BOX}').scrollTop = 0")
    await page.wait_for_function("document.querySelectorAll('#desk [data-item]').length < 1200")
    await expect(page.locator(f"#item-{wanted}")).to_have_count(0)
    await page.keyboard.press("Shift+F")
    await page.locator("[data-find] input").fill("line 50")
    await expect(page.locator(f"#item-{wanted}")).to_be_in_viewport()
    await page.wait_for_function("document.querySelectorAll('#desk [data-item]').length < 1200")


async def test_a_text_is_found_counted_and_gone_through_also_where_it_is_not_loaded(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.keyboard.press("Shift+F")
    field, count = page.locator("[data-find] input"), page.locator("[data-find-count]")
    await field.fill("磨豆機")
    await expect(count).to_contain_text("1 of ")
    total = int((await count.inner_text()).split()[-1])
    for _ in range(total - 1):
        await field.press("Enter")
    await expect(count).to_have_text(f"{total} of {total}")
    await expect(page.locator(f"#item-{work.OLDEST}")).to_be_in_viewport()
    await expect(page.locator(".said-hit")).to_have_attribute("data-item", str(work.OLDEST))
    assert await page.evaluate("CSS.highlights.get('found-now').size") == 1
    await field.press("Enter")
    await expect(count).to_have_text(f"1 of {total}")
    await field.fill("zzz")
    await expect(count).to_have_text("No message says this")
    await field.press("Escape")
    await expect(field).to_be_hidden()
    await expect(page.locator(BOX)).to_be_focused()
