"""Handing a mail to the provider by SMTP, and finding out later whether it took it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import NoReturn

import aiosmtplib
import structlog
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
)
from imapclient.imapclient import SEEN  # type: ignore[import-untyped]

from channels.email.domain import MailboxSettings, password
from channels.email.imap import signed_in
from channels.email.render import wire_address
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import (
    ExternalSystemError,
    GiveUp,
    OutcomeUnknown,
    ReauthNeeded,
    RetryLater,
)
from contact_center.kernel.phrases import Phrase

_log = structlog.get_logger(__name__)

_AUTH_CODES = frozenset({530, 534, 535, 538})


async def submit(
    account: ChannelAccount, settings: MailboxSettings, recipient: str, copies: Sequence[str], content: bytes
) -> tuple[str, ...]:
    """Send one mail to a recipient and to those who get a copy; returns the copies that were refused.

    A copy that is refused holds up nothing: the mail is for the recipient.
    Raises `RetryLater` (4xx, unreachable), `ReauthNeeded`, `GiveUp` (5xx), or `OutcomeUnknown` when the
    connection broke after the mail was on its way.
    """
    client = _client(account, settings)
    try:
        try:
            await client.connect()
            await client.mail(wire_address(account.address))
            await client.rcpt(recipient)
            refused = [copy for copy in copies if not await _accepted(client, copy)]
        except (SMTPException, OSError) as error:
            _raise(error, settings, broken=RetryLater)
        try:
            await client.data(content)
        except (SMTPException, OSError) as error:
            _raise(error, settings, broken=OutcomeUnknown)
        return tuple(refused)
    finally:
        await _leave(client)


async def _accepted(client: aiosmtplib.SMTP, address: str) -> bool:
    try:
        await client.rcpt(address)
    except SMTPResponseException as error:
        _log.warning("copy_refused", code=error.code, reason=error.message)
        return False
    return True


async def knock(account: ChannelAccount, settings: MailboxSettings) -> None:
    """Connect and sign in for sending, and send nothing. Raises `RetryLater`, `ReauthNeeded` or `GiveUp`."""
    client = _client(account, settings)
    try:
        await client.connect()
    except (SMTPException, OSError) as error:
        _raise(error, settings, broken=RetryLater)
    finally:
        await _leave(client)


async def keep_copy(account: ChannelAccount, settings: MailboxSettings, content: bytes) -> None:
    """Put a sent mail into the Sent folder. A failure is logged only: the mail itself is on its way."""
    try:
        await asyncio.to_thread(_append, account, settings, content)
    except ExternalSystemError as error:
        _log.warning("sent_copy_failed", account=str(account.id), folder=settings.sent_folder, reason=str(error))


async def in_sent_folder(account: ChannelAccount, settings: MailboxSettings, message_id: str) -> bool:
    """Whether the Sent folder holds a mail of this Message-ID.

    Raises `RetryLater` or `ReauthNeeded` if the mailbox cannot be read.
    """
    return await asyncio.to_thread(_search, account, settings, message_id)


def _client(account: ChannelAccount, settings: MailboxSettings) -> aiosmtplib.SMTP:
    host, port = settings.smtp_address
    context = None if settings.smtp_tls == "none" else ssl.create_default_context()
    return aiosmtplib.SMTP(
        hostname=host, port=port, username=settings.smtp_user or settings.user or account.address,
        password=password(account), use_tls=settings.smtp_tls == "tls", start_tls=settings.smtp_tls == "starttls",
        timeout=settings.timeout_seconds, tls_context=context,
    )  # fmt: skip


def _raise(error: Exception, settings: MailboxSettings, *, broken: type[ExternalSystemError]) -> NoReturn:
    """Say what an SMTP failure means; `broken` is what a lost connection means at this point."""
    server = settings.smtp_host
    if isinstance(error, SMTPNotSupported):
        raise GiveUp(Phrase("mail_server_cannot", {"server": server, "quote": str(error)})) from error
    if isinstance(error, SMTPResponseException):
        said = Phrase("mail_server_answered", {"server": server, "quote": f"{error.code} {error.message}"})
        if error.code in _AUTH_CODES or (isinstance(error, SMTPAuthenticationError) and error.code >= 500):
            raise ReauthNeeded(said, code=error.code) from error
        if 500 <= error.code < 600:
            raise GiveUp(said, code=error.code) from error
        if 400 <= error.code < 500:
            raise RetryLater(said, code=error.code) from error
    raise broken(Phrase("mail_server_broke", {"server": server, "quote": str(error)})) from error


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Quit if the connection is still open; what happened to the mail is decided by now."""
    try:
        if client.is_connected:
            await client.quit(timeout=5)
    except (SMTPException, OSError):
        client.close()


def _append(account: ChannelAccount, settings: MailboxSettings, content: bytes) -> None:
    with signed_in(account, settings) as client:
        client.append(settings.sent_folder, content, flags=(SEEN,))


def _search(account: ChannelAccount, settings: MailboxSettings, message_id: str) -> bool:
    with signed_in(account, settings) as client:
        client.select_folder(settings.sent_folder, readonly=True)
        return bool(client.search(["HEADER", "Message-ID", message_id.strip("<>")]))
