"""The visitor's mailbox of the demo writes as mail programs do, or it would prove nothing."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any, cast

import pytest

from channels.email.quotes import visible_text
from contact_center.demo.peers.mailserver import MailServer
from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.demo.peers.visitor_site.mailbox import Mailbox
from contact_center.kernel.clock import ManualClock
from tests.mail import CUSTOMERS, NOON, SERVICE, mail_server, mails_of  # noqa: F401

LIN = f"lin@{CUSTOMERS}"
TAGGED = SERVICE.replace("@", "+token@")
OURS = f"<{'2' * 32}.{'t' * 42}@kiln.example>"
ANSWER = (
    f'From: "Mei (Kiln & Co)" <{SERVICE}>\r\nReply-To: {TAGGED}\r\nTo: {LIN}\r\nSubject: Re: Grinder\r\n'
    f"Message-ID: {OURS}\r\nReferences: <1@customers.example>\r\nIn-Reply-To: <1@customers.example>\r\n"
    "Date: Mon, 23 Nov 2026 11:00:00 +0000\r\n\r\nWhich number has it?\r\n"
)


@pytest.fixture
def customer() -> Customer:
    return cast("Customer", SimpleNamespace(name="Lin", email=LIN, mail_password="demo"))


@pytest.fixture
def mailbox(mail_server: MailServer) -> Mailbox:  # noqa: F811
    server = mail_server
    config = SimpleNamespace(
        mailbox=SERVICE, smtp_host=server.host, smtp_port=server.smtp_port, imap_host=server.host,
        imap_port=server.imap_port,
    )  # fmt: skip
    return Mailbox(cast("SiteConfig", config), ManualClock(NOON))


async def arrived(server: MailServer) -> EmailMessage:
    [raw] = await mails_of(server, SERVICE, password="right horse")
    return cast("EmailMessage", message_from_bytes(raw, policy=cast("Any", policy.default)))


async def test_answer_names_its_thread_goes_to_reply_to_and_quotes_below(
    mailbox: Mailbox,
    customer: Customer,
    mail_server: MailServer,  # noqa: F811
) -> None:
    await mail_server.deliver(LIN, ANSWER.encode())
    await mailbox.send(customer, "Re: Grinder", "KC-1\n\nLin", OURS)
    mail = await arrived(mail_server)
    assert TAGGED in str(mail["To"])
    assert mail["In-Reply-To"] == OURS
    assert str(mail["References"]).split() == ["<1@customers.example>", OURS]
    assert mail["Message-ID"]
    assert mail["Date"]
    [raw] = await mails_of(mail_server, SERVICE, password="right horse")
    assert f"In-Reply-To: {OURS}".encode() in raw  # as it is, not as an encoded word
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert "> Which number has it?" in text
    assert visible_text(text) == "KC-1\n\nLin"


async def test_first_mail_answers_nothing(mailbox: Mailbox, customer: Customer, mail_server: MailServer) -> None:  # noqa: F811
    await mailbox.send(customer, "Grinder", "It is broken.")
    mail = await arrived(mail_server)
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
    assert mail["Message-ID"]
