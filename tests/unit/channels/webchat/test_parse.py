from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.webchat.adapter import WebChatAdapter
from channels.webchat.model import Visitor
from channels.webchat.parse import envelope, parse
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAdapter,
    OutboundMessage,
    RawEnvelope,
    Recipients,
    Tier,
    Unparseable,
)
from contact_center.kernel.ids import ConversationId, MessageId, new_id
from tests.told import unread
from tests.unit.channels.webchat.centre import account

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MEMBER = Visitor("C-1001", "林佳穎", "chia@example.tw", "host-token")
KEY = "0123456789abcdef"


def raw(**changed: object) -> RawEnvelope:
    made = envelope(account(), MEMBER, client_key=KEY, text="我的訂單？", now=NOW, language="zh-Hant", page="https://x")
    return replace(made, body=json.dumps({**json.loads(made.body), **changed}).encode())


def test_what_a_member_wrote_is_understood_with_its_proof() -> None:
    said = parse(raw())
    assert said.provider_id == f"C-1001:{KEY}" == raw().provider_id
    assert said.sender == Address(AddressKind.WEB, "C-1001", "林佳穎")
    assert (said.text, said.sent_at, said.language) == ("我的訂單？", NOW, "zh-Hant")
    assert said.sender_verified == "host-token"
    assert said.meta == {"client_key": KEY, "page": "https://x", "email": "chia@example.tw"}


def test_a_stranger_has_no_proof() -> None:
    said = parse(raw(visitor="visitor-1", name=None, email=None, verified=None))
    assert said.sender_verified is None
    assert said.sender == Address(AddressKind.WEB, "visitor-1")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": " \n"}, "text is missing or empty"),
        ({"text": "\u0000\u0007"}, "text is missing or empty"),
        ({"text": "x" * 4001}, "longer than 4,000"),
        ({"text": 5}, "text is not text"),
        ({"visitor": None}, "visitor is missing"),
        ({"client_key": "short"}, "client_key"),
        ({"sent_at": "yesterday"}, "sent_at cannot be used"),
        ({"sent_at": "2026-11-23T10:00:00"}, "no time zone"),
    ],
)
def test_what_cannot_be_understood_says_why(changed: dict[str, object], why: str) -> None:
    with unread(match=why):
        parse(raw(**changed))


@given(st.binary(max_size=200))
def test_any_bytes_are_either_a_message_or_quarantined(body: bytes) -> None:
    with pytest.raises(Unparseable):
        parse(replace(raw(), body=body))


async def test_a_reply_is_delivered_by_the_log_so_sending_is_done_at_once() -> None:
    adapter: ChannelAdapter = WebChatAdapter()
    message = OutboundMessage(
        id=MessageId(new_id()),
        conversation_id=ConversationId(new_id()),
        recipients=Recipients((Address(AddressKind.WEB, "C-1001"),)),
        text="Hello",
        author_name="Mei",
        created_at=NOW,
    )
    sent = await adapter.send(account(), message)
    assert sent == await adapter.find(account(), message)
    assert sent.provider_id == str(message.id)


def test_the_console_learns_what_a_web_chat_can_do() -> None:
    can = WebChatAdapter().capabilities
    assert (can.tier, can.session, can.typing, can.media) == (Tier.LIVE, True, True, False)
