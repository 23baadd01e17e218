"""What may be sent, beside the conversation, by keyboard alone."""

from __future__ import annotations

from playwright.async_api import Page, expect

from agent_ui.gallery import profiles
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import open_page
from tests.browser.agent_ui.test_looks import AXE, RULES


async def test_a_consent_is_recorded_with_its_proof_without_a_mouse(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    await page.locator("[data-dialog=consent]").focus()
    await page.keyboard.press("Enter")
    line = page.locator("#dialog .consent", has_text="Marketing").filter(has_text="not asked yet")
    await line.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(line.get_by_text("請不要再寄廣告給我了，謝謝")).to_be_visible()
    await page.evaluate(AXE.read_text())
    assert (await page.evaluate(RULES))["violations"] == []
    withdraw = line.get_by_role("button", name="Customer withdraws")
    await withdraw.focus()
    async with page.expect_response(lambda answer: answer.request.method == "POST"):
        await page.keyboard.press("Enter")
    path, form = site.gallery.posted[-1]
    assert path == f"/customers/{profiles.LIN}/consent"
    assert form["change"].startswith("withdrawn Marketing")
    assert (form["how"], bool(form["message"]), bool(form["beside"])) == ("written", True, True)
    await page.keyboard.press("Escape")
    await expect(page.locator("#dialog")).to_be_hidden()
