from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    OutboundMessage,
    RawEnvelope,
    Recipients,
)
from contact_center.kernel.ids import ChannelAccountId, ConversationId, MessageId, TenantId

FIXTURES = Path(__file__).parents[3] / "fixtures" / "twilio"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ACCOUNT_SID = "AC" + "a" * 32
TOKEN = "12345678901234567890123456789012"
OURS = "+15005550006"
CUSTOMER = "+14155552671"
BASE = "https://desk.example.com"


def account(**changes: Any) -> ChannelAccount:
    values: dict[str, Any] = {
        "id": ChannelAccountId(UUID(int=7)),
        "tenant_id": TenantId(UUID(int=1)),
        "channel": "sms",
        "name": "Service line",
        "address": OURS,
        "settings": {"account_sid": ACCOUNT_SID},
        "secrets": {"auth_token": TOKEN},
    }
    return ChannelAccount(**(values | changes))


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.form").read_bytes()


def envelope(body: bytes, **account_changes: Any) -> RawEnvelope:
    return RawEnvelope(account(**account_changes), "SM1", NOON, "application/x-www-form-urlencoded", body)


def outbound(text: str = "Your parcel is on its way.", to: str = CUSTOMER, **changes: Any) -> OutboundMessage:
    values: dict[str, Any] = {
        "id": MessageId(UUID(int=42)),
        "conversation_id": ConversationId(UUID(int=5)),
        "recipients": Recipients((Address(AddressKind.PHONE, to),)),
        "text": text,
        "author_name": "Mei",
        "created_at": NOON,
    }
    return OutboundMessage(**(values | changes))
