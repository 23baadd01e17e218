"""The SMTP side: takes mail for known mailboxes, refuses the others at once, keeps a copy for the sender."""

from __future__ import annotations

import asyncio
from email.utils import format_datetime
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from contact_center.demo.peers.mailserver.storage import MailStore
from contact_center.kernel.clock import Clock

_log = structlog.get_logger(__name__)

MAX_BYTES = 50 * 1024 * 1024


class Handler:
    """aiosmtpd's hooks. `save_sent`: a signed-in sender finds the mail in Sent, as with big providers."""

    def __init__(self, store: MailStore, clock: Clock, *, save_sent: bool) -> None:
        self._store = store
        self._clock = clock
        self._save_sent = save_sent

    async def handle_RCPT(  # noqa: N802  aiosmtpd finds its hooks by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._store.accounts.mailbox_for(address) is None:
            return f"550 5.1.1 <{address}>: there is no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        mailboxes = {self._store.accounts.mailbox_for(each): each for each in envelope.rcpt_tos}
        try:
            for mailbox, address in mailboxes.items():
                if mailbox is not None:
                    await self._store.deliver(mailbox, self._trace(session, envelope, address) + content)
            await self._keep_copy(session, content)
        except Exception:
            _log.exception("mail_store_failed")
            return "451 4.3.0 The mail store has a problem, try again"
        return "250 2.0.0 OK: delivered"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: Any
    ) -> AuthResult:
        """Check name and password for AUTH PLAIN and LOGIN."""
        if not isinstance(credentials, LoginPassword):
            return AuthResult(success=False, handled=False)
        mailbox = credentials.login.decode("utf-8", "replace").lower()
        expected = self._store.accounts.password_of(mailbox)
        right = expected is not None and credentials.password == expected.encode()
        return AuthResult(success=right, handled=False, auth_data=mailbox if right else None)

    async def _keep_copy(self, session: Session, content: bytes) -> None:
        if self._save_sent and session.authenticated:
            await self._store.deliver(str(session.auth_data), content, folder="Sent", seen=True)

    def _trace(self, session: Session, envelope: Envelope, address: str) -> bytes:
        lines = (
            f"Return-Path: <{envelope.mail_from or ''}>",
            f"Delivered-To: {address}",
            f"Received: from {session.host_name or 'unknown'} by mail.demo.invalid with ESMTP;"
            f" {format_datetime(self._clock.now())}",
        )
        return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


class SmtpConnections:
    """Makes one protocol per connection and can hang up on all of them."""

    def __init__(self, handler: Handler, loop: asyncio.AbstractEventLoop) -> None:
        self._handler = handler
        self._loop = loop
        self._open: set[SMTP] = set()

    def __call__(self) -> SMTP:
        self._open = {each for each in self._open if each.transport is not None}
        protocol = SMTP(
            self._handler, hostname="mail.demo.invalid", ident="demo mail", data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True, authenticator=self._handler.authenticate, auth_require_tls=False,
            loop=self._loop,
        )  # fmt: skip
        self._open.add(protocol)
        return protocol

    def hang_up(self) -> None:
        for protocol in self._open:
            if protocol.transport is not None:
                protocol.transport.close()
        self._open.clear()
