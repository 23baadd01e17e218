"""The customer's side of the demonstration, with the real carrier simulator and the real mail server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from contact_center.demo.peers.carrier.app import create_app as create_carrier
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.mailserver.accounts import Accounts
from contact_center.demo.peers.mailserver.server import MailServer
from contact_center.demo.peers.visitor_site.app import create_app
from contact_center.demo.peers.visitor_site.config import SiteConfig, load
from contact_center.kernel.errors import Invalid
from tests.browser.widget.world import Widget, axe, picture
from tests.unit.channels.webchat.centre import HOST_SECRET, Centre, Served, account, centre, serving

pytestmark = pytest.mark.browser
SID, TOKEN, LINE = "AC" + "0" * 32, "t" * 32, "+15005550006"
SERVICE = "service@kiln.example"
CHIA = "p-0001"


@dataclass
class Town:
    """Shop, product, carrier and post office."""

    page: Page
    site: Served
    centre: Centre
    carrier: Served
    mail: MailServer
    complaints: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"

    async def be(self, who: str) -> None:
        async with self.page.expect_navigation():
            await self.page.locator("#who").select_option(who)

    async def sms(self, to: str, body: str) -> None:
        address = f"http://{self.carrier.host}/2010-04-01/Accounts/{SID}/Messages.json"
        async with httpx.AsyncClient(auth=(SID, TOKEN)) as product:
            answer = await product.post(address, data={"From": LINE, "To": to, "Body": body})
        answer.raise_for_status()


def example() -> dict[str, object]:
    text = (files("contact_center.demo.peers.visitor_site") / "example.json").read_text("utf-8")
    return dict(json.loads(text))


@asynccontextmanager
async def town(
    browser: Browser, *, width: int = 1440, height: int = 900, query: str = "?lang=en"
) -> AsyncIterator[Town]:
    made = centre(account())
    mail = MailServer(Accounts(domains=["kiln.example", "guests.example", "lantern-cafe.example"]))
    carrier = create_carrier(CarrierConfig((Account(SID, TOKEN),), numbers=(Number(LINE, SID),), step_ms=10))
    await mail.start()
    try:
        async with serving(made.app) as product, serving(carrier) as phones:
            config = SiteConfig.model_validate(
                {
                    **example(),
                    "account_id": str(made.account.id),
                    "host_secret": HOST_SECRET,
                    "carrier_url": f"http://{phones.host}",
                    "smtp_port": mail.smtp_port,
                    "imap_port": mail.imap_port,
                }
            )
            shop = create_app(config, f"http://localhost:{product.port}")
            async with serving(shop) as site:
                made.accounts.change(made.account, allowed_origins=[f"http://127.0.0.1:{site.port}"])
                page = await browser.new_page(viewport={"width": width, "height": height})
                complaints: list[str] = []
                page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
                page.on("pageerror", lambda e: complaints.append(str(e)))
                await page.goto(f"http://127.0.0.1:{site.port}/{query}")
                yield Town(page, site, made, phones, mail, complaints)
                await page.close()
    finally:
        await mail.stop()


async def test_a_customer_is_signed_in_and_chats_from_the_shop(browser: Browser) -> None:
    async with town(browser) as here:
        await here.be(CHIA)
        widget = await Widget(here.page).open()
        await widget.say("Where are my grinders?")
        await widget.shows("Where are my grinders?")
        chia = here.centre.desk.names[CHIA]
        assert (chia.name, chia.verified) == ("林佳穎", "host-token")
        await here.be("")
        await widget.open()
        await widget.shows()
        assert here.complaints == []


async def test_a_text_goes_out_and_the_answer_shows_on_the_phone(browser: Browser) -> None:
    async with town(browser) as here:
        await here.be(CHIA)
        await here.page.locator(".demo [data-panel=phone]").click()
        await here.page.get_by_placeholder("Text to").fill("Is my order on its way?")
        await here.page.keyboard.press("Enter")
        texts = here.page.locator("#texts .text")
        await expect(texts).to_have_count(1)
        await here.sms("+886912000101", "It leaves today, 佳穎.")
        await expect(texts.last).to_contain_text("It leaves today, 佳穎.")
        assert await axe(here.page, frame_only=False) == []
        await picture(here.page, "site-phone")
        assert here.complaints == []


async def test_a_mail_goes_out_and_its_answer_can_be_answered(browser: Browser) -> None:
    async with town(browser) as here:
        await here.be(CHIA)
        await here.page.locator(".demo [data-panel=mail]").click()
        await here.page.get_by_label("Subject").fill("兩台磨豆機")
        await here.page.get_by_label("Message", exact=True).fill("什麼時候會到？")
        await here.page.locator("#mail-form .go").click()
        mails = here.page.locator("#mails .mail")
        await expect(mails).to_have_count(1)
        answer = EmailMessage()
        answer["From"], answer["To"], answer["Subject"] = SERVICE, "chia-ying@lantern-cafe.example", "Re: 兩台磨豆機"
        answer["Message-ID"], answer["Date"] = "<a@kiln.example>", "Mon, 23 Nov 2026 15:00:00 +0800"
        answer.set_content("明天。")
        await here.mail.deliver("chia-ying@lantern-cafe.example", bytes(answer))
        await expect(mails).to_have_count(2)
        letter = mails.filter(has_text="Re: 兩台磨豆機")
        await letter.locator("summary").click()
        await letter.get_by_role("button", name="Reply").click()
        assert await axe(here.page, frame_only=False) == []
        await picture(here.page, "site-mail")
        await here.page.get_by_label("Message", exact=True).fill("謝謝")
        await here.page.locator("#mail-form .go").click()
        await expect(mails).to_have_count(3)
        assert here.complaints == []


async def test_a_carrier_that_is_down_is_said_in_words(browser: Browser) -> None:
    async with town(browser) as here:
        await here.carrier.stop()
        await here.page.locator(".demo [data-panel=phone]").click()
        await expect(here.page.locator("#phone .trouble")).to_contain_text("simulated carrier")
        await here.carrier.start()
        await expect(here.page.locator("#phone .trouble")).to_be_empty()


@pytest.mark.parametrize(
    ("width", "query", "name"),
    [(1440, "?lang=en", "en"), (1440, "?lang=zh-Hant", "zh-Hant"), (390, "?lang=zh-Hant", "phone")],
)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_shop_is_readable(browser: Browser, width: int, query: str, name: str, theme: str) -> None:
    async with town(browser, width=width, height=844 if width == 390 else 900, query=query) as here:
        await expect(here.page.locator("#contact-center-widget .launcher")).to_be_visible()
        await here.page.context.add_cookies([{"name": "kiln_theme", "value": theme, "url": here.url}])
        await here.page.reload()
        await expect(here.page.locator("#contact-center-widget .launcher")).to_be_visible()
        assert await axe(here.page, frame_only=False) == []
        assert not await here.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        await picture(here.page, f"site-{name}-{theme}")
        await here.page.locator(".item").nth(4).click()
        await expect(here.page.locator(".product h1")).to_be_visible()
        assert await axe(here.page, frame_only=False) == []
        await picture(here.page, f"site-machine-{name}-{theme}")


async def test_the_shop_has_buttons_for_chat_and_call(browser: Browser) -> None:
    async with town(browser) as here:
        widget = Widget(here.page)
        await expect(widget.launcher).to_be_visible()
        await here.page.locator(".ways [data-widget=call]").click()
        await expect(widget.frame.locator("#call-title")).to_contain_text("Calling")
        await widget.frame.get_by_role("button", name="Hang up").click()
        await here.centre.exchange.close()


async def test_the_page_of_an_origin_that_is_not_allowed_has_no_chat(browser: Browser) -> None:
    async with town(browser) as here:
        async with here.page.expect_console_message(lambda m: "may not show the chat" in m.text):
            await here.page.goto(f"http://localhost:{here.site.port}/elsewhere?lang=en")
        assert await here.page.locator("#contact-center-widget").count() == 0


def test_a_configuration_that_cannot_be_used_names_the_field(tmp_path: Path) -> None:
    good = tmp_path / "site.json"
    good.write_text(json.dumps(example()), "utf-8")
    assert load(good).customers[0].id == CHIA
    for change, named in (({"sms_number": "12"}, "sms_number"), ({"customers": []}, "customers"), ({"x": 1}, "x")):
        good.write_text(json.dumps({**example(), **change}), "utf-8")
        with pytest.raises(Invalid, match=named):
            load(good)
    with pytest.raises(Invalid, match="cannot be read"):
        load(tmp_path / "absent.json")
