from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from channels.email.adapter import adapter
from contact_center.demo.peers.mailserver import MailServer
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    OutboundMessage,
    RawEnvelope,
    Recipients,
)
from contact_center.kernel.errors import GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater
from contact_center.kernel.ids import ConversationId, MessageId
from tests.integration.channels.email.breaking_smtp import HANG_UP, ScriptedSmtp
from tests.mail import CUSTOMERS, NOON, PASSWORD, SERVICE, account_on, mails_of
from tests.told import refused

EMAIL = adapter(b"a key of thirty-two bytes length")


def answer(recipient: str = f"li.na@{CUSTOMERS}", **changes: Any) -> OutboundMessage:
    message = OutboundMessage(
        MessageId(uuid4()), ConversationId(uuid4()), Recipients((Address(AddressKind.EMAIL, recipient, "李娜"),)),
        "您的订单今天发货。\n.\n", "Mei", NOON, "Re: 订单", in_reply_to=f"<1@{CUSTOMERS}>#00",
    )  # fmt: skip
    return replace(message, **changes)


@pytest.mark.parametrize("sent_copy", ["append", "server"])
async def test_sent_mail_reaches_the_customer_and_can_be_proved(sent_copy: str, mail_server: MailServer) -> None:
    mail_server = await _remade(mail_server, save_sent=sent_copy == "server")
    try:
        account, message = account_on(mail_server, sent_copy=sent_copy), answer()
        sent = await EMAIL.send(account, message)
        assert await EMAIL.find(account, message) == sent
        [received] = await mails_of(mail_server, f"li.na@{CUSTOMERS}")
        assert sent.provider_id.encode() in received
        assert len(await mails_of(mail_server, SERVICE, "Sent", PASSWORD)) == 1
        read = EMAIL.parse(RawEnvelope(account, "x", NOON, "message/rfc822", received))
        assert read.text == "您的订单今天发货。\n."
    finally:
        await mail_server.stop()


async def test_reply_of_the_customer_finds_its_conversation(
    mail_server: MailServer, mail_account: ChannelAccount
) -> None:
    message = answer()
    sent = await EMAIL.send(mail_account, message)
    reply = f"From: li.na@{CUSTOMERS}\r\nIn-Reply-To: {sent.provider_id}\r\n\r\n谢谢\r\n".encode()
    read = EMAIL.parse(RawEnvelope(mail_account, "x", NOON, "message/rfc822", reply))
    assert read.conversation_id == message.conversation_id
    assert read.thread_keys[0] in sent.own_keys


async def test_mail_never_sent_is_proven_absent_where_the_provider_keeps_copies(mail_server: MailServer) -> None:
    assert await EMAIL.find(account_on(mail_server, sent_copy="server"), answer()) is None


async def test_missing_copy_proves_nothing_where_we_keep_the_copies(mail_account: ChannelAccount) -> None:
    with pytest.raises(OutcomeUnknown):
        await EMAIL.find(mail_account, answer())


async def test_unknown_recipient_is_given_up(mail_account: ChannelAccount) -> None:
    with refused(GiveUp, match="no such mailbox"):
        await EMAIL.send(mail_account, answer("nobody@kiln.example"))


async def test_refused_password_asks_for_a_new_one(mail_account: ChannelAccount) -> None:
    with pytest.raises(ReauthNeeded):
        await EMAIL.send(replace(mail_account, secrets={"password": "wrong"}), answer())


async def test_server_that_is_down_is_tried_later(mail_server: MailServer, mail_account: ChannelAccount) -> None:
    await mail_server.stop()
    with pytest.raises(RetryLater):
        await EMAIL.send(mail_account, answer())
    with pytest.raises(OutcomeUnknown):
        await EMAIL.find(mail_account, answer())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"RCPT": "450 4.2.0 greylisted"}, RetryLater),
        ({"RCPT": "550 5.1.1 unknown"}, GiveUp),
        ({"RCPT": HANG_UP}, RetryLater),
        ({"MAIL": "530 5.7.0 sign in first"}, ReauthNeeded),
        ({"MAIL": "421 4.7.0 too many"}, RetryLater),
        ({"AUTH": "535 5.7.8 wrong"}, ReauthNeeded),
        ({"AUTH": "454 4.7.0 later"}, RetryLater),
        ({"DATA": "451 4.3.0 later"}, RetryLater),
        ({".": "554 5.6.0 refused"}, GiveUp),
        ({".": "452 4.3.1 full"}, RetryLater),
        ({".": HANG_UP}, OutcomeUnknown),
    ],
)
async def test_every_failure_says_what_to_do(
    answers: dict[str, str], expected: type[Exception], mail_server: MailServer
) -> None:
    async with ScriptedSmtp(answers) as smtp:
        with pytest.raises(expected) as error:
            await EMAIL.send(account_on(mail_server, smtp_port=smtp.port), answer())
        assert type(error.value) is expected


async def _remade(server: MailServer, *, save_sent: bool) -> MailServer:
    made = MailServer(server.accounts, save_sent=save_sent)
    await made.start()
    return made
