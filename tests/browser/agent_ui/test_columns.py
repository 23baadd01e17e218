"""Columns of the list of customers are chosen and put in order by keys alone, on a wide screen and on a narrow one."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import open_page
from tests.browser.agent_ui.test_live import until


async def test_columns_are_moved_and_chosen_by_keys_alone(site: Site, page: Page) -> None:
    await open_page(site, page, "customers")
    await page.locator(".column-menu > summary").focus()
    await page.keyboard.press("Enter")
    owner = page.get_by_role("checkbox", name="Owner", exact=True)
    await owner.focus()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(owner).to_be_focused()
    await expect(page.locator(".column-form [role=status]")).to_have_text("Owner: 1 / 8")
    await page.keyboard.press("Alt+ArrowUp")  # the first stays the first
    tags = page.get_by_role("checkbox", name="Tags", exact=True)
    await tags.focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Move Tax number forward").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Tax number").focus()
    await page.keyboard.press("Space")
    order = await page.eval_on_selector_all(".column-form :checked", "all => all.map((one) => one.value)")
    await page.get_by_role("button", name="Show", exact=True).focus()
    await page.keyboard.press("Enter")
    await until(lambda: any(path == "/customers/columns" for path, _ in site.gallery.posted))
    assert order == ["1", "0", "3", "4", "5", "7"]


async def test_the_menu_of_columns_and_its_list_fit_a_narrow_screen(site: Site, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await open_page(site, page, "customers")
    await page.locator(".column-menu > summary").click()
    box = await page.locator(".column-form").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert await page.evaluate("document.querySelector('#main').scrollWidth <= 390")
    row = page.locator(".customer-row").first
    await expect(row).to_contain_text("Contact: lin@mosslane.example")
    await expect(row.locator(".cell:visible")).to_have_count(3)  # of the first four, what is not empty
