"""A customer writes an e-mail in Chinese; the answer arrives in their mailbox, and theirs to it in the same matter."""

from __future__ import annotations

import asyncio
import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]
from playwright.async_api import expect

from contact_center.demo.company.seed import PASSWORD
from contact_center.demo.company.story.model import Person
from contact_center.demo.names import MAILBOX
from tests.erp_server import ErpServer
from tests.installation import Installation, until
from tests.journeys.world import World
from tests.patience import PATIENCE

QUESTION = "您好，\r\n去年買的磨豆機一啟動就跳電，附上照片。可以派人來看嗎？\r\n陳俊宏"
ANSWER = "陳先生您好，\n我們週四上午十點派師傅到店裡。"
THANKS = "太好了，週四見！"
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def in_gb18030(text: str) -> str:
    return base64.b64encode(text.encode("gb18030")).decode()


def question(writer: Person) -> bytes:
    """As mail programs of mainland China write: headers and body in GB18030, a file with a Chinese name."""
    lines = [
        f"From: =?GB18030?B?{in_gb18030(writer.name)}?= <{writer.email}>",
        f"To: {MAILBOX}",
        f"Subject: =?GB18030?B?{in_gb18030('磨豆機跳電')}?=",
        "Message-ID: <first@richang.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="part"',
        "",
        "--part",
        "Content-Type: text/plain; charset=GB18030",
        "Content-Transfer-Encoding: base64",
        "",
        in_gb18030(QUESTION),
        "--part",
        "Content-Type: image/png",
        f'Content-Disposition: attachment; filename="=?GB18030?B?{in_gb18030("磨豆機.png")}?="',
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode(PHOTO).decode(),
        "--part--",
        "",
    ]
    return "\r\n".join(lines).encode()


async def send(installation: Installation, writer: Person, mail: bytes | EmailMessage) -> None:
    await aiosmtplib.send(
        mail,
        sender=writer.email,
        recipients=[MAILBOX],
        hostname="127.0.0.1",
        port=installation.settings.smtp_port,
        username=writer.email,
        password=PASSWORD,
        start_tls=False,
    )


async def inbox(installation: Installation, owner: Person) -> list[EmailMessage]:
    """As the owner's mail program reads it."""

    def read() -> list[bytes]:
        with IMAPClient("127.0.0.1", installation.settings.imap_port, ssl=False, timeout=PATIENCE) as client:
            client.login(owner.email, PASSWORD)
            client.select_folder("INBOX", readonly=True)
            found = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    return [message_from_bytes(raw, policy=policy.default) for raw in await asyncio.to_thread(read)]


def reply_to(mail: EmailMessage, writer: Person, text: str) -> EmailMessage:
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = writer.email, str(mail["From"]), str(mail["Subject"])
    reply["Message-ID"] = "<second@richang.example>"
    reply["In-Reply-To"] = str(mail["Message-ID"])
    reply["References"] = f"<first@richang.example> {mail['Message-ID']}"
    reply.set_content(text)
    return reply


@pytest.mark.erp
async def test_an_email_in_chinese_is_answered_and_its_thread_goes_on(
    world: World, tryton: ErpServer, tmp_path: Path
) -> None:
    centre, chen = world.installation, world.person("p-chen")
    mei = await world.agent("mei")
    await send(centre, chen, question(chen))

    await mei.accepts("陳俊宏")
    await expect(mei.page.locator("#desk h1")).to_contain_text("磨豆機跳電")
    await expect(mei.thread.locator(".said-text")).to_contain_text("去年買的磨豆機一啟動就跳電，附上照片。")
    async with mei.page.expect_download() as download:
        await mei.thread.get_by_role("link", name="磨豆機.png").click()
    await (await download.value).save_as(tmp_path / "photo.png")
    assert (tmp_path / "photo.png").read_bytes() == PHOTO
    await expect(mei.customer).to_contain_text("not verified")
    await expect(await mei.shows("orders")).to_contain_text("SO-19702")
    await mei.sees_the_age_of_facts()
    await mei.picture("email-en-light")

    await mei.writes(ANSWER)
    await expect(mei.thread).to_contain_text("sent")
    answer = await _arrived(world, chen)
    assert answer["In-Reply-To"] == "<first@richang.example>"
    assert "<first@richang.example>" in str(answer["References"])
    assert str(answer["Subject"]) == "Re: 磨豆機跳電"
    assert MAILBOX in str(answer["From"])
    text = answer.get_body(("plain",))
    assert text is not None
    assert text.get_content_charset() == "utf-8"
    assert "我們週四上午十點派師傅到店裡。" in text.get_content()

    await send(centre, chen, reply_to(answer, chen, THANKS))
    await expect(mei.thread.locator(".said-text").last).to_have_text(THANKS)
    await expect(mei.page.locator("#work .work-row")).to_have_count(1)
    matters = await world.rows(
        "select count(*) as n from core.conversation where tenant_id = %s and contact_value = %s", chen.email
    )
    assert matters == [{"n": 1}]
    await mei.closes()


async def _arrived(world: World, owner: Person) -> EmailMessage:
    async def there() -> bool:
        return len(await inbox(world.installation, owner)) > 0

    await until(there, "the answer is in the customer's mailbox")
    mails = await inbox(world.installation, owner)
    assert len(mails) == 1
    return mails[0]
