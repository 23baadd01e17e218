"""The wallboard on a wall, on a desk and on a phone: whoever is on it is named, and no figure runs into the next."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from agent_ui.views import UndoView
from agent_ui.words.languages import ENGLISH
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_live import connected
from tests.browser.agent_ui.test_writing import posted

SIZES = ((1920, 1080), (1440, 900), (1216, 844), (900, 844), (390, 844))
NAMES = """[...document.querySelectorAll('.queue-name, .agent-name, .wait-who a')]
  .filter(one => one.getBoundingClientRect().width < 20 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
  .map(one => one.textContent)"""
TOUCHING = """[...document.querySelectorAll('.queue, .wait')].flatMap(row => {
  const boxes = [...row.children].filter(one => one.textContent.trim() && one.offsetParent).map(one => {
    const range = document.createRange(); range.selectNodeContents(one); return [one, range.getBoundingClientRect()];
  });
  return boxes.flatMap(([a, left]) => boxes.filter(([b, right]) => a !== b && left.left <= right.left
    && left.right > right.left - 4 && left.bottom > right.top + 1 && right.bottom > left.top + 1)
    .map(([b]) => `${a.textContent.trim()} | ${b.textContent.trim()}`));
})"""


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
async def test_names_never_vanish_and_figures_do_not_touch(site: Site, page: Page, language: str) -> None:
    await page.goto(f"{site.url}/gallery/supervisor?language={language}")
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        assert await page.evaluate(NAMES) == [], width
        assert await page.evaluate(TOUCHING) == [], width


async def test_a_wall_is_filled_and_a_phone_shows_alerts_first(site: Site, page: Page) -> None:
    await page.goto(f"{site.url}/gallery/supervisor")
    sizes = []
    for width, height in ((1440, 900), (1920, 1080)):
        await page.set_viewport_size({"width": width, "height": height})
        sizes.append(
            await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.queue .big')).fontSize)")
        )
    assert sizes[1] >= 1.5 * sizes[0]
    await page.set_viewport_size({"width": 390, "height": 844})
    tops = [
        await page.evaluate(f"document.querySelector('{part}').getBoundingClientRect().top")
        for part in (".board-needs", ".board-lead", ".queues", ".board-agents")
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize("width", [1440, 390])
async def test_z_undoes_a_supervisors_act_on_the_board(site: Site, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await page.goto(f"{site.url}/gallery/supervisor")
    await connected(site.gallery)
    view = UndoView("Moved to Billing.", "/supervisor/control/undo/1")
    content = site.gallery.part("console/push/undo.html", ENGLISH, undo=view)
    await site.gallery.push({"seq": site.gallery.cursor + 1, "content": content})
    bar = page.locator("#undo .undo")
    await expect(bar).to_contain_text("Moved to Billing.")
    await expect(bar).to_contain_text("Undo, ")
    box = await bar.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    async with page.expect_response("**/undo/1"):
        await page.keyboard.press("z")
    assert len(posted(site, "/undo/1")) == 1
