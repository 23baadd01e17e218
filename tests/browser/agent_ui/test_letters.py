"""Names as they are written: every letter in a font made for its script, none over its neighbour."""

from __future__ import annotations

from datetime import date
from typing import Any

from playwright.async_api import Page

from contact_center.demo.company.seed import COLLEAGUES, PEOPLE
from contact_center.demo.company.story.build import build_story
from tests.browser.agent_ui.conftest import Site

OTHERS = (
    "Anna Kovač", "Tomáš Dvořák", "Şeyma Yıldız", "Željko Đorđević", "Łukasz Żółć", "Péter Szőnyegi",
    "Nguyễn Thị Thùy Dung", "Ştefan Țîrlea", "Ģirts Bērziņš", "Νίκος Παπαδόπουλος", "Олег Шевченко",
)  # fmt: skip
"""Names of people from elsewhere: letters with marks of Latin, Greek and Cyrillic."""
SHOWN = """names => { const main = document.querySelector('main'); main.replaceChildren(...names.map((name, n) => {
  const line = document.createElement('p'); line.id = 'name-' + n; line.textContent = name;
  line.style.fontWeight = n % 2 ? 600 : 400; return line; })); }"""
REACHES = """async () => {
  const main = document.querySelector('main');
  const found = [];
  for (const line of main.querySelectorAll('p')) {
    const style = getComputedStyle(line);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `${style.fontWeight} 100px ${style.fontFamily}`;
    await document.fonts.load(pen.font, line.textContent);
    for (const letter of new Set(line.textContent.normalize('NFC'))) {
      const ink = pen.measureText(letter);
      const over = Math.round(ink.actualBoundingBoxRight - ink.width);
      if (over > 8) found.push(`${letter} in ${line.textContent}: ${over}`);
    }
  }
  return found;
}"""


def demo_names() -> list[str]:
    story = build_story(date(2026, 11, 23))
    people = [person.name for person in story.people] + [name for _, name, *_ in (*PEOPLE, *COLLEAGUES)]
    return sorted(set(people)) + list(OTHERS)


async def test_no_letter_of_a_name_is_set_over_the_next(page: Page, site: Site) -> None:
    """Eight hundredths of a letter's size: what the arms of an upright "f" or "j" reach over."""
    names = demo_names()
    await page.goto(f"{site.url}/gallery/customers")
    await page.evaluate(SHOWN, names)
    await page.evaluate("() => document.fonts.ready.then(() => null)")
    assert await page.evaluate(REACHES) == []


async def test_european_names_are_not_written_in_a_font_made_for_chinese(page: Page, site: Site) -> None:
    names = [name for name in demo_names() if all(ord(letter) < 0x2000 for letter in name)]
    await page.goto(f"{site.url}/gallery/customers")
    await page.evaluate(SHOWN, names)
    await page.evaluate("() => document.fonts.ready.then(() => null)")
    used = {name: await fonts_of(page, f"#name-{n}") for n, name in enumerate(names)}
    assert {name: fonts for name, fonts in used.items() if any("CJK" in font for font in fonts)} == {}


async def fonts_of(page: Page, selector: str) -> set[str]:
    """The fonts that Chromium draws this element with."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("DOM.enable")
    await tools.send("CSS.enable")
    root: dict[str, Any] = await tools.send("DOM.getDocument")
    node = await tools.send("DOM.querySelector", {"nodeId": root["root"]["nodeId"], "selector": selector})
    fonts = await tools.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})
    await tools.detach()
    return {font["familyName"] for font in fonts["fonts"]}
