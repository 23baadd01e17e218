"""The customer's mailbox: a real SMTP and IMAP client against the demo's mail server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr, parsedate_to_datetime

import aiosmtplib
from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]
from pydantic import BaseModel

from contact_center.demo.visitor_site.config import Customer, SiteConfig
from contact_center.kernel.clock import Clock
from contact_center.kernel.errors import RetryLater

NEWEST = 30
TIMEOUT = 10.0


class Mail(BaseModel):
    id: str
    """Its Message-ID."""
    mine: bool
    other: str
    subject: str
    text: str
    at: datetime


class Mailbox:
    """Raises `RetryLater` while the mail server does not answer."""

    def __init__(self, config: SiteConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock

    async def send(self, customer: Customer, subject: str, text: str, reply_to: str | None = None) -> None:
        mail = _compose(customer, self._config.mailbox, subject, text, self._clock.now())
        if reply_to:
            mail["In-Reply-To"] = mail["References"] = reply_to
        try:
            await aiosmtplib.send(
                mail,
                hostname=self._config.smtp_host,
                port=self._config.smtp_port,
                username=customer.email,
                password=customer.mail_password,
                start_tls=False,
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise RetryLater(f"the demo's mail server (SMTP): {error}") from None

    async def mails(self, customer: Customer) -> list[Mail]:
        """Newest first: what came in and what was sent."""
        try:
            return await asyncio.to_thread(self._read, customer)
        except (IMAPClientError, OSError) as error:
            raise RetryLater(f"the demo's mail server (IMAP): {error}") from None

    def _read(self, customer: Customer) -> list[Mail]:
        server = IMAPClient(self._config.imap_host, self._config.imap_port, ssl=False, timeout=TIMEOUT)
        try:
            server.login(customer.email, customer.mail_password)
            folders = [str(name) for _, _, name in server.list_folders()]
            found = [
                mail for name in ("INBOX", "Sent") if name in folders for mail in _folder(server, name, customer.email)
            ]
        finally:
            server.shutdown()
        return sorted(found, key=lambda mail: mail.at, reverse=True)[:NEWEST]


def _folder(server: IMAPClient, name: str, own: str) -> list[Mail]:
    server.select_folder(name, readonly=True)
    newest = server.search("ALL")[-NEWEST:]
    fetched = server.fetch(newest, ["BODY.PEEK[]", "INTERNALDATE"]) if newest else {}
    return [_mail(data[b"BODY[]"], data[b"INTERNALDATE"], own) for data in fetched.values()]


def _mail(raw: bytes, arrived: datetime, own: str) -> Mail:
    read = message_from_bytes(raw, policy=policy.default)
    sender = parseaddr(str(read.get("From", "")))[1].lower()
    mine = sender == own.lower()
    return Mail(
        id=str(read.get("Message-ID", "")).strip(),
        mine=mine,
        other=str(read.get("To" if mine else "From", "")),
        subject=str(read.get("Subject", "")),
        text=_words(read),
        at=_date(read, arrived),
    )


def _words(read: EmailMessage) -> str:
    part = read.get_body(("plain",))
    if part is None:
        return ""
    try:
        return str(part.get_content()).strip()
    except (LookupError, UnicodeError):
        return ""


def _date(read: EmailMessage, arrived: datetime) -> datetime:
    try:
        at = parsedate_to_datetime(str(read.get("Date", "")))
    except ValueError:
        at = arrived
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _compose(customer: Customer, to: str, subject: str, text: str, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f'"{customer.name}" <{customer.email}>'
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=customer.email.rpartition("@")[2])
    mail.set_content(text)
    return mail
