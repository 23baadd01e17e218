"""Voice as a channel among others: what a call brings to the queue. Media has its own port.

The envelope of a call is written by our own signalling, so it is JSON of ours; a provider of the
public network writes the same.
"""

from __future__ import annotations

import json

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

CONTENT_TYPE = "application/vnd.contact-center.call+json"
CAPABILITIES = Capabilities(tier=Tier.LIVE, text=False, media=True, session=True)


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

    channel = "voice"
    capabilities = CAPABILITIES

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        try:
            body = json.loads(raw.body)
            caller = Address(AddressKind(body["kind"]), str(body["value"]), body.get("name"))
        except (ValueError, KeyError, TypeError) as broken:
            raise Unparseable(f"the call's envelope lacks something: {broken}") from broken
        return InboundMessage(
            provider_id=raw.provider_id,
            sender=caller,
            text="",
            sender_verified=body.get("verified"),
            language=body.get("language"),
            meta={"call_id": body.get("call_id"), "page": body.get("page")},
        )

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        raise GiveUp("a call carries no written messages")

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None
