"""From the stored envelope of a chat message to an inbound message. Pure.

The envelope is written by our own socket after the visitor's token was checked; what it says about
the visitor is therefore proven as far as `verified` says.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from channels.jsonbody import json_object, optional_text, required_text
from channels.webchat.domain import clean, is_client_key
from channels.webchat.limits import MAX_TEXT
from channels.webchat.model import Visitor
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    ChannelAccount,
    InboundMessage,
    RawEnvelope,
    Unparseable,
    UnparseableCode,
)

CONTENT_TYPE = "application/vnd.contact-center.webchat+json"


def provider_id(visitor: str, client_key: str) -> str:
    return f"{visitor}:{client_key}"


def envelope(
    account: ChannelAccount,
    visitor: Visitor,
    *,
    client_key: str,
    text: str,
    now: datetime,
    language: str | None = None,
    page: str | None = None,
) -> RawEnvelope:
    """What is stored before anybody understands it."""
    body = {
        "visitor": visitor.id,
        "name": visitor.name,
        "email": visitor.email,
        "verified": visitor.verified,
        "client_key": client_key,
        "text": text,
        "sent_at": now.isoformat(),
        "language": language,
        "page": page,
    }
    return RawEnvelope(
        account=account,
        provider_id=provider_id(visitor.id, client_key),
        received_at=now,
        content_type=CONTENT_TYPE,
        # A name or page may hold half of a surrogate pair; intake mends it, and nothing is lost on the way.
        body=json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"),
    )


def parse(raw: RawEnvelope) -> InboundMessage:
    """Raises `Unparseable` naming the field."""
    body = json_object(raw.body)
    visitor, key = required_text(body, "visitor"), required_text(body, "client_key")
    if not is_client_key(key):
        raise Unparseable(UnparseableCode.FIELD_UNUSABLE, field="client_key")
    text = clean(required_text(body, "text"))
    if not text:
        raise Unparseable(UnparseableCode.FIELD_MISSING, field="text")
    if len(text) > MAX_TEXT:
        raise Unparseable(UnparseableCode.FIELD_TOO_LONG, field="text", limit=MAX_TEXT)
    return InboundMessage(
        provider_id=provider_id(visitor, key),
        sender=Address(AddressKind.WEB, visitor, optional_text(body, "name")),
        text=text,
        sent_at=_instant(body),
        sender_verified=optional_text(body, "verified"),
        language=optional_text(body, "language"),
        meta=_meta(body, key),
    )


def _meta(body: dict[str, Any], key: str) -> dict[str, str]:
    meta = {"client_key": key, "page": optional_text(body, "page"), "email": optional_text(body, "email")}
    return {name: value for name, value in meta.items() if value is not None}


def _instant(body: dict[str, Any]) -> datetime | None:
    text = optional_text(body, "sent_at")
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Unparseable(UnparseableCode.FIELD_UNUSABLE, field="sent_at") from None
    if at.tzinfo is None:
        raise Unparseable(UnparseableCode.FIELD_NO_TIME_ZONE, field="sent_at")
    return at
