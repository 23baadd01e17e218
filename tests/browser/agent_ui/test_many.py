"""What is done with many is done part by part and told as one."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import open_page
from tests.browser.agent_ui.test_live import until

MORE = """() => { const line = document.querySelector('.customer-line');
    for (let n = 0; n < 22; n += 1) line.after(line.cloneNode(true)); }"""


async def test_a_reply_to_each_goes_out_in_parts_under_one_key(site: Site, page: Page) -> None:
    await open_page(site, page, "conversations")
    await page.evaluate(MORE)
    await page.locator("[data-pick-all]").evaluate("one => one.click()")
    chosen = await page.locator(".pick input:checked").count()
    await page.get_by_text("Reply to each").click()
    await page.locator(".many-reply textarea").fill("It is on its way. {{agent.name}}")
    await page.get_by_role("button", name="Send to each").click()
    await until(lambda: len(site.gallery.posted) == -(-chosen // 10))
    forms = [form for path, form in site.gallery.posted if path == "/conversations/many"]
    assert len({form["key"] for form in forms}) == 1
    assert {form["do"] for form in forms} == {"reply"}
    await expect(page.locator("#rows")).to_have_attribute("aria-busy", "false")
    await expect(page.locator("#many-progress")).to_be_hidden()
