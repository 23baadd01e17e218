"""An agent's day on one console, without touching the mouse; and the same work with nothing but the mouse."""

from __future__ import annotations

from playwright.async_api import expect

from tests.installation import until
from tests.journeys.test_email import inbox
from tests.journeys.test_sms import Carrier, carrier, phone, text  # noqa: F401 - the carrier is a fixture
from tests.journeys.tidy import tidy  # noqa: F401 - for every journey here
from tests.journeys.world import Console, World


async def here(mei: Console, name: str) -> None:
    """On this page, with its keys ready."""
    await mei.page.wait_for_selector(f"body[data-page={name}]")
    await mei.page.wait_for_load_state("networkidle")


async def test_a_day_by_keyboard_alone(world: World, carrier: Carrier) -> None:  # noqa: F811
    mei = await world.agent("mei")
    page, keys = mei.page, mei.page.keyboard
    await here(mei, "console")
    wu = world.person("p-wu")

    await text(carrier, wu.phone, "請問發票可以改統編嗎？")
    await mei.accepts(wu.name)
    await keys.press("r")
    await expect(mei.answer).to_be_focused()
    await keys.type("Wrong words.")
    await keys.press("Control+Enter")
    await expect(page.locator(".undo")).to_contain_text("Undo")
    await keys.press("Escape")
    await keys.press("z")
    await expect(mei.answer).to_have_value("Wrong words.")
    await keys.press("r")
    await keys.press("Control+a")
    await keys.type("可以，今天替您改好。")
    await keys.press("Control+Enter")
    await expect(mei.thread).to_contain_text("可以，今天替您改好。")

    await _promises_and_closes(mei)
    await _looks_it_up(mei, wu.name)

    async def arrived() -> bool:
        return await phone(carrier, wu.phone) == ["可以，今天替您改好。"]

    await until(arrived, "the one answer that was meant is on the telephone")


async def _promises_and_closes(mei: Console) -> None:
    page, keys = mei.page, mei.page.keyboard
    await keys.press("Escape")
    await keys.press("d")
    await expect(page.locator("#dialog [name=subject]")).to_be_focused()
    await keys.type("Send the corrected invoice")
    await keys.press("Tab")
    await keys.type("tomorrow 10:00")
    await keys.press("Enter")
    await expect(page.locator("#dialog[open]")).to_have_count(0)
    await expect(mei.customer).to_contain_text("Send the corrected invoice")

    await keys.press("n")
    await keys.type("New tax number 53218890, checked.")
    await keys.press("Control+Enter")
    await expect(mei.thread).to_contain_text("53218890")
    await keys.press("Escape")
    await keys.press("e")
    await expect(page.locator("#desk [data-who]")).to_have_count(0)


async def _looks_it_up(mei: Console, name: str) -> None:
    """Home, tasks, command bar, customer, list of closed work."""
    page, keys = mei.page, mei.page.keyboard
    await keys.press("g")
    await keys.press("h")
    await here(mei, "home")
    await keys.press("g")
    await keys.press("t")
    await expect(page.locator("main")).to_contain_text("Send the corrected invoice")
    await page.wait_for_load_state("networkidle")
    await keys.press("Control+k")
    await keys.type(name)
    await expect(page.locator("#commands [role=option]", has_text=name).first).to_be_visible()
    await keys.press("Enter")
    await expect(page.locator(".customer-head h1")).to_contain_text(name)
    await expect(page.locator("main")).to_contain_text("可以，今天替您改好。")

    await page.wait_for_load_state("networkidle")
    await keys.press("g")
    await keys.press("l")
    await expect(page.locator("[data-rows] , .work-lines, main h1").first).to_be_visible()
    await expect(page.get_by_role("link", name="Closed")).to_be_visible()
    while await page.evaluate("document.activeElement.textContent.trim()") != "Closed":
        await keys.press("Tab")
    await keys.press("Enter")
    await expect(page.locator("main")).to_contain_text(name)


async def test_a_day_by_mouse_alone(world: World, carrier: Carrier) -> None:  # noqa: F811
    mei = await world.agent("mei")
    page = mei.page
    okafor = world.person("p-okafor")

    await text(carrier, okafor.phone, "The grinder rattles again.")
    await mei.is_offered("David Okafor")
    await page.get_by_role("button", name="Accept").click()
    await expect(mei.thread).to_contain_text("The grinder rattles again.")
    await mei.answer.fill("Sorry for that, we take it back.")
    await page.locator("#desk [data-send]").click()
    await expect(mei.thread).to_contain_text("Sorry for that, we take it back.")

    await page.locator("[data-key=s]:visible").first.click()
    await page.locator("#dialog [name=title]").fill("Grinder rattles after repair")
    await page.locator("#dialog form", has=page.locator("[name=title]")).locator("[type=submit]").click()
    await expect(page.locator("#dialog[open]")).to_have_count(0)
    await expect(mei.customer).to_contain_text("Grinder rattles after repair")
    await mei.customer.get_by_role("link", name="Grinder rattles after repair").click()
    await expect(page.locator("main h1")).to_contain_text("Grinder rattles after repair")

    await page.locator("#presence").scroll_into_view_if_needed()
    await page.get_by_role("link", name="New message, task, case or note").click()
    await page.locator("[data-addressee]").fill("Tom Hale")
    await page.locator("#new-found [data-pick*='@']").first.click()
    await page.locator("[data-begins] [name=subject]").fill("Your invoice")
    await page.locator("[data-begins] [name=text]").fill("Dear Tom, it is corrected.")
    await page.locator("[data-send]").click()
    await expect(page.locator("#desk h1")).to_contain_text("Your invoice")
    hale = world.person("p-hale")

    async def arrived() -> bool:
        return any(str(mail["Subject"]) == "Your invoice" for mail in await inbox(world.installation, hale))

    await until(arrived, "the mail arrives")
    await mei.closes()
    await page.locator(".work-row", has_text="David Okafor").first.click()
    await expect(page.locator("#desk h1")).to_contain_text("David Okafor")
    await mei.closes()
    await page.locator(".undo button").click()
    await expect(page.locator("#desk h1")).to_contain_text("David Okafor")
    await mei.closes()
