"""The live socket: what is pushed shows, a gap is noticed, a break is said and made good."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from playwright.async_api import Page, expect

from agent_ui.console.views import MessageView
from agent_ui.gallery import work
from agent_ui.gallery.app import Gallery
from agent_ui.gallery.people import sample_id
from contact_center.kernel.ids import MessageId
from tests.browser.agent_ui.conftest import Site


def said(gallery: Gallery, n: int, text: str, client_key: str | None = None) -> str:
    item = MessageView(
        MessageId(sample_id(n)), gallery.now, "林佳穎", text, outbound=bool(client_key), client_key=client_key
    )
    return gallery.part("console/push/item.html", "en", interaction=work.CHAT, item=item)


async def connected(gallery: Gallery) -> None:
    while not gallery.sockets:
        await asyncio.sleep(0.01)


async def test_a_new_message_appears_at_the_end_and_stays_in_view(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    for n in range(20):
        await site.gallery.push({"seq": 11 + n, "content": said(site.gallery, 9000 + n, f"line {n}")})
    last = page.locator("#thread-" + str(work.CHAT)).locator("article").last
    await expect(last).to_contain_text("line 19")
    await expect(last).to_be_in_viewport()


async def test_a_frame_that_comes_twice_shows_once(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    frame = {"seq": 11, "content": said(site.gallery, 9001, "only once")}
    await site.gallery.push(frame)
    await site.gallery.push(frame)
    await site.gallery.push({"seq": 12, "content": said(site.gallery, 9002, "the next")})
    await expect(page.get_by_text("the next")).to_be_visible()
    await expect(page.get_by_text("only once")).to_have_count(1)


async def test_a_gap_makes_the_page_fetch_itself_anew(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat?theme=light")
    await connected(site.gallery)
    await page.fill("textarea[name=text]", "half a sentence")
    async with page.expect_response(lambda response: "/console/refresh" in response.url):
        await site.gallery.push({"seq": 15, "from": 14, "content": said(site.gallery, 9003, "after a gap")})
    await site.gallery.push({"seq": 16, "content": said(site.gallery, 9004, "goes on")})
    await expect(page.get_by_text("goes on")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_have_value("half a sentence")


async def test_a_reset_refreshes_the_page_and_says_so(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await site.gallery.push({"seq": 400, "reset": True})
    await expect(page.get_by_text("brought up to date as a whole")).to_be_visible()


async def test_after_a_break_the_page_resumes_from_its_cursor(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await site.gallery.push({"seq": 11, "content": said(site.gallery, 9005, "before")})
    await expect(page.get_by_text("before", exact=True)).to_be_visible()
    await site.stop()
    await expect(page.locator("#live-state")).to_contain_text("Reconnecting")
    site.gallery.frames.append({"seq": 12, "content": said(site.gallery, 9006, "while away")})
    await site.start()
    await expect(page.get_by_text("while away")).to_have_count(1)
    await expect(page.locator("#live-state")).to_contain_text("Live")
    assert site.gallery.cursors[-1] == 11


async def test_clocks_count_on_the_page(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    timer = page.locator("#presence [data-clock=timer]")
    shown = await timer.text_content()
    await expect(timer).not_to_have_text(shown or "")


async def test_page_and_server_write_clocks_alike(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat?language=zh-Hant")
    words = site.gallery.renderer.words("zh-Hant", site.gallery.now)
    module = await page.get_attribute("script[type=module]", "src")
    assert module is not None
    for seconds in (0, 9, 48, 60, 108, 3599, 3600, 3900, 50_000, 200_000):
        span = timedelta(seconds=seconds)
        theirs = await page.evaluate(
            "async ([at, ms]) => { const m = await import(at); return [m.span(ms), m.spanExact(ms)]; }",
            [module.replace("app.js", "clocks.js"), seconds * 1000],
        )
        assert theirs == [words.span(span), words.span_exact(span)]
