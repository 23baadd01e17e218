"""The customer's mailbox: a real SMTP and IMAP client against the demo's mail server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, make_msgid, parseaddr, parsedate_to_datetime

import aiosmtplib
from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]
from pydantic import BaseModel

from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.kernel.clock import Clock
from contact_center.kernel.errors import RetryLater

NEWEST = 30
TIMEOUT = 10.0
WIRE = policy.SMTP.clone(max_line_length=900)
"""Ids longer than a line are neither cut nor turned into encoded words."""


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
        """Sends a mail as mail programs do. `reply_to` is the Message-ID of the mail that it answers."""
        answered = await self._fetched(customer, reply_to) if reply_to else None
        mail = _compose(customer, self._config.mailbox, subject, text, self._clock.now(), answered)
        try:
            await aiosmtplib.send(
                mail.as_bytes(policy=WIRE),
                sender=customer.email,
                recipients=[address for _, address in getaddresses([str(mail["To"])])],
                hostname=self._config.smtp_host,
                port=self._config.smtp_port,
                username=customer.email,
                password=customer.mail_password,
                start_tls=False,
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise RetryLater(f"the demo's mail server (SMTP): {error}") from None

    async def _fetched(self, customer: Customer, message_id: str) -> EmailMessage | None:
        try:
            raw = await asyncio.to_thread(self._find, customer, message_id)
        except (IMAPClientError, OSError) as error:
            raise RetryLater(f"the demo's mail server (IMAP): {error}") from None
        return message_from_bytes(raw, policy=policy.default) if raw else None

    def _find(self, customer: Customer, message_id: str) -> bytes | None:
        server = IMAPClient(self._config.imap_host, self._config.imap_port, ssl=False, timeout=TIMEOUT)
        try:
            server.login(customer.email, customer.mail_password)
            server.select_folder("INBOX", readonly=True)
            for data in server.fetch(server.search("ALL")[-NEWEST:], ["BODY.PEEK[]"]).values():
                raw = bytes(data[b"BODY[]"])
                if str(message_from_bytes(raw, policy=policy.default).get("Message-ID", "")).strip() == message_id:
                    return raw
        finally:
            server.shutdown()
        return None

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


def _compose(
    customer: Customer, to: str, subject: str, text: str, now: datetime, answered: EmailMessage | None
) -> EmailMessage:
    """As a mail program writes it: an answer goes to Reply-To, names the whole thread and quotes below."""
    mail = EmailMessage()
    mail["From"] = f'"{customer.name}" <{customer.email}>'
    mail["To"] = to if answered is None else str(answered.get("Reply-To") or answered.get("From") or to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=customer.email.rpartition("@")[2])
    mail["User-Agent"] = "Kiln visitor's mailbox (simulated)"
    if answered is not None:
        parent = str(answered.get("Message-ID", "")).strip()
        earlier = str(answered.get("References", "")).split()
        mail["In-Reply-To"] = parent
        mail["References"] = " ".join(dict.fromkeys([*earlier, parent]))
        text = f"{text.rstrip()}\n\n{_quoted(answered, now)}"
    mail.set_content(text)
    return mail


def _quoted(answered: EmailMessage, now: datetime) -> str:
    name, address = parseaddr(str(answered.get("From", "")))
    at = _date(answered, now).strftime("%a, %d %b %Y at %H:%M")
    lines = [f"> {line}".rstrip() for line in _words(answered).splitlines()]
    return "\n".join([f"On {at}, {name} <{address}> wrote:", *lines, ""])
