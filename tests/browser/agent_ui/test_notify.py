"""Sound, notification of the browser and count in the title, as somebody has chosen; permission is asked by a click."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site

CHOOSE = """sound => { const place = document.querySelector('#notices');
  place.dataset.chosen = JSON.stringify({sound, browser: ['message', 'call'], volume: 40}); }"""
COME = """kind => { document.querySelector('#notices').insertAdjacentHTML('beforeend',
  `<i data-notice="${kind}" data-id="${kind}-${Math.random()}" data-title="林佳穎" data-text="SMS"
  data-href="/console?c=1"></i>`);
  document.querySelector('#waits').dataset.waits = '3'; }"""
SPY = """() => { window.shown = [];
  window.Notification = class { static permission = 'default'; static asked = 0;
    static async requestPermission() { this.asked += 1; this.permission = 'denied'; return this.permission; }
    constructor(title, options) { window.shown.push([title, options.body]); } addEventListener() {} close() {} }; }"""


async def test_what_was_chosen_is_told_and_the_title_counts(site: Site, page: Page) -> None:
    await page.add_init_script(f"({SPY})(); Notification.permission = 'granted'; document.hasFocus = () => false;")
    await page.goto(f"{site.url}/gallery/customers")
    plain = re.sub(r"^\(\d+\) ", "", await page.title())
    await page.evaluate(CHOOSE, ["message"])
    await page.evaluate(COME, "message")
    await expect(page).to_have_title(f"(5) {plain}")  # three wait, and two colleagues call
    await expect(page.locator("body")).to_have_attribute("data-sounded", "message 40")
    assert await page.evaluate("window.shown") == [["林佳穎", "SMS"]]
    await page.evaluate(CHOOSE, [])
    await page.evaluate(COME, "task")
    await expect(page.locator("#notices > i")).to_have_count(0)
    await expect(page.locator("body")).to_have_attribute("data-sounded", "message 40")  # nothing since
    assert len(await page.evaluate("window.shown")) == 1


async def test_permission_is_asked_by_a_click_alone_and_a_refusal_is_explained(site: Site, page: Page) -> None:
    await page.add_init_script(f"({SPY})()")
    await page.goto(f"{site.url}/gallery/notifications")
    ask = page.get_by_role("button", name="Allow notifications here")
    await expect(ask).to_be_visible()
    assert await page.evaluate("Notification.asked") == 0
    await ask.click()
    await expect(page.locator("#permission")).to_contain_text("This browser refuses notifications")
    await page.get_by_label("Volume").fill("20")
    await page.get_by_role("button", name="Try it").click()
    await expect(page.locator("body")).to_have_attribute("data-sounded", "offer 20")


async def test_a_call_rings_in_the_title_of_a_window_behind_others(site: Site, page: Page) -> None:
    await page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true});")
    for name in ("offer", "customers-offer"):
        await page.goto(f"{site.url}/gallery/{name}")
        await expect(page.locator(".offer")).to_be_visible()
        titles = await page.evaluate(
            "() => new Promise(done => { const seen = []; const timer = setInterval(() => { seen.push(document.title);"
            " if (seen.length === 5) { clearInterval(timer); done(seen); } }, 400); })"
        )
        assert all(title.startswith("☎") for title in titles)
