"""Signing in to a mailbox by IMAP, with the errors of its many servers told apart."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError, LoginError  # type: ignore[import-untyped]

from channels.email.domain import MailboxSettings, password
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ExternalSystemError, ReauthNeeded, RetryLater
from contact_center.kernel.phrases import Phrase

_TEMPORARY = ("unavailable", "inuse", "too many", "try again", "throttl", "limit")


@contextmanager
def signed_in(account: ChannelAccount, settings: MailboxSettings) -> Iterator[IMAPClient]:
    """A connection to the mailbox, closed at the end. Blocking: call it in a thread.

    Raises `RetryLater` (unreachable, broken, busy) or `ReauthNeeded`.
    """
    client = connect(account, settings)
    try:
        yield client
    except (OSError, IMAPClientError) as error:
        raise RetryLater(Phrase("mail_server_broke", {"server": settings.imap_host, "quote": str(error)})) from error
    finally:
        hang_up(client)


def connect(account: ChannelAccount, settings: MailboxSettings) -> IMAPClient:
    """Connect and sign in. Raises `RetryLater` or `ReauthNeeded`."""
    host, port = settings.imap_address
    client: Any = None
    try:
        client = _open(settings, host, port)
        client.login(settings.user or account.address, password(account))
    except (OSError, IMAPClientError) as error:
        if client is not None:
            hang_up(client)
        raise _login_error(error, host, port) from error
    return client


def hang_up(client: IMAPClient) -> None:
    """Close the connection without waiting for the other side; safe from another thread, and twice."""
    with suppress(OSError, IMAPClientError, AttributeError):
        client.socket().shutdown(socket.SHUT_RDWR)
    with suppress(OSError, IMAPClientError, AttributeError):
        client.shutdown()


def _open(settings: MailboxSettings, host: str, port: int) -> IMAPClient:
    timeout = SocketTimeout(connect=settings.timeout_seconds, read=settings.timeout_seconds)
    context = None if settings.imap_tls == "none" else ssl.create_default_context()
    client = IMAPClient(host, port, ssl=settings.imap_tls == "tls", ssl_context=context, timeout=timeout)
    if settings.imap_tls == "starttls":
        try:
            client.starttls(context)
        except BaseException:
            hang_up(client)
            raise
    return client


def _login_error(error: Exception, host: str, port: int) -> ExternalSystemError:
    said = str(error)
    if isinstance(error, LoginError) and not any(word in said.lower() for word in _TEMPORARY):
        return ReauthNeeded(Phrase("mail_server_refused_sign_in", {"server": host, "quote": said}))
    return RetryLater(Phrase("mail_server_broke", {"server": f"{host}:{port}", "quote": said}))
