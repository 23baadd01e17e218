"""Files that go with an answer: seen before they go, refused with the limit said, never lost with a failure."""

from __future__ import annotations

import asyncio

from playwright.async_api import FilePayload, Page, Route, expect

from agent_ui.gallery import work
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected
from tests.browser.agent_ui.test_writing import TEXT, open_chat, posted

FILES = "[data-composer] input[type=file]"
CHOSEN = "[data-files] .file"


def pdf(name: str, size: int) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF" + b"x" * (size - 4)}


async def send(page: Page) -> None:
    async with page.expect_response("**/messages"):
        await page.focus(TEXT)
        await page.keyboard.press("Control+Enter")


async def test_a_file_of_a_usual_size_is_sent_with_the_answer(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.fill(TEXT, "Here it is.")
    await page.set_input_files(FILES, [pdf("manual.pdf", 300_000), pdf("prices.pdf", 2_500_000)])
    await send(page)
    assert posted(site, "/messages")[0]["files"] == "manual.pdf 300000, prices.pdf 2500000"
    await expect(page.locator(CHOSEN)).to_have_count(0)
    await send_again_has_no_files(site, page)


async def send_again_has_no_files(site: Site, page: Page) -> None:
    await page.fill(TEXT, "Anything else?")
    await send(page)
    assert "files" not in posted(site, "/messages")[1]


async def test_a_chosen_file_shows_its_size_and_can_be_taken_away_before_sending(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.set_input_files(FILES, [pdf("報價單.pdf", 82_000)])
    await page.set_input_files(FILES, [pdf("wrong.pdf", 1_500_000)])
    await expect(page.locator(CHOSEN)).to_have_count(2)
    await expect(page.locator(CHOSEN).nth(0)).to_contain_text("82 kB")
    await expect(page.locator(CHOSEN).nth(1)).to_contain_text("1.5 MB")
    await page.get_by_role("button", name="Remove wrong.pdf").click()
    await page.fill(TEXT, "See the quote.")
    await send(page)
    assert posted(site, "/messages")[0]["files"] == "報價單.pdf 82000"


async def test_what_is_too_large_is_refused_when_it_is_chosen_and_the_limit_is_said(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.set_input_files(FILES, [pdf("small.pdf", 5_000_000), pdf("film.pdf", 16_000_000)])
    problem = page.locator("[data-files-problem]")
    await expect(problem).to_contain_text("film.pdf (16 MB)")
    await expect(problem).to_contain_text("20 MB together")
    await expect(page.locator(CHOSEN)).to_have_count(1)
    await page.get_by_role("button", name="Remove small.pdf").click()
    await expect(problem).to_be_hidden()


async def test_files_come_back_with_a_reply_that_fails_and_go_with_the_next_try(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.set_input_files(FILES, [pdf("manual.pdf", 300_000)])
    await page.route("**/messages", lambda route: route.abort())
    await page.fill(TEXT, "Here it is.")
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("[data-problem]")).to_contain_text("Not sent")
    await expect(page.locator(CHOSEN)).to_contain_text("manual.pdf")
    await page.unroute("**/messages")
    await send(page)
    assert posted(site, "/messages")[0]["files"] == "manual.pdf 300000"


async def test_an_answer_that_fails_after_its_writer_went_on_is_told_and_kept_with_its_files(
    site: Site, page: Page
) -> None:
    went_on = asyncio.Event()

    async def fails_then(route: Route) -> None:
        await went_on.wait()
        await route.abort()

    await page.goto(f"{site.url}/gallery/offer")
    await connected(site.gallery)
    await page.route("**/messages", fails_then)
    await page.set_input_files(FILES, [pdf("manual.pdf", 300_000)])
    await page.fill(TEXT, "Dear Tom")
    await page.focus(TEXT)
    await page.keyboard.press("Control+Enter")
    await page.click(f"#row-{work.CHAT}")
    await expect(page.locator(f"#desk-head-{work.CHAT}")).to_be_visible()
    went_on.set()
    await expect(page.locator("#above")).to_contain_text("Not sent to tom@mosslane.example")
    await page.click(f"#row-{work.MAIL}")
    await expect(page.locator(TEXT)).to_have_value("Dear Tom")
    await expect(page.locator(CHOSEN)).to_contain_text("manual.pdf")


async def test_chosen_files_stay_while_another_conversation_is_looked_at(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.set_input_files(FILES, [pdf("manual.pdf", 300_000)])
    await page.click(f"#row-{work.MAIL}")
    await expect(page.locator("#desk h1")).to_contain_text("Tom Hale")
    await expect(page.locator(CHOSEN)).to_have_count(0)
    await page.click(f"#row-{work.CHAT}")
    await expect(page.locator(CHOSEN)).to_contain_text("manual.pdf")


async def test_leaving_the_page_with_files_that_were_not_sent_asks_first(site: Site, page: Page) -> None:
    await open_chat(site, page)
    await page.set_input_files(FILES, [pdf("manual.pdf", 300_000)])
    await page.click(TEXT)
    async with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.accept())
        await page.goto(f"{site.url}/gallery/offer")
    assert (await asked.value).type == "beforeunload"
