"""The composer counts SMS as they are sent and paid for, by the table that the channel counts by."""

from __future__ import annotations

from playwright.async_api import Page, expect

from agent_ui.compose.reply import COUNTED_SMS
from channels.sms.segments import Encoding, segments
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_writing import TEXT, open_chat

COUNTED = """async ([texts, table]) => {
  const app = [...document.scripts].find((one) => /\\/app\\.js/.test(one.src)).src;
  const { segments } = await import(app.replace('app.js', 'sms.js'));
  return texts.map((text) => segments(text, JSON.parse(table)));
}"""
TEXTS = (
    "", "a", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "€" * 80, "€" * 81, "a" * 152 + "€" + "b" * 10, "{}[]~\\^|€\f",
    "好" * 70,
    "好" * 71, "好" * 134, "😀" * 35, "😀" * 36, "a" * 66 + "😀" + "b" * 66, "It’s here", "Ünïcode ñ", "a\r\nb",
    "مرحبا" * 20, "é" * 160, "ç" * 160,
)  # fmt: skip


async def test_the_browser_counts_as_the_channel_does(site: Site, page: Page) -> None:
    await open_chat(site, page)
    counted = await page.evaluate(COUNTED, [list(TEXTS), COUNTED_SMS])
    for text, found in zip(TEXTS, counted, strict=True):
        truth = segments(text)
        told = ([Encoding.GSM_7, Encoding.UCS_2][found["encoding"]], found["count"], found["left"], found["wide"])
        assert told == (truth.encoding, truth.count, truth.left, truth.wide), text[:20]


async def test_who_writes_a_text_message_sees_how_many_it_takes_and_what_makes_it_dearer(
    site: Site, page: Page
) -> None:
    await open_chat(site, page)
    await page.evaluate(
        "(table) => Object.assign(document.querySelector('[data-composer]').dataset, {sms: table, max: '1600'})",
        COUNTED_SMS,
    )
    told = page.locator("[data-length]").first
    await page.fill(TEXT, "Your grinder is ready.")
    await expect(told).to_have_text("1 SMS, 138 characters left.")
    await page.fill(TEXT, "Your grinder is ready – come by until six, the side door is open as well, ask for Mei.")
    await expect(told).to_have_text("2 SMS, 48 characters left in the last. “–” makes it 70 characters an SMS.")
    await page.click("[data-compose=note]")
    await expect(told).to_be_hidden()
