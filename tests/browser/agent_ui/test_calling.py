"""Calling out by keys alone: the dialog, what follows from the number, the ends of a call, and the keypad."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site


async def test_a_number_is_typed_shown_as_it_will_be_dialled_and_called(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/new")
    await page.locator("[data-addressee]").evaluate("one => one.blur()")
    await page.keyboard.press("l")
    dialog = page.locator("#dialog[open]")
    await expect(dialog.locator("[name=to]")).to_be_focused()
    await page.keyboard.type("+1 212 555 0100")
    await expect(dialog).to_contain_text("This line does not call such numbers")
    await dialog.locator("[name=to]").fill("0912 345 018")
    await expect(dialog.locator("[data-dialled]")).to_have_text("+886 912 345 018")
    await expect(dialog).to_contain_text("about NT$12.50 for 5 minutes")
    await expect(dialog).to_contain_text("Emergency numbers are never dialled")
    await dialog.locator("[name=caller_id]").select_option("+886227110481")
    await dialog.locator("[name=to]").focus()
    async with page.expect_response(lambda one: one.url.endswith("/calls") and one.request.method == "POST"):
        await page.keyboard.press("Enter")
    path, sent = site.gallery.posted[-1]
    assert (path, sent["to"], sent["purpose"]) == ("/calls", "0912 345 018", "contact")
    assert len(sent["client_key"]) >= 8


async def test_who_was_not_reached_is_called_again_or_written_to(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/call-unreached")
    desk = page.locator("#desk .call, .call").first
    await expect(desk).to_contain_text("The line is busy.")
    await expect(desk.get_by_role("link", name="Write instead")).to_have_attribute("href", "/new?to=%2B886912345018")
    await page.locator("body").press("Escape")
    await page.keyboard.press("Shift+C")
    dialog = page.locator("#dialog[open]")
    await expect(dialog.locator("[name=to]")).to_have_value("+886912345018")
    await expect(dialog.locator("[data-dialled]")).to_have_text("+886 912 345 018")


async def test_keys_go_out_one_after_another_and_are_not_shown(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/call-out")
    call = page.locator(".call").first
    await expect(call).to_contain_text("ringing")
    await expect(call.get_by_role("button", name="Stop calling")).to_be_visible()
    await expect(call.get_by_role("button", name="Keypad")).to_have_count(0)
    await page.goto(f"{site.url}/gallery/call")
    await page.keyboard.press("#")
    dialog = page.locator("#dialog[open]")
    await expect(dialog.get_by_role("button", name="5")).to_be_visible()
    await page.keyboard.press("5")
    await page.keyboard.press("*")
    await page.keyboard.press("#")
    await dialog.get_by_role("button", name="0").click()
    await expect(dialog.locator("[data-keys-sent]")).to_have_text("Sent: 4.")
    sent = [form["digits"] for path, form in site.gallery.posted if path.endswith("/keys")]
    assert sent == ["5", "*", "#", "0"]
    await expect(dialog).not_to_contain_text("5*#0")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
