"""A real mail provider for tests, and a mailbox account that lives on it.

Use with `from tests.mail import mail_account, mail_server  # noqa: F401` in a conftest.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]

from contact_center.demo.peers.mailserver import Account, Accounts, MailServer
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import ChannelAccountId, TenantId
from tests.patience import PATIENCE

SERVICE = "service@kiln.example"
PASSWORD = "right horse"
CUSTOMERS = "customers.example"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def accounts() -> Accounts:
    """The service desk's mailbox, another tenant's, and any customer's."""
    listed = [Account(SERVICE, PASSWORD), Account("help@tandem.example", PASSWORD)]
    return Accounts(listed, [CUSTOMERS])


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer(accounts())
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def lasting_mail_server(tmp_path: Path) -> AsyncIterator[MailServer]:
    """Keeps its mail on disk, so that it can be stopped and started again."""
    server = MailServer(accounts(), data_dir=tmp_path / "mail")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def mail_account(mail_server: MailServer) -> ChannelAccount:
    return account_on(mail_server)


def account_on(server: MailServer, **settings: Any) -> ChannelAccount:
    """The service desk's mailbox on a server, as the product knows it."""
    chosen = {
        "imap_host": server.host, "imap_port": server.imap_port, "imap_tls": "none",
        "smtp_host": server.host, "smtp_port": server.smtp_port, "smtp_tls": "none",
        "timeout_seconds": 10,
    } | settings  # fmt: skip
    return ChannelAccount(
        ChannelAccountId(uuid4()), TenantId(uuid4()), "email", "Kiln & Co", SERVICE, chosen, {"password": PASSWORD}
    )


async def mails_of(server: MailServer, address: str, folder: str = "INBOX", password: str = "demo") -> list[bytes]:
    """All mails of a mailbox, as its owner's mail program reads them."""

    def read() -> list[bytes]:
        client = IMAPClient(server.host, server.imap_port, ssl=False, timeout=PATIENCE)
        client.login(address, password)
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
        client.logout()
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    return await asyncio.to_thread(read)


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for a condition; fail if it does not come true."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def mail(number: int, subject: str = "A question", body: str = "Where is my order?") -> bytes:
    """A plain mail of a customer; every number is a mail of its own."""
    return (
        f"From: Li Na <li.na@{CUSTOMERS}>\r\nTo: {SERVICE}\r\nSubject: {subject} {number}\r\n"
        f"Message-ID: <{number}@{CUSTOMERS}>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\n{body} ({number})\r\n"
    ).encode()
