"""A customer texts, and writes a letter; the agent answers on the channel they chose."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import aiosmtplib
import httpx
import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]
from playwright.async_api import expect

from contact_center.demo import names
from tests.installation import Installation, until
from tests.journeys.test_chat import interaction_of, texts
from tests.journeys.tidy import tidy  # noqa: F401 - for every journey here
from tests.journeys.world import World


async def on_the_phone(installation: Installation, number: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient() as http:
        found = await http.get(f"{installation.carrier_url}/sim/phones/{number}/messages")
    return [one for one in found.json() if one["line"] == names.OUR_NUMBER]


async def test_an_sms_is_answered_on_the_phone_it_came_from(world: World) -> None:
    mei = await world.agent("mei")
    wu = world.person("p-wu")
    async with httpx.AsyncClient() as http:
        sms = {"from": wu.phone, "to": names.OUR_NUMBER, "body": "請問統一編號可以改嗎？"}
        assert (await http.post(f"{world.installation.carrier_url}/sim/sms", json=sms)).status_code == 202
    await mei.accepts(wu.name)
    await expect(texts(mei)).to_have_text(["請問統一編號可以改嗎？"])
    await expect(mei.customer).to_contain_text("not verified")
    await mei.picture("sms-en-light")

    await mei.writes("可以，馬上幫您改。")
    await expect(mei.page.locator(".undo")).to_contain_text("Undo")

    async def arrived() -> bool:
        return any(one["body"] == "可以，馬上幫您改。" for one in await on_the_phone(world.installation, wu.phone))

    await until(arrived, "the answer is on the phone", 30)
    await expect(mei.thread).to_contain_text("delivered", timeout=15_000)

    await mei.page.locator("#desk [data-key=p]").click()
    await expect(mei.page.locator("#rows-waiting .work-row")).to_have_count(1)
    places = await world.rows(
        "select l.used from core.agent_load l join core.user_account u on u.tenant_id = l.tenant_id "
        "and u.id = l.agent_id where l.tenant_id = %s and u.login = 'mei' and l.channel = '*'"
    )
    assert places == [{"used": 0}]
    await mei.page.locator("#rows-waiting .work-row").click()
    await mei.closes()


async def test_an_answer_can_be_taken_back_for_some_seconds(world: World) -> None:
    mei = await world.agent("mei")
    chen = world.person("p-chen")
    async with httpx.AsyncClient() as http:
        sms = {"from": chen.phone, "to": names.OUR_NUMBER, "body": "保固可以延長嗎"}
        await http.post(f"{world.installation.carrier_url}/sim/sms", json=sms)
    await mei.accepts(chen.name)
    await mei.writes("Wrong person!")
    await mei.page.locator(".undo button").click()
    await expect(mei.answer).to_have_value("Wrong person!")
    interaction = await interaction_of(mei)
    written = await world.rows(
        "select text from core.message where tenant_id = %s and interaction_id = %s and direction = 'out'", interaction
    )
    assert written == []
    await mei.answer.fill("")
    await mei.closes()


@pytest.fixture
def letter(world: World) -> EmailMessage:
    huang = world.person("p-huang")
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{huang.name} <{huang.email}>"
    letter["To"] = names.MAILBOX
    letter["Subject"] = "報價單 INV-3391"
    letter["Message-ID"] = f"<journey-{world.folder.name}@{huang.email.partition('@')[2]}>"
    letter.set_content("請問報價單什麼時候會到？\n\n黃柏翰")
    return letter


async def test_a_letter_is_answered_in_its_thread(world: World, letter: EmailMessage) -> None:
    mei = await world.agent("mei")
    huang = world.person("p-huang")
    port = world.installation.settings.smtp_port
    await aiosmtplib.send(letter, hostname="127.0.0.1", port=port, start_tls=False)

    await expect(mei.offer.locator("#offer-who")).to_contain_text(huang.name, timeout=30_000)
    await mei.accepts(huang.name)
    await expect(mei.page.locator("#desk .page-title")).to_contain_text("報價單 INV-3391")
    await expect(texts(mei).first).to_contain_text("請問報價單什麼時候會到？")
    await mei.picture("email-en-light")
    await mei.writes("明天寄出。")

    async def arrived() -> bool:
        return any("明天寄出。" in text for text in _letters(world.installation, huang.email))

    await until(arrived, "the answer is in the mailbox", 40)
    answer = next(text for text in _letters(world.installation, huang.email) if "明天寄出。" in text)
    assert str(letter["Message-ID"]) in answer
    await expect(mei.thread).to_contain_text("sent", timeout=15_000)
    await mei.closes()


def _letters(installation: Installation, address: str) -> list[str]:
    """Every letter in a customer's mailbox: its references and its text."""
    from email import message_from_bytes
    from email.policy import default

    with IMAPClient("127.0.0.1", installation.settings.imap_port, ssl=False) as box:
        box.login(address, "demo")
        box.select_folder("INBOX", readonly=True)
        found = box.fetch(box.search(), ["RFC822"])
    letters = [message_from_bytes(one[b"RFC822"], policy=default) for one in found.values()]
    return [f"{one['In-Reply-To']} {one['References']}\n{_text(one)}" for one in letters]


def _text(letter: Any) -> str:
    body = letter.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""
