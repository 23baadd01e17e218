"""Verifying a customer by keyboard: each question by itself, the answer to nobody but the server."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import open_page
from tests.browser.agent_ui.test_looks import AXE, RULES


async def test_a_question_is_asked_judged_and_a_code_sent_without_a_mouse(site: Site, page: Page) -> None:
    await open_page(site, page, "voicemail")
    await page.locator("[data-dialog=verify]").focus()
    await page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    await expect(dialog.get_by_text("1 of 2 questions answered")).to_be_visible()
    await page.evaluate(AXE.read_text())
    assert (await page.evaluate(RULES))["violations"] == []

    async def posted() -> tuple[str, dict[str, str]]:
        async with page.expect_response(lambda answer: answer.request.method == "POST"):
            await page.keyboard.press("Enter")
        path, form = site.gallery.posted[-1]
        return path.rpartition("/")[2], form

    await dialog.get_by_label("Postal code", exact=True).fill("106")
    path, form = await posted()
    assert (path, form["how"], form["answer"]) == ("verify", "postal_code", "106")
    await dialog.get_by_role("button", name=re.compile("^No.*reached")).focus()
    path, form = await posted()
    assert (form["how"], form["passed"]) == ("called_back", "no")
    await dialog.get_by_role("button", name="Send", exact=True).focus()
    path, form = await posted()
    assert (path, form["address"]) == ("code", "1")
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
