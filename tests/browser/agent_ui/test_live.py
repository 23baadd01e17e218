"""The live socket: what is pushed shows, a gap is noticed, a break is said and made good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.async_api import Page, Route, expect

from agent_ui.gallery import work
from agent_ui.gallery.app import Gallery
from agent_ui.gallery.people import sample_id
from agent_ui.views import MessageView
from contact_center.kernel.ids import MessageId
from tests.browser.agent_ui.conftest import Site
from tests.patience import PATIENCE
from tests.proving import PROVING, examples


def said(gallery: Gallery, n: int, text: str, client_key: str | None = None) -> str:
    item = MessageView(
        MessageId(sample_id(n)), gallery.now, "林佳穎", text, outbound=bool(client_key), client_key=client_key
    )
    return gallery.part("console/push/item.html", "en", interaction=work.CHAT, item=item)


async def connected(gallery: Gallery) -> None:
    while not gallery.sockets:
        await asyncio.sleep(0.01)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.05)


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
    await page.evaluate(
        """() => { window.anew = new Promise((done) => document.addEventListener('live:after',
        (event) => event.detail.refreshed && done())); }"""
    )
    async with page.expect_response(lambda response: "/console/refresh" in response.url):
        await site.gallery.push({"seq": 15, "from": 14, "content": said(site.gallery, 9003, "after a gap")})
    await page.evaluate("() => window.anew")
    await site.gallery.push({"seq": 16, "content": said(site.gallery, 9004, "goes on")})
    await expect(page.get_by_text("goes on")).to_be_visible()
    await expect(page.locator("textarea[name=text]")).to_have_value("half a sentence")


async def test_what_comes_while_the_page_fetches_itself_anew_is_fetched_too(site: Site, page: Page) -> None:
    asked, answer = [], asyncio.Event()

    async def hold(route: Route) -> None:
        asked.append(route.request.url)
        await answer.wait()
        await route.continue_()

    await page.route("**/console/refresh*", hold)
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await site.gallery.push({"seq": 15, "from": 14, "content": said(site.gallery, 9003, "after a gap")})
    await until(lambda: len(asked) == 1)
    received = page.evaluate("""() => new Promise((done) => document.addEventListener('htmx:ws:before:message:incoming',
        (event) => event.detail.message.data.includes('meanwhile') && done()))""")
    listening = asyncio.create_task(received)
    await page.evaluate("() => 1")  # what was asked of the page before has begun
    await site.gallery.push({"seq": 16, "content": said(site.gallery, 9004, "meanwhile")})
    await listening
    answer.set()
    await until(lambda: len(asked) == 2)


async def test_a_reset_refreshes_the_page_and_says_so(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await site.gallery.push({"seq": 400, "reset": True})
    await expect(page.get_by_text("reloaded completely")).to_be_visible()


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


async def test_a_line_that_breaks_without_a_word_is_noticed_and_comes_again(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/customers")
    await connected(site.gallery)
    first = len(site.gallery.cursors)
    site.gallery.beats = False
    await expect(page.locator("#live-state")).to_contain_text("Reconnecting")
    await until(lambda: len(site.gallery.cursors) > first)
    site.gallery.beats = True
    await expect(page.locator("#live-state")).to_contain_text("Live")


async def test_a_page_answers_the_servers_beats_also_when_nothing_else_happens(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/admin")
    await until(lambda: site.gallery.answered >= 3)


async def test_without_a_network_the_page_says_so_and_what_is_written_is_kept_and_saved_later(
    site: Site, page: Page
) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await page.fill("textarea[name=text]", "")
    await expect(page.locator("#live-state")).to_contain_text("Live")
    await page.context.set_offline(True)
    await expect(page.locator("#live-state")).to_contain_text("Reconnecting")
    await page.type("textarea[name=text]", "written in a tunnel")
    await expect(page.locator("[data-kept]")).to_contain_text("on this computer")
    site.gallery.posted.clear()
    await page.context.set_offline(False)
    await expect(page.locator("#live-state")).to_contain_text("Live")
    await until(lambda: any("written in a tunnel" in str(sent) for path, sent in site.gallery.posted))


NOTED = """() => {
  const state = document.querySelector('#live-state');
  addEventListener('offline', () => { window.gone = performance.now(); });
  new MutationObserver(() => {
    if (window.gone && !window.told && state.textContent.includes('Reconnecting')) window.told = performance.now();
  }).observe(state, { childList: true, characterData: true, subtree: true });
}"""
AWAY = examples(2, long=600)
"""Seconds without a network."""
MISSED = examples(200, long=600)
"""Messages that come meanwhile."""
SEEN_TO = "document.addEventListener('live:after', () => { window.seenTo = (window.seenTo ?? 0) + 1; })"
"""How often the page looked at the whole conversation, as it does after what it drew."""


@pytest.mark.prove
async def test_however_long_the_network_is_away_the_page_says_so_and_nothing_is_missed(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/chat")
    await connected(site.gallery)
    await expect(page.locator("#live-state")).to_contain_text("Live")
    await page.evaluate(NOTED)
    await page.evaluate(SEEN_TO)
    await page.context.set_offline(True)
    await expect(page.locator("#live-state")).to_contain_text("Reconnecting")
    said_after = await page.evaluate("window.told - window.gone")
    written = []
    for n in range(MISSED):
        written.append(f"while away {n}.")
        site.gallery.frames.append({"seq": 11 + n, "content": said(site.gallery, 9100 + n, written[-1])})
        await asyncio.sleep(AWAY / MISSED)
    await page.context.set_offline(False)
    await expect(page.locator("#live-state")).to_contain_text("Live")
    await expect(page.get_by_text(written[-1], exact=True)).to_have_count(1)
    shown = await page.locator(f"#thread-{work.CHAT} article").all_inner_texts()
    missing = [text for text in written if sum(text in one for one in shown) != 1]
    assert missing == []
    assert await page.evaluate("window.seenTo") < MISSED / 2, "looking at hundreds for each of hundreds takes minutes"
    assert said_after < 5_000 or not PROVING, "milliseconds of the page's own clock"


async def test_where_the_foot_does_not_show_a_line_says_at_once_that_the_connection_broke(
    site: Site, page: Page
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"{site.url}/gallery/customers")
    await connected(site.gallery)
    await site.stop()
    await expect(page.get_by_text("No connection since")).to_be_visible()
    await site.start()
    await expect(page.get_by_text("No connection since")).to_have_count(0)


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
