"""Voice as a channel among others: what a call brings to the queue. Media has its own port.

The envelope of a call is written by our own signalling, so it is JSON of ours; a provider of the
public network writes the same.
"""

from __future__ import annotations

import json
from typing import Any

from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
    Unparseable,
)
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase

CODE = "voice"
CONTENT_TYPE = "application/vnd.contact-center.call+json"
CAPABILITIES = Capabilities(tier=Tier.LIVE, text=False, media=True, session=True, first_places=1)


def envelope_body(
    call_id: str, caller: Address, *, verified: str | None, language: str | None, page: str | None = None
) -> bytes:
    return json.dumps(
        {
            "call_id": call_id,
            "kind": caller.kind,
            "value": caller.value,
            "name": caller.name,
            "verified": verified,
            "language": language,
            "page": page,
        }
    ).encode()


class VoiceAdapter:
    """See `ChannelAdapter`; a call carries no written messages."""

    channel = CODE
    capabilities = CAPABILITIES

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        try:
            body = json.loads(raw.body)
            kind = AddressKind(body["kind"])
        except (ValueError, KeyError, TypeError, RecursionError) as broken:
            raise Unparseable(f"the call's envelope lacks something: {broken}") from broken
        caller = _text(body, "value")
        if not caller:
            raise Unparseable("value: the caller's address is missing")
        return InboundMessage(
            provider_id=raw.provider_id,
            sender=Address(kind, caller, _text(body, "name")),
            text="",
            sender_verified=_text(body, "verified"),
            language=_text(body, "language"),
            meta={"call_id": _text(body, "call_id"), "page": _text(body, "page")},
        )

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        raise GiveUp(Phrase("call_carries_no_text"))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Unparseable(f"{name}: must be text")
    return value
