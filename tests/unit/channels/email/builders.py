"""What the tests of the e-mail channel are built from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from channels.email.adapter import EmailAdapter
from channels.email.verify import ThreadTokens
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Recipients,
)
from contact_center.kernel.ids import ChannelAccountId, ConversationId, MessageId, TenantId

FIXTURES = Path(__file__).parents[3] / "fixtures" / "email"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKENS = ThreadTokens(b"a key of thirty-two bytes length")
ADAPTER = EmailAdapter(TOKENS)
SETTINGS = {"imap_host": "127.0.0.1", "imap_tls": "none", "smtp_host": "127.0.0.1", "smtp_tls": "none"}
ACCOUNT = ChannelAccount(
    ChannelAccountId(UUID(int=1)), TenantId(UUID(int=2)), "email", "Kiln & Co", "service@kiln.example",
    SETTINGS, {"password": "demo"},
)  # fmt: skip
CONVERSATION = ConversationId(UUID(int=3))


def account(**settings: Any) -> ChannelAccount:
    return replace(ACCOUNT, settings=SETTINGS | settings)


def envelope(raw: bytes, account: ChannelAccount = ACCOUNT) -> RawEnvelope:
    return RawEnvelope(account, "id", NOW, "message/rfc822", raw)


def parsed(raw: bytes, account: ChannelAccount = ACCOUNT) -> InboundMessage:
    return ADAPTER.parse(envelope(raw, account))


def fixture(name: str, account: ChannelAccount = ACCOUNT) -> InboundMessage:
    return parsed((FIXTURES / f"{name}.eml").read_bytes(), account)


def answer(**changes: Any) -> OutboundMessage:
    message = OutboundMessage(
        id=MessageId(UUID(int=4)),
        conversation_id=CONVERSATION,
        recipients=Recipients((Address(AddressKind.EMAIL, "li.na@customers.example", "李娜"),)),
        text="您好，\n您的订单今天发货。",
        author_name="Mei",
        created_at=NOW,
        subject="Where is my order?",
        in_reply_to="<question@customers.example>#0011223344556677",
        references=("<first@customers.example>#aa",),
    )
    return replace(message, **changes)


HEAD = (
    "From: Li Na <li.na@customers.example>\r\nTo: service@kiln.example\r\nSubject: Order\r\n"
    "Message-ID: <m1@customers.example>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
)
OURS = "<0192.ours@kiln.example>"


def mail(body: bytes | str = "hello", head: bytes | str = "", **changed: str | None) -> InboundMessage:
    """A mail of Li Na's, parsed. `head`: more header lines; `From="…"` replaces one, None takes it away."""
    lines = dict(line.split(": ", 1) for line in HEAD.splitlines())
    for name, value in changed.items():
        lines[name.replace("_", "-")] = value  # type: ignore[assignment]
    top = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return parsed(top.encode() + _bytes(head) + b"\r\n" + _bytes(body))


def parts(kind: str, *each: bytes | str, head: str = "", **changed: str | None) -> InboundMessage:
    """A multipart mail of Li Na's; each part is its header, a blank line and its body."""
    body = b"".join(b"--bb\r\n" + _bytes(part) + b"\r\n" for part in each) + b"--bb--\r\n"
    return mail(body, f'Content-Type: multipart/{kind}; boundary="bb"\r\n{head}', **changed)


def _bytes(given: bytes | str) -> bytes:
    return given if isinstance(given, bytes) else given.replace("\r\n", "\n").replace("\n", "\r\n").encode()
