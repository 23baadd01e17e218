"""A test of a mailbox says what works, what does not, and whose fault it is."""

from __future__ import annotations

from dataclasses import replace

from channels.declaring import Grade
from channels.email import checking
from contact_center.demo.peers.mailserver import MailServer
from tests.contract.twilio.conftest import free_port
from tests.mail import account_on


async def test_a_mailbox_that_works_is_read_and_may_send(mail_server: MailServer) -> None:
    found = await checking.tested(account_on(mail_server))
    assert [one.code for one in found if one.grade is not Grade.NOTE] == ["mail_read", "mail_sent"]


async def test_a_wrong_password_is_told_from_a_wrong_server(mail_server: MailServer) -> None:
    account = account_on(mail_server)
    refused = await checking.tested(replace(account, secrets={"password": "wrong"}))
    assert [one.code for one in refused] == ["mail_not_read_refused", "mail_not_sent_refused"]
    assert all(one.args["why"] for one in refused)
    nobody = await checking.tested(account_on(mail_server, imap_port=free_port(), smtp_port=free_port()))
    assert [(one.code, one.grade) for one in nobody] == [
        ("mail_not_read", Grade.WRONG), ("mail_not_sent", Grade.WRONG),
    ]  # fmt: skip


async def test_a_folder_that_is_missing_is_named(mail_server: MailServer) -> None:
    account = account_on(mail_server, sent_copy="append", sent_folder="Elsewhere")
    found = await checking.tested(account)
    assert [one.args["folder"] for one in found if one.code == "mail_no_folder"] == ["Elsewhere"]
