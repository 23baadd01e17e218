"""The web chat as a channel among others.

There is no outside provider: a reply is delivered to the visitor's page by the same log that stored
it, and a page that is away finds it on its return. Sending is therefore done once the message stands.
"""

from __future__ import annotations

from channels.webchat.limits import MAX_TEXT
from channels.webchat.parse import parse as parse_envelope
from contact_center.kernel.contracts.channels import (
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
)

CODE = "webchat"
CAPABILITIES = Capabilities(
    tier=Tier.LIVE,
    text=True,
    typing=True,
    read_receipts=True,
    session=True,
    max_length=MAX_TEXT,
    first_places=3,
    on_sites=True,
)


class WebChatAdapter:
    """See `ChannelAdapter`."""

    channel = CODE
    capabilities = CAPABILITIES

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return parse_envelope(raw)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        return Sent(provider_id=str(message.id))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return Sent(provider_id=str(message.id))
