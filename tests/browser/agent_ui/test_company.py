"""What others say and do in the open conversation: other channels in their place, colleagues beside the reader."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from playwright.async_api import Page, expect

from agent_ui.gallery import work
from agent_ui.gallery.people import sample_id
from agent_ui.views import MessageView
from agent_ui.views.company import ColleagueHere, CompanyView, Doing
from contact_center.kernel.ids import MessageId
from tests.browser.agent_ui.conftest import Site
from tests.browser.agent_ui.test_every_key import TEXT, open_page
from tests.browser.agent_ui.test_live import said, until

LOG = f"#thread-{work.CHAT}"


async def test_what_came_on_another_channel_stands_in_its_place_once_and_marked(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    gallery = site.gallery
    assert not gallery.told  # the line itself begins with what is open
    await gallery.push({"seq": 11, "content": said(gallery, 9401, "written here")})
    late = MessageView(
        MessageId(sample_id(9402)), gallery.now - timedelta(minutes=1), "林佳穎", "by mail", channel="email"
    )
    part = gallery.part("console/push/item.html", "en", interaction=work.CHAT, item=late)
    elsewhere = gallery.part("console/push/item.html", "en", interaction=work.MAIL, item=replace(late, channel=None))
    for seq in (12, 13):
        await gallery.push({"seq": seq, "content": part + elsewhere})
    await expect(page.get_by_text("by mail")).to_have_count(1)
    item = page.locator(f"#item-{late.id}")
    await expect(item).to_contain_text("E-mail")
    assert await item.evaluate("item => item.nextElementSibling.textContent.includes('written here')")
    await page.evaluate("document.dispatchEvent(new CustomEvent('desk:opened', { detail: {} }))")
    await until(lambda: any("open" in json.loads(word) for word in gallery.told))


async def test_colleagues_who_read_or_write_the_same_are_seen_and_the_composer_warns(site: Site, page: Page) -> None:
    await open_page(site, page, "chat")
    gallery = site.gallery

    async def with_(*colleagues: ColleagueHere, more: int = 0) -> None:
        part = gallery.part(
            "console/push/company.html", "en", interaction=work.CHAT, company=CompanyView(colleagues, more)
        )
        for socket in list(gallery.sockets):
            await socket.send_json({"content": part})

    company, warning = page.locator(f"#company-{work.CHAT}"), page.locator("[data-guard]")
    await expect(company).to_be_hidden()
    await with_(ColleagueHere("Wei Lin"), ColleagueHere("王小明"), more=2)
    await expect(company).to_be_in_viewport()
    await expect(company).to_contain_text("4 colleagues have this open, too")
    await expect(company.get_by_title("Wei Lin")).to_contain_text("WL")
    await page.locator("[data-guard-read]").click()
    await page.locator(TEXT).fill("")
    await page.locator(TEXT).press_sequentially("Good")
    await until(lambda: bool(gallery.told) and json.loads(gallery.told[-1]) == {"doing": "reply"})
    await expect(warning).to_be_hidden()
    await with_(ColleagueHere("Wei Lin", Doing.REPLY))
    await expect(company).to_contain_text("Wei Lin is typing a reply")
    await expect(warning).to_contain_text("A colleague is typing a reply")
    await page.locator(TEXT).press("Control+Enter")
    await expect(page.locator("[data-send]")).to_contain_text("Send anyway")
    assert not any(path.endswith("/messages") for path, _ in gallery.posted)
    await with_(ColleagueHere("Wei Lin"))
    await expect(warning).to_be_hidden()
    await expect(page.locator("[data-send]")).not_to_contain_text("anyway")
    await page.locator(TEXT).press("Control+Enter")
    await until(lambda: any(path.endswith("/messages") for path, _ in gallery.posted))
    await until(lambda: json.loads(gallery.told[-1]) == {"doing": ""})
    await with_()
    await expect(company).to_be_hidden()
